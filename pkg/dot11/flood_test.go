package dot11

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"
	"time"
)

// TestBehaviour32Bounds floods a Monitor with made-up networks, stations,
// handshakes and fragments: what it remembers and what a frame costs do not grow.
func TestBehaviour32Bounds(t *testing.T) {
	const (
		warm, flood = 5_000, 20_000
		heap        = 40 << 20 // octets: tables full to their limits
	)
	if testing.Short() {
		t.Skip("floods take their time")
	}
	right := psk([]byte("password"), "lab")
	for _, test := range []struct {
		name   string
		record func(l *lab, n uint32) *Record
	}{
		{"networks", func(l *lab, n uint32) *Record {
			l.made(n)
			return l.beacon()
		}},
		{"names of one network", func(l *lab, n uint32) *Record {
			l.ssid = fmt.Sprint("made up ", n)
			return l.beacon()
		}},
		{"handshakes, each of another network", func(l *lab, n uint32) *Record {
			l.made(n / 3)
			switch n % 3 {
			case 0:
				return l.beacon()
			case 1:
				return l.m1()
			}
			return l.m2()
		}},
		{"handshakes of one pair", func(l *lab, n uint32) *Record {
			binary.BigEndian.PutUint32(l.an[8:], n)
			binary.BigEndian.PutUint32(l.sn[8:], n)
			if n%2 == 0 {
				return l.m1()
			}
			return l.m2()
		}},
		{"right handshakes of one pair", func(l *lab, n uint32) *Record {
			l.pmk = right
			binary.BigEndian.PutUint32(l.an[8:], n/2)
			if n%2 == 0 {
				return l.m1()
			}
			return l.m2()
		}},
		{"right handshakes, each of another pair", func(l *lab, n uint32) *Record {
			l.pmk = right
			binary.BigEndian.PutUint32(l.sta[1:], n/2)
			if n%2 == 0 {
				return l.m1()
			}
			return l.m2()
		}},
		{"stations", func(l *lab, n uint32) *Record {
			binary.BigEndian.PutUint32(l.sta[1:], n)
			return l.record(l.data(true, l.ap, udp(1)))
		}},
		{"first fragments", func(l *lab, n uint32) *Record {
			binary.BigEndian.PutUint32(l.sta[1:], n)
			return l.record(l.parts(udp(1), 8, 28)[0])
		}},
		{"traffic classes and sequence numbers", func(l *lab, n uint32) *Record {
			b := append(header(typeData|fcToDS|fcQoS, l.ap, l.sta, l.ap, uint16(n*7)), byte(n%16), 0)
			binary.BigEndian.PutUint32(b[11:], n)
			return l.record(append(b, udp(1)...))
		}},
		{"what an access point may send on", func(l *lab, n uint32) *Record {
			b := udp(1)
			binary.BigEndian.PutUint32(b[12:], n)
			return l.record(l.data(true, Addr{0xff}, b))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, akmPSK, suiteCCMP, 32)
			m := monitor(t, ":password", "other:password")
			run := func(from, to uint32) time.Duration {
				var spent time.Duration
				for n := from; n < to; n++ {
					r := test.record(l, n)
					start := time.Now()
					m.Receive(r)
					spent += time.Since(start)
				}
				return spent / time.Duration(to-from)
			}
			early := run(0, warm)
			late := run(warm, warm+flood)
			// Passphrases are derived in the beginning only; but for them a frame
			// takes a few µs. The machine may be busy.
			if late > 20*early+100*time.Microsecond {
				t.Errorf("a frame takes %v, at first it took %v", late, early)
			}
			runtime.GC()
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			if s.HeapAlloc > heap {
				t.Errorf("%d octets of heap, want at most %d", s.HeapAlloc, heap)
			}
			if m.keyring.guesses > maxGuesses {
				t.Errorf("%d passphrases derived", m.keyring.guesses)
			}
			t.Logf("%v a frame, %d kB of heap, %d derived", late, s.HeapAlloc>>10, m.keyring.guesses)
			runtime.KeepAlive(m)
		})
	}
}

// made makes another network of l, with its own name.
func (l *lab) made(n uint32) {
	binary.BigEndian.PutUint32(l.ap[1:], n)
	l.ssid = fmt.Sprint("made up ", n)
}
