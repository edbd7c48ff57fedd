package flow

import (
	"math/rand/v2"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
)

// segment is what a test sends: n bytes from seq on, of which again were sent
// before.
type segment struct{ seq, n, again uint32 }

func TestResent(t *testing.T) {
	for _, test := range []struct {
		name     string
		segments []segment
	}{
		{"in order", []segment{{1, 100, 0}, {101, 100, 0}, {201, 50, 0}}},
		{"the same again", []segment{{1, 100, 0}, {1, 100, 100}, {1, 100, 100}}},
		{"again, and more", []segment{{1, 100, 0}, {51, 100, 50}, {151, 10, 0}}},
		{"out of order", []segment{{1, 100, 0}, {201, 100, 0}, {101, 100, 0}, {301, 10, 0}}},
		{"out of order, then again", []segment{{1, 100, 0}, {201, 100, 0}, {101, 100, 0}, {101, 100, 100}}},
		{"late and again in one", []segment{{1, 100, 0}, {201, 100, 0}, {51, 200, 100}}},
		{"a hole filled from both sides", []segment{{1, 100, 0}, {401, 100, 0}, {101, 50, 0}, {351, 50, 0}, {101, 300, 100}}},
		{"a hole filled from its middle", []segment{{1, 100, 0}, {401, 100, 0}, {201, 50, 0}, {101, 300, 50}}},
		{"three holes at once", []segment{{1, 10, 0}, {21, 10, 0}, {41, 10, 0}, {61, 10, 0}, {11, 10, 0}, {51, 10, 0}, {31, 10, 0}, {1, 70, 70}}},
		{"of four holes the oldest is forgotten", []segment{{1, 10, 0}, {21, 10, 0}, {41, 10, 0}, {61, 10, 0}, {81, 10, 0}, {71, 10, 0}, {51, 10, 0}, {31, 10, 0}, {11, 10, 10}}},
		{"before the first", []segment{{101, 100, 0}, {1, 100, 0}, {1, 100, 100}}},
		{"keep-alive", []segment{{1, 100, 0}, {100, 1, 0}, {100, 1, 0}, {101, 10, 0}}},
		{"jumps of half the numbers", []segment{{0, 100, 0}, {0x7fffffff, 10, 0}, {0xfffffff0, 10, 0}, {50, 10, 0}, {0x7fffff00, 10, 0}, {0x100, 100, 0}}},
		{"across zero", []segment{{0xffffffc0, 100, 0}, {0xffffffc0, 100, 100}, {0x24 + 100, 100, 0}, {0x24, 100, 0}, {0xfffffff0, 20, 20}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var q sequence
			for i, s := range test.segments {
				if got := q.resent(s.seq, s.n); got != s.again {
					t.Errorf("segment %d, %d bytes from %d: %d sent before, want %d", i, s.n, s.seq, got, s.again)
				}
			}
		})
	}
}

// With few holes the count is exact: it is compared with a list of all bytes.
func TestResentIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2_000 {
		var q sequence
		start := r.Uint32()
		sent := make(map[uint32]bool)
		next := uint32(0) // relative to start
		var waiting []segment
		send := func(seq, n uint32) {
			want := uint32(0)
			for i := range n {
				if sent[seq+i] {
					want++
				}
				sent[seq+i] = true
			}
			if got := q.resent(start+seq, n); got != want && n != 1 {
				t.Fatalf("%d bytes from %d: %d sent before, want %d", n, seq, got, want)
			}
		}
		send(0, 50)
		next = 50
		for range 60 {
			n := 2 + r.Uint32N(40)
			switch {
			case r.IntN(4) == 0 && len(waiting) < maxHoles: // this one comes late
				waiting = append(waiting, segment{seq: next, n: n})
				next += n
				send(next, 10) // what opens the hole
				next += 10
			case r.IntN(3) == 0 && len(waiting) > 0:
				k := r.IntN(len(waiting))
				send(waiting[k].seq, waiting[k].n)
				waiting = append(waiting[:k], waiting[k+1:]...)
			case r.IntN(3) == 0 && len(waiting) == 0: // anything again
				seq := r.Uint32N(next)
				send(seq, 2+r.Uint32N(next-seq+10))
				for ; sent[next]; next++ {
				}
			default:
				send(next, n)
				next += n
			}
		}
	}
}

// Over 4 GB the numbers come again. What was lost, or sent, a turn before is neither
// now.
func TestResentOverTurns(t *testing.T) {
	const mega = 1 << 20
	var q sequence
	send := func(at, n, want uint32) {
		t.Helper()
		if got := q.resent(at, n); got != want {
			t.Fatalf("%d bytes from %d: %d sent before, want %d", n, at, got, want)
		}
	}
	send(0, mega, 0)
	for turn := range uint32(3) {
		send(2*mega, mega, 0) // one is lost
		for i := uint32(3); i < 4096; i++ {
			send(i*mega, mega, 0)
			if i%1024 == turn {
				send(i*mega, mega, mega)
			}
		}
		send(0, mega, 0)
	}
	send(2*mega, mega, 0)
	send(1*mega, mega, 0) // this time it came late
}

// A flow counts what its ends sent again beside their payload, not out of it.
func TestFlowResent(t *testing.T) {
	table := NewTable(func(*Flow) {})
	add := func(seq, payload uint32, flags decode.TCPFlags) *Flow {
		p := packet{from: phone, to: server, length: 40 + payload, flags: flags, seq: seq}.packet(t, 1)
		p.PayloadLength = payload
		f, _ := table.Add(p)
		return f
	}
	add(99, 0, decode.SYN)
	add(99, 0, decode.SYN) // takes a number, but is no payload
	add(100, 500, decode.ACK)
	add(100, 500, decode.ACK|decode.PSH)
	f := add(0, 300, 0)    // a later fragment: no header, no sequence number
	add(50, 0, decode.SYN) // another connection, whose predecessor's end was lost
	add(51, 600, decode.ACK)
	sender := f.From[f.Sender-A]
	if sender.Payload != 1900 || sender.Resent != 500 {
		t.Errorf("payload %d, sent again %d; want 1900 and 500", sender.Payload, sender.Resent)
	}
}
