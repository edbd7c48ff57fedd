package dot11

import (
	"encoding/binary"
	"reflect"
	"testing"
)

// TestAllocations holds the way of most frames to allocating nothing, but for the
// CTR stream of crypto/cipher and, now and then, memory for what is decrypted.
func TestAllocations(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	key := l.ptk().temporal[0]
	for _, test := range []struct {
		name   string
		record *Record
		counts func(r *Record, n uint32) // makes it the frame number n
		most   float64
	}{
		{"plain", l.record(l.data(true, l.ap, udp(1))), func(r *Record, n uint32) { binary.LittleEndian.PutUint16(r.Data[8+22:], uint16(n<<4)) }, 0},
		{"control", l.record([]byte{0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 2}), func(*Record, uint32) {}, 0},
		{"beacon", l.beacon(), func(*Record, uint32) {}, 0},
		{"encrypted, no key fits", l.sealed(newTemporal(suiteCCMP, l.gtk)[0], l.data(true, l.ap, udp(1))), func(r *Record, n uint32) { binary.LittleEndian.PutUint32(r.Data[8+24+4:], n) }, 1.1},
		{"encrypted", l.sealed(key, l.data(true, l.ap, udp(1))), func(r *Record, n uint32) { copy(r.Data, l.sealed(key, l.data(true, l.ap, udp(1))).Data) }, 1.1},
	} {
		m := NewMonitor(Options{Keys: []Key{{kind: keyTK, secret: key.key}}})
		m.known.given = m.known.given[:1] // as CCMP only
		n := uint32(0)
		spent := testing.AllocsPerRun(500, func() { // what makes the frame
			n++
			test.counts(test.record, n)
		})
		got := testing.AllocsPerRun(500, func() {
			n++
			test.counts(test.record, n)
			m.Receive(test.record)
		})
		if got-spent > test.most {
			t.Errorf("%s: %v allocations a frame, want at most %v", test.name, got-spent, test.most)
		}
	}
}

// TestReusedMonitor hears each capture behind all others: nothing of those is left
// in what it says of this one's frames.
func TestReusedMonitor(t *testing.T) {
	paths := []string{"synthetic/plain-rtap-fcs.pcap", "synthetic/plain-ppi-fcs.pcap", "synthetic/rtap-odd.pcap", "synthetic/plain-105.pcap"}
	for _, last := range paths {
		reused := monitor(t)
		for _, path := range paths {
			if path != last {
				hear(t, reused, path)
			}
		}
		reused.heard, reused.relays.index = heard{}, nil // what is remembered on purpose
		reused.relays.first, reused.relays.last = nil, nil
		if got, want := hear(t, reused, last), hear(t, monitor(t), last); !reflect.DeepEqual(got, want) {
			t.Errorf("%s behind the others: %v, alone: %v", last, got, want)
		}
	}
}

// BenchmarkReceive hears encrypted frames of a usual length.
func BenchmarkReceive(b *testing.B) {
	l := newLab(b, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	for _, r := range []*Record{l.beacon(), l.m1(), l.m2()} {
		m.Receive(r)
	}
	const length = 1400
	var all []*Record
	for range 512 {
		all = append(all, l.sealed(l.ptk().temporal[0], l.data(true, l.ap, make([]byte, length))))
	}
	b.SetBytes(length)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if n%len(all) == 0 {
			m.heard.sets = nil // to hear them again
		}
		if o := m.Receive(all[n%len(all)]); o[0].Verdict != Delivered {
			b.Fatal(o[0].Verdict)
		}
	}
}
