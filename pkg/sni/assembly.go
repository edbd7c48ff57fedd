package sni

import "slices"

// maxAhead is how far a piece may lie beyond the bytes received so far: a client sends
// no more than its initial window unacknowledged, ten packets (RFC 9002 §7.2). It keeps
// one datagram from claiming the memory of a whole hello.
const maxAhead = 16 << 10

// maxSpans bounds the separate runs of bytes a message may be in. Chrome cuts a hello
// into some twenty pieces a packet.
const maxSpans = 128

// assembly puts a message together from pieces, which may come in any order, overlap and repeat.
type assembly struct {
	data  []byte
	spans []span // what of data was received: in order, with gaps between them
	size  int    // how many bytes the spans hold
}

// span is a run of bytes received, from <= i < to.
type span struct{ from, to int }

// add puts a piece in its place. It returns false if the piece is too far off to be kept.
func (a *assembly) add(offset uint64, piece []byte) bool {
	if offset > uint64(a.size)+maxAhead || offset+uint64(len(piece)) > maxHandshake {
		return false
	}
	whole := span{int(offset), int(offset) + len(piece)}
	first := 0 // the spans first..last touch the piece and become one with it
	for first < len(a.spans) && a.spans[first].to < whole.from {
		first++
	}
	last := first
	for last < len(a.spans) && a.spans[last].from <= whole.to {
		last++
	}
	if first == last && len(a.spans) == maxSpans {
		return false
	}
	if grow := whole.to - len(a.data); grow > 0 {
		a.data = append(a.data, make([]byte, grow)...)
	}
	copy(a.data[whole.from:], piece)
	for _, touched := range a.spans[first:last] {
		whole = span{min(whole.from, touched.from), max(whole.to, touched.to)}
		a.size -= touched.to - touched.from
	}
	a.spans = slices.Replace(a.spans, first, last, whole)
	a.size += whole.to - whole.from
	return true
}

// prefix is what was received without a gap from the message's first byte on.
func (a *assembly) prefix() []byte {
	if len(a.spans) == 0 || a.spans[0].from > 0 {
		return nil
	}
	return a.data[:a.spans[0].to]
}
