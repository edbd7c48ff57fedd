// Package stream puts the first bytes of a TCP direction in order.
package stream

import "github.com/flowscan/flowscan/pkg/decode"

// Limits of one direction. What a name parser needs comes within the first
// packets; what is held back for longer than this is lost in the capture.
const (
	// MaxHeld bounds the bytes a reader may leave unread: a ClientHello is at
	// most 2^16 bytes in practice, 16 KiB with every post-quantum key share.
	MaxHeld = 64 << 10
	// maxAhead and MaxHeld bound the segments kept for a hole before them to be
	// filled: an initial window of 64 kB, in segments of 1.5 kB.
	maxAhead = 44
)

// Reader is given the bytes of a direction in order.
type Reader interface {
	// Read is given the bytes that follow those it is done with and returns
	// how many more it is done with; that may be more than len(b): bytes that
	// it need not see. It keeps nothing of b. 0 asks for b again with more
	// bytes behind it. If !more, it will not be called again. The frame at
	// place brought the last of b.
	Read(b []byte, place decode.Place) (n uint64, more bool)
	// Gap says that bytes are missing before the next Read.
	Gap()
}

// Direction is one direction of a connection. Its zero value has seen nothing.
type Direction struct {
	started bool
	base    uint32    // sequence number of the first byte
	next    uint32    // sequence number of the next byte to come
	skip    uint64    // bytes from next on that the reader need not see
	held    []byte    // bytes before next that the reader is not done with
	ahead   []Segment // behind a hole, by sequence number
	waiting int       // bytes in ahead
}

// Segment is the payload of one TCP segment.
type Segment struct {
	Seq   uint32 // of its first byte
	Wire  uint32 // its length on the wire
	Data  []byte // what was captured of it
	Place decode.Place
}

// Start sets the sequence number of the first byte, from a SYN. A second SYN
// with another number starts the direction anew.
func (d *Direction) Start(seq uint32) {
	if !d.started || d.base != seq {
		*d = Direction{started: true, base: seq, next: seq}
	}
}

// Kept returns how many bytes the direction keeps.
func (d *Direction) Kept() int { return len(d.held) + d.waiting }

// Add takes a segment and reads what is in order now. It returns whether r
// wants more. It keeps nothing of s.Data.
func (d *Direction) Add(s Segment, r Reader) (more bool) {
	if !d.started {
		d.Start(s.Seq) // begun before the capture
	}
	if !d.take(s, false, r) {
		return false
	}
	for len(d.ahead) > 0 && int32(d.ahead[0].Seq-d.next) <= 0 {
		if !d.pop(r) {
			return false
		}
	}
	return true
}

// Flush reads what waits behind holes: they will not be filled any more.
func (d *Direction) Flush(r Reader) {
	for len(d.ahead) > 0 {
		d.gap(d.ahead[0].Seq, r)
		if !d.pop(r) {
			return
		}
	}
}

func (d *Direction) pop(r Reader) bool {
	s := d.ahead[0]
	d.ahead = d.ahead[1:]
	d.waiting -= len(s.Data)
	return d.take(s, true, r)
}

// take reads s if it is next in order, and keeps it if it is early. Bytes that
// came before win over those that come again.
func (d *Direction) take(s Segment, owned bool, r Reader) bool {
	offset := int32(s.Seq - d.next)
	if offset < 0 {
		old := uint32(-offset)
		if old >= s.Wire {
			return true
		}
		s = s.from(old)
		offset = 0
	}
	if d.skip > 0 {
		n := min(d.skip, uint64(offset)+uint64(s.Wire))
		d.skip -= n
		d.next += uint32(n)
		if n <= uint64(offset) {
			offset -= int32(n)
		} else {
			s = s.from(uint32(n) - uint32(offset))
			offset = 0
		}
		if s.Wire == 0 {
			return true
		}
	}
	if offset > 0 {
		return d.hold(s, owned, r)
	}
	return d.read(s, r)
}

// from returns s without its first n bytes.
func (s Segment) from(n uint32) Segment {
	return Segment{s.Seq + n, s.Wire - n, s.Data[min(int(n), len(s.Data)):], s.Place}
}

// hold keeps an early segment in its place. When there are too many, the hole
// before the first is given up.
func (d *Direction) hold(s Segment, owned bool, r Reader) bool {
	if !owned {
		s.Data = append([]byte(nil), s.Data...)
	}
	i := len(d.ahead)
	for i > 0 && int32(s.Seq-d.ahead[i-1].Seq) < 0 {
		i--
	}
	d.ahead = append(d.ahead, Segment{})
	copy(d.ahead[i+1:], d.ahead[i:])
	d.ahead[i] = s
	d.waiting += len(s.Data)
	for len(d.ahead) > maxAhead || d.waiting > MaxHeld {
		d.gap(d.ahead[0].Seq, r)
		if !d.pop(r) {
			return false
		}
	}
	return true
}

// gap goes on at seq, as what lies before it is lost.
func (d *Direction) gap(seq uint32, r Reader) {
	if int32(seq-d.next) > 0 {
		d.held, d.skip, d.next = nil, 0, seq
		r.Gap()
	}
}

// read hands r what is held and s, which follows it.
func (d *Direction) read(s Segment, r Reader) bool {
	b := s.Data
	if len(d.held) > 0 {
		d.held = append(d.held, b...)
		b = d.held
	}
	end := s.Seq + uint32(len(s.Data))
	for len(b) > 0 {
		n, more := r.Read(b, s.Place)
		if !more {
			d.held, d.ahead, d.waiting = nil, nil, 0
			return false
		}
		if n == 0 {
			break
		}
		d.skip = n - min(n, uint64(len(b)))
		b = b[min(n, uint64(len(b))):]
	}
	d.next = end
	switch {
	case len(b) == 0:
		d.held = d.held[:0]
	case len(b) > MaxHeld:
		d.held = nil
		r.Gap()
	default:
		d.held = append(d.held[:0], b...) // b may lie in held: append moves it to the front
	}
	if lost := s.Wire - uint32(len(s.Data)); lost > 0 { // cut off by the snap length
		d.lose(lost, r)
	}
	return true
}

// lose passes over n bytes that the capture does not have.
func (d *Direction) lose(n uint32, r Reader) {
	if uint64(n) > d.skip {
		d.gap(d.next+n, r)
		return
	}
	d.skip -= uint64(n)
	d.next += n
}
