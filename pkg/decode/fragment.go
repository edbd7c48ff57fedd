package decode

import (
	"bytes"
	"cmp"
	"container/list"
	"slices"
	"sort"
	"time"
)

// Limits of the fragments kept for the rest of their packets.
const (
	// maxFragmented bounds the packets waited for at once. Real traffic has a
	// few in flight; a flood of single fragments fills any table.
	maxFragmented = 1024
	// maxFragmentBytes bounds the memory kept: 64 whole packets of the greatest
	// length.
	maxFragmentBytes = 4 << 20
	// maxPieces bounds the parts that one packet is put together from: with more,
	// each would be shorter than any link's.
	maxPieces = 1024
	// maxHeld bounds the fragments of one packet that wait for others: a packet of
	// 64 kB has 119 of the size that every host must take (RFC 791 §3.1).
	maxHeld = 128
	// heldSize is about what a fragment held takes, in bytes.
	heldSize = 192
	// fragmentAge is when an identification may stand for another packet
	// (RFC 8200 §4.5: what is not whole after 60 s is given up).
	fragmentAge = int64(60 * time.Second)
)

// fragmentKey tells the packets apart that fragments belong to (RFC 791 §3.2,
// RFC 8200 §4.5).
type fragmentKey struct {
	src, dst       [16]byte
	id             uint32
	encap, network uint32
	proto          uint8 // IPv4 only
	v6             bool
}

// fragments puts together the fragments of packets with ports and of tunnels. Its
// zero value is empty.
type fragments struct {
	packets map[fragmentKey]*list.Element
	oldest  list.List // of *fragmented
	bytes   int       // in all of them
}

// fragmented is an IP packet that came in fragments, so far.
type fragmented struct {
	key   fragmentKey
	first *firstFragment // nil until it came
	past  *firstFragment // of the packet before it with the same key, if any
	held  []heldFragment // until it came or, of a tunnel, until all came
	full  bool           // more came than are held: what is inside will not be told
	time  int64          // of the first that came

	pieces []piece // of the fragmentable part, in order and without overlap
	got    int     // bytes in them
	end    int     // length of the fragmentable part, 0 until the last fragment came
	whole  []byte  // all of it, once it is there
}

// firstFragment is what the fragment with the transport header told.
type firstFragment struct {
	key    Key
	fromB  bool
	tunnel bool  // another packet may stand in this one
	proto  uint8 // after its extension headers
	skip   int   // their length
}

// heldFragment is the packet of a fragment.
type heldFragment struct {
	Packet
	again bool // it brought no byte that was not there
}

// piece is a part of what was fragmented.
type piece struct {
	at   int
	data []byte
}

func (p *piece) end() int { return p.at + len(p.data) }

// add takes a fragment, whose packet is p, and appends to dst what can be told
// now: p and what waited for it, or nothing yet. Once all fragments came, it
// returns the packet they were; the bytes that came first for a place win. The
// fragments of a tunnel are held until then, for the caller to open or release.
func (t *fragments) add(h *ip, p Packet, tunnel bool, dst []Packet) (out []Packet, complete *fragmented) {
	g, dst := t.get(h, &p, dst)
	if g.whole != nil && g.has(h) {
		return append(dst, g.first.flow(p)), nil
	}
	if g.whole != nil { // another packet, that has the identification after it
		t.bytes -= len(g.whole)
		*g = fragmented{key: g.key, past: g.first, time: p.Time}
	}
	if h.offset == 0 && g.first == nil {
		g.first = &firstFragment{p.Key, p.FromB, tunnel, h.proto, len(h.fragmentable) - len(h.payload)}
	}
	news := g.store(h)
	t.bytes += news
	g.full = g.full || len(g.held) == maxHeld
	switch {
	case g.first != nil && (g.full || !g.first.tunnel):
		dst = append(t.release(g, dst), g.first.flow(p))
	case g.first != nil && news == 0:
		dst = append(dst, g.first.flow(p))
	case g.full:
		dst = append(dst, p)
	default:
		p.Payload = nil // its frame is gone by then
		g.held = append(g.held, heldFragment{p, news == 0})
		t.bytes += heldSize
	}
	if g.first != nil && g.got == g.end && g.end > g.first.skip {
		g.join()
		complete = g
	}
	return t.shrink(g, dst), complete
}

// flow returns p, a fragment, with the flow of the first.
func (f *firstFragment) flow(p Packet) Packet {
	p.Key, p.FromB = f.key, f.fromB
	return p
}

// release appends the fragments held.
func (t *fragments) release(g *fragmented, dst []Packet) []Packet {
	return t.take(g, dst, func(heldFragment) bool { return true })
}

// opened appends those of the fragments held that brought nothing, and returns in
// how many frames the others came, and how long those were: what is inside counts
// for them.
func (t *fragments) opened(g *fragmented, dst []Packet) (out []Packet, frames, wire uint32) {
	dst = t.take(g, dst, func(h heldFragment) bool {
		if !h.again {
			frames += h.Frames
			wire += h.Wire
		}
		return h.again
	})
	return dst, frames, wire
}

func (t *fragments) take(g *fragmented, dst []Packet, which func(heldFragment) bool) []Packet {
	first := cmp.Or(g.first, g.past)
	for _, h := range g.held {
		if !which(h) {
			continue
		}
		if first != nil {
			h.Packet = first.flow(h.Packet)
		}
		dst = append(dst, h.Packet)
	}
	t.bytes -= heldSize * len(g.held)
	g.held = nil
	return dst
}

// get returns the packet that h is a fragment of. What must make room for it,
// or is too old to be the same, is appended to dst as it is.
func (t *fragments) get(h *ip, p *Packet, dst []Packet) (*fragmented, []Packet) {
	key := fragmentKey{src: h.src, dst: h.dst, id: h.id, encap: p.Key.Encap, network: p.Key.Network, v6: h.v6}
	if !h.v6 {
		key.proto = h.proto
	}
	if e := t.packets[key]; e != nil {
		g := e.Value.(*fragmented)
		if age := p.Time - g.time; age <= fragmentAge && age >= -fragmentAge {
			return g, dst
		}
		dst = t.forget(g, dst)
	}
	for t.oldest.Len() >= maxFragmented {
		dst = t.forget(t.oldest.Front().Value.(*fragmented), dst)
	}
	if t.packets == nil {
		t.packets = make(map[fragmentKey]*list.Element)
	}
	g := &fragmented{key: key, time: p.Time}
	t.packets[key] = t.oldest.PushBack(g)
	return g, dst
}

// shrink forgets the oldest packets but g while more is kept than may be.
func (t *fragments) shrink(g *fragmented, dst []Packet) []Packet {
	for e := t.oldest.Front(); e != nil && t.bytes > maxFragmentBytes; {
		old := e.Value.(*fragmented)
		e = e.Next()
		if old != g {
			dst = t.forget(old, dst)
		}
	}
	return dst
}

// forget gives up g.
func (t *fragments) forget(g *fragmented, dst []Packet) []Packet {
	dst = t.release(g, dst)
	t.oldest.Remove(t.packets[g.key])
	delete(t.packets, g.key)
	t.bytes -= g.got + len(g.whole)
	return dst
}

// flush appends all fragments that still wait.
func (t *fragments) flush(dst []Packet) []Packet {
	for t.oldest.Len() > 0 {
		dst = t.forget(t.oldest.Front().Value.(*fragmented), dst)
	}
	return dst
}

// store keeps the bytes of a fragment where none came before, and returns how
// many those are.
func (g *fragmented) store(h *ip) (news int) {
	b := h.fragmentable
	if h.more {
		b = b[:len(b)&^7] // RFC 791 §3.2: all but the last are in units of 8
	} else if g.end == 0 {
		g.end = h.offset + len(b) - len(h.payload) + int(h.payloadLength)
	}
	at := h.offset
	i := sort.Search(len(g.pieces), func(i int) bool { return g.pieces[i].end() > at })
	for len(b) > 0 && len(g.pieces) < maxPieces {
		n := len(b)
		if i < len(g.pieces) && g.pieces[i].at <= at { // it came before
			n = min(n, g.pieces[i].end()-at)
		} else {
			if i < len(g.pieces) {
				n = min(n, g.pieces[i].at-at)
			}
			g.pieces = slices.Insert(g.pieces, i, piece{at, bytes.Clone(b[:n])})
			news += n
		}
		at, b, i = at+n, b[n:], i+1
	}
	g.got += news
	return news
}

// join puts the pieces together.
func (g *fragmented) join() {
	g.whole = make([]byte, 0, g.got)
	for _, p := range g.pieces {
		g.whole = append(g.whole, p.data...)
	}
	g.pieces, g.got = nil, 0
}

// has says whether h is a fragment of the whole packet, come again.
func (g *fragmented) has(h *ip) bool {
	end := h.offset + len(h.fragmentable)
	return end <= len(g.whole) && (h.more || end == len(g.whole)) && bytes.Equal(g.whole[h.offset:end], h.fragmentable)
}
