package flow

import "github.com/flowscan/flowscan/pkg/decode"

// sequence follows the sequence numbers of one end of a TCP connection, to tell
// the bytes that it sent again (RFC 9293 §3.4). Its zero value is an end that has
// sent nothing.
type sequence struct {
	first, next uint32 // all of first to next was sent, but for the holes
	begun       bool
	holes       [maxHoles]span // the last that opened first; empty ones at the end
}

// span is sequence numbers from one to before another.
type span struct{ from, to uint32 }

// maxHoles is how many gaps are remembered for packets that come late: more than
// one is open only where the network loses many or the capture did. Beyond them
// the oldest counts as sent.
const maxHoles = 3

// window is how far back from next a packet may come late: the greatest that TCP
// has (RFC 7323 §2.3). Numbers further back are of the turn before.
const window = 1 << 30

// resent takes the n bytes of payload from sequence number seq on and returns how
// many of them were sent before.
func (q *sequence) resent(seq, n uint32) uint32 {
	end := seq + n
	if !q.begun {
		q.begun, q.first, q.next = true, seq, end
		return 0
	}
	if n == 1 && end == q.next { // a keep-alive (RFC 9293 §3.8.4)
		return 0
	}
	if before(q.next, seq) {
		q.open(span{q.next, seq})
	}
	old := span{seq, earlier(end, q.next)}
	if before(q.next, end) {
		q.advance(end)
	}
	if !before(old.from, old.to) || q.next-old.from > window {
		return 0
	}
	if before(old.from, q.first) { // the capture began between the two
		q.first, old.from = old.from, earlier(q.first, old.to)
	}
	return old.to - old.from - q.fill(old)
}

// advance makes to the next number, and forgets what is out of the window.
func (q *sequence) advance(to uint32) {
	q.next = to
	if to-q.first <= window {
		return
	}
	q.first = to - window
	for i := range q.holes {
		if before(q.holes[i].from, q.first) {
			q.holes[i] = span{}
		}
	}
}

// open remembers a hole.
func (q *sequence) open(hole span) {
	copy(q.holes[1:], q.holes[:])
	q.holes[0] = hole
}

// fill takes s out of the holes and returns how many bytes of them it was.
func (q *sequence) fill(s span) (filled uint32) {
	left := q.holes
	q.holes = [maxHoles]span{}
	n := 0
	keep := func(h span) {
		if before(h.from, h.to) && n < maxHoles {
			q.holes[n] = h
			n++
		}
	}
	for _, h := range left {
		if h == (span{}) {
			continue
		}
		in := span{later(h.from, s.from), earlier(h.to, s.to)}
		if !before(in.from, in.to) {
			keep(h)
			continue
		}
		filled += in.to - in.from
		keep(span{h.from, in.from})
		keep(span{in.to, h.to})
	}
	return filled
}

// before compares sequence numbers, which wrap around.
func before(a, b uint32) bool { return int32(a-b) < 0 }

func later(a, b uint32) uint32 {
	if before(a, b) {
		return b
	}
	return a
}

func earlier(a, b uint32) uint32 {
	if before(a, b) {
		return a
	}
	return b
}

// resent returns how many bytes of p's payload its sender sent before. The later
// fragments of a packet have no TCP header, and so none of its flags.
func (f *Flow) resent(p *decode.Packet) uint64 {
	s, seq := side(p.FromB), p.Seq
	if p.Flags&decode.SYN != 0 {
		if seq != f.isn[s] { // a connection after one whose end was lost
			f.sequence[s] = sequence{}
		}
		seq++ // SYN takes a number itself
	}
	if p.PayloadLength == 0 || p.Flags&(decode.ACK|decode.SYN) == 0 {
		return 0
	}
	return uint64(f.sequence[s].resent(seq, p.PayloadLength))
}
