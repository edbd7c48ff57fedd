package flow

import (
	"iter"

	"github.com/flowscan/flowscan/pkg/decode"
)

// Shards is how many virtual shards flows fall into. It is fixed, so that what
// a table forgets does not depend on how many workers share the shards.
const Shards = 256

// maxFlows is how many flows a virtual shard remembers: half a million in all,
// which take 295 MB, 560 bytes each with their keys. A port scan fills it within
// seconds; a household does not in a week.
const maxFlows = 2048

// Shard returns the virtual shard of a key.
func Shard(k *decode.Key) int { return int(k.Hash() >> 56) }

// Table holds the flows of the virtual shards that one goroutine owns.
type Table struct {
	flows   map[decode.Key]*Flow // those that go on, some of them by two keys
	tunnels map[decode.Key]*Flow // the newest in an encapsulation, by the key without it
	shards  [Shards]shard
	block   []Flow  // flows not handed out yet
	slots   []*Flow // by Slot; all that are remembered
	evict   func(*Flow)
}

// shard lists its flows by their last packet.
type shard struct {
	oldest, newest *Flow
	n              int
}

// NewTable returns an empty table. evict is told of each flow that is about to
// be forgotten to make room, and must not keep it.
func NewTable(evict func(*Flow)) *Table {
	return &Table{flows: make(map[decode.Key]*Flow), tunnels: make(map[decode.Key]*Flow), evict: evict}
}

// Add counts p and returns its flow, and the part before it if p is the first
// packet after an idle time, or after the part was reported.
func (t *Table) Add(p *decode.Packet) (f, before *Flow) {
	f = t.flows[p.Key]
	switch {
	case f == nil:
		f = t.otherWay(p)
	case f.back != nil && (p.Key == f.Key) != (EndOf(p.FromB) == f.opener):
		f = t.part(f, p)
	}
	switch {
	case f == nil:
		f = t.open(p, nil)
	case f.reopened(p):
		f = t.open(p, f)
	case f.idle(p), f.Told:
		before = f
		t.shards[Shard(&p.Key)].touch(before) // not to be forgotten for what follows it
		f = t.open(p, before)
		f.inherit(before)
	default:
		t.shards[Shard(&p.Key)].touch(f)
	}
	f.count(p)
	return f, before
}

// otherWay returns the flow whose other end sent in another encapsulation than p,
// or in none: some networks tunnel one way alone, some overlays number the two
// ways apart. It returns nil for no flow, or several.
func (t *Table) otherWay(p *decode.Packet) *Flow {
	half := t.tunnels[bare(p.Key)]
	if half == nil {
		half = t.flows[bare(p.Key)]
	}
	if half == nil || half.rival || !half.isHalf(p) || half.From[side(p.FromB)].Packets > 0 {
		return nil
	}
	back := p.Key
	half.back = &back
	t.flows[back] = half
	if half.Encap == nil {
		half.Encap, half.EncapBy = p.Encap, EndOf(p.FromB)
	}
	return half
}

// part takes the second key from f: p says that the two are of two flows. It
// returns the flow that p belongs to.
func (t *Table) part(f *Flow, p *decode.Packet) *Flow {
	delete(t.flows, *f.back)
	f.back = nil
	return t.flows[p.Key]
}

// isHalf says whether f may still be joined with its other way, at the time of p.
func (f *Flow) isHalf(p *decode.Packet) bool {
	oneWay := f.From[0].Packets == 0 || f.From[1].Packets == 0
	return oneWay && f.back == nil && !f.Over() && !f.idle(p)
}

// bare returns k without its encapsulation.
func bare(k decode.Key) decode.Key {
	k.Encap, k.Network = 0, 0
	return k
}

// Oldest yields the flows of a virtual shard, that with the oldest last packet
// first.
func (t *Table) Oldest(shard int) iter.Seq[*Flow] {
	return func(yield func(*Flow) bool) {
		for f := t.shards[shard].oldest; f != nil && yield(f); f = f.newer {
		}
	}
}

// Flows returns all flows remembered, in no particular order.
func (t *Table) Flows() []*Flow { return t.slots }

// open begins a flow with p, after one with the same key if there was one.
func (t *Table) open(p *decode.Packet, after *Flow) *Flow {
	var other *decode.Key
	if after != nil && after.back != nil {
		if other = after.back; *other == p.Key {
			key := after.Key
			other = &key
		}
	}
	s := &t.shards[Shard(&p.Key)]
	f := t.room(s)
	f.Key, f.back = p.Key, other
	f.Place, f.Index, f.Origin = p.Place, p.Index, p.Index
	f.VLAN, f.VLANs, f.App = p.VLAN, p.VLANs, p.App
	f.Sender, f.opener = EndOf(p.FromB), EndOf(p.FromB)
	f.Encap, f.EncapBy = p.Encap, f.opener
	t.flows[p.Key] = f
	if other != nil {
		t.flows[*other] = f
	} else if p.Key.Encap != 0 {
		if half := t.tunnels[bare(p.Key)]; half != nil && half != after && half.isHalf(p) {
			f.rival = true
		}
		t.tunnels[bare(p.Key)] = f
	}
	s.push(f)
	return f
}

// room returns a zero Flow with a slot, forgetting the one whose last packet
// is the oldest if the shard is full.
func (t *Table) room(s *shard) *Flow {
	if s.n < maxFlows {
		s.n++
		if len(t.block) == 0 {
			t.block = make([]Flow, 64)
		}
		f := &t.block[0]
		t.block = t.block[1:]
		f.Slot = len(t.slots)
		t.slots = append(t.slots, f)
		return f
	}
	f := s.oldest
	t.evict(f)
	t.forget(f)
	s.unlink(f)
	*f = Flow{Slot: f.Slot}
	return f
}

// forget takes f's keys away, unless they are another flow's by now.
func (t *Table) forget(f *Flow) {
	if t.flows[f.Key] == f {
		delete(t.flows, f.Key)
	}
	if f.back != nil && t.flows[*f.back] == f {
		delete(t.flows, *f.back)
	}
	if bare := bare(f.Key); t.tunnels[bare] == f {
		delete(t.tunnels, bare)
	}
}

func (s *shard) touch(f *Flow) {
	if s.newest != f {
		s.unlink(f)
		s.push(f)
	}
}

func (s *shard) push(f *Flow) {
	f.older, f.newer = s.newest, nil
	if s.newest != nil {
		s.newest.newer = f
	} else {
		s.oldest = f
	}
	s.newest = f
}

func (s *shard) unlink(f *Flow) {
	if f.older != nil {
		f.older.newer = f.newer
	} else {
		s.oldest = f.newer
	}
	if f.newer != nil {
		f.newer.older = f.older
	} else {
		s.newest = f.older
	}
}
