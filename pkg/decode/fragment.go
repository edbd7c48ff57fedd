package decode

import (
	"container/list"
	"time"
)

// Limits of the fragments kept for the rest of their packets.
const (
	// maxFragmented bounds the packets waited for at once. Real traffic has a
	// few in flight; a flood of single fragments fills any table.
	maxFragmented = 1024
	// maxFragmentBytes bounds the bytes kept: 64 whole packets of the greatest
	// length.
	maxFragmentBytes = 4 << 20
	// maxHeld bounds the fragments of one packet that wait to learn their ports:
	// a packet of 64 kB has 46 of Ethernet's size.
	maxHeld = 64
	// fragmentAge is when an identification may stand for another packet
	// (RFC 8200 §4.5: what is not whole after 60 s is given up).
	fragmentAge = int64(60 * time.Second)
)

// fragmentKey tells the packets apart that fragments belong to (RFC 791 §3.2,
// RFC 8200 §4.5).
type fragmentKey struct {
	src, dst [16]byte
	id       uint32
	encap    uint32
	proto    uint8 // IPv4 only
	v6       bool
}

// fragments puts together the fragments of packets with ports and of tunnels. Its
// zero value is empty.
type fragments struct {
	packets map[fragmentKey]*list.Element
	oldest  list.List // of *fragmented
	bytes   int       // in all of their data
}

// fragmented is an IP packet that came in fragments, so far.
type fragmented struct {
	key    fragmentKey
	before *Packet  // first of the packet with the same key that came whole, if any
	first  *Packet  // the fragment with the ports; nil until it came
	held   []Packet // fragments that wait for it or, of a tunnel, for the packet inside
	tunnel bool     // another packet may stand in this one
	proto  uint8    // after the first fragment's extension headers
	skip   int      // their length
	time   int64    // of the first that came

	data     []byte // from the start of the fragmentable part
	have     []bool // which 8-byte units of data came
	end      int    // length of the whole, 0 until the last fragment came
	complete bool   // it was returned
}

// add takes a fragment, whose packet is p, and appends to dst what can be told
// now: p and what waited for it, or nothing yet. Once all fragments came, it
// returns the packet they were, and what it carried; the bytes that came first
// for a place win. The fragments of a tunnel are held until then.
func (t *fragments) add(h *ip, p Packet, tunnel bool, dst []Packet) (out []Packet, g *fragmented, whole []byte) {
	g, dst = t.get(h, &p, dst)
	if g.complete { // another packet with its identification, or fragments that come twice
		*g = fragmented{key: g.key, before: g.first, time: p.Time}
	}
	if h.offset == 0 && g.first == nil {
		g.first, g.proto, g.tunnel = &p, h.proto, tunnel
		g.skip = len(h.fragmentable) - len(h.payload)
	}
	switch {
	case g.first != nil && !g.tunnel:
		dst = append(dst, p.like(g.first))
		dst = g.release(dst)
	case len(g.held) < maxHeld:
		p.Payload = nil
		g.held = append(g.held, p)
	default: // too many to be one packet's
		dst = append(dst, p)
	}
	t.bytes += g.store(h)
	if whole = g.whole(); whole != nil {
		t.bytes -= len(g.data)
		g.data, g.have, g.complete = nil, nil, true
	}
	return dst, g, whole
}

// release appends the fragments held.
func (g *fragmented) release(dst []Packet) []Packet {
	first := g.first
	if first == nil {
		first = g.before
	}
	for _, p := range g.held {
		if first != nil {
			p = p.like(first)
		}
		dst = append(dst, p)
	}
	g.held = nil
	return dst
}

// like returns p, a later fragment, with the flow of first.
func (p Packet) like(first *Packet) Packet {
	p.Key, p.FromB = first.Key, first.FromB
	return p
}

// get returns the packet that h is a fragment of. What must make room for it,
// or is too old to be the same, is appended to dst as it is: without ports.
func (t *fragments) get(h *ip, p *Packet, dst []Packet) (*fragmented, []Packet) {
	key := fragmentKey{src: h.src, dst: h.dst, id: h.id, encap: p.Key.Encap, v6: h.v6}
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
	for t.oldest.Len() >= maxFragmented || t.bytes > maxFragmentBytes {
		dst = t.forget(t.oldest.Front().Value.(*fragmented), dst)
	}
	if t.packets == nil {
		t.packets = make(map[fragmentKey]*list.Element)
	}
	g := &fragmented{key: key, time: p.Time}
	t.packets[key] = t.oldest.PushBack(g)
	return g, dst
}

// forget gives up g.
func (t *fragments) forget(g *fragmented, dst []Packet) []Packet {
	t.remove(g)
	return g.release(dst)
}

func (t *fragments) remove(g *fragmented) {
	t.oldest.Remove(t.packets[g.key])
	delete(t.packets, g.key)
	t.bytes -= len(g.data)
}

// flush appends the fragments whose first never came.
func (t *fragments) flush(dst []Packet) []Packet {
	for t.oldest.Len() > 0 {
		dst = t.forget(t.oldest.Front().Value.(*fragmented), dst)
	}
	return dst
}

// store keeps the bytes of a fragment where none came before, and returns how
// many bytes more are kept for it.
func (g *fragmented) store(h *ip) (grown int) {
	b := h.fragmentable
	end := h.offset + len(b)
	if !h.more && g.end == 0 {
		g.end = end
	}
	if grown = max(0, end-len(g.data)); grown > 0 {
		g.data = append(g.data, make([]byte, grown)...)
		g.have = append(g.have, make([]bool, (end+7)/8-len(g.have))...)
	}
	for i := 0; i < len(b); i += 8 {
		unit, n := (h.offset+i)/8, min(8, len(b)-i)
		if !g.have[unit] && (n == 8 || !h.more) {
			g.have[unit] = true
			copy(g.data[h.offset+i:], b[i:i+n])
		}
	}
	return grown
}

// whole returns the payload if it is complete.
func (g *fragmented) whole() []byte {
	if g.first == nil || g.end == 0 || g.end > len(g.data) || g.skip > g.end {
		return nil
	}
	for _, came := range g.have[:(g.end+7)/8] {
		if !came {
			return nil
		}
	}
	return g.data[g.skip:g.end]
}
