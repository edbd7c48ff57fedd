package dot11

import (
	"bytes"
	"container/list"
)

const (
	// maxPending bounds the octets of frames that wait for their key: a minute of a
	// busy network that came before its handshake.
	maxPending = 64 << 20
	// pendingCost is what a waiting frame takes beside its octets.
	pendingCost = 400
	// maxTries is with how many new keys a waiting frame is tried before it is
	// given up: who makes up handshakes must not have it decrypted again and again.
	maxTries = 4
)

// keyOf returns whose key f is encrypted with: that of a pair, or of the
// transmitter to a group, which has the second address zero.
func keyOf(f *frame) pair {
	if f.ra().group() {
		return pair{a: f.ta()}
	}
	return pairOf(f.ra(), f.ta())
}

func (p pair) group() bool { return p.b == Addr{} }

// pending keeps frames that no key opened until one comes that may. Its zero value
// is empty.
type pending struct {
	queues map[pair][]*list.Element // by whose key they wait for, in order of arrival
	order  list.List                // of *held, all of them
	bytes  int
}

// held is a frame with a body of its own.
type held struct {
	frame
	hidden uint64 // estimated octets it was counted with
	tries  int
}

func (h *held) cost() int { return pendingCost + len(h.body) }

// add keeps f, giving up those that came first if there is no room.
func (p *pending) add(f *frame, hidden uint64) {
	h := &held{frame: *f, hidden: hidden}
	h.body = bytes.Clone(f.body)
	p.push(h)
	for p.bytes > maxPending {
		first := p.order.Front()
		who := first.Value.(*held).keyed
		p.remove(first)
		if p.queues[who] = p.queues[who][1:]; len(p.queues[who]) == 0 {
			delete(p.queues, who)
		}
	}
}

func (p *pending) push(h *held) {
	if p.queues == nil {
		p.queues = make(map[pair][]*list.Element)
	}
	who := h.keyed
	p.queues[who] = append(p.queues[who], p.order.PushBack(h))
	p.bytes += h.cost()
}

func (p *pending) remove(e *list.Element) {
	p.bytes -= e.Value.(*held).cost()
	p.order.Remove(e)
}

// take returns the frames that wait for a key, and keeps them no more.
func (p *pending) take(who pair) []*held {
	var all []*held
	for _, e := range p.queues[who] {
		all = append(all, e.Value.(*held))
		p.remove(e)
	}
	delete(p.queues, who)
	return all
}

// mayOpen says whether a handshake may still tell the key of f.
func (m *Monitor) mayOpen(f *frame) bool {
	n := m.networks.get(m.place(f).bssid)
	for i := range m.keyring.keys {
		if k := &m.keyring.keys[i]; k.kind <= keyMSK && (n == nil || k.fits(n.ssids)) {
			return true
		}
	}
	return false
}

// release tries frames that waited on the keys that have come.
func (m *Monitor) release() {
	for len(m.due) > 0 {
		who := m.due[0]
		m.due = m.due[1:]
		for _, h := range m.pending.take(who) {
			h.tries++
			if plain, key := m.open(&h.frame); key != nil {
				m.reopen(h)
				m.opened(&h.frame, plain, key, Encrypted)
			} else if h.tries < maxTries {
				m.pending.push(h)
			}
		}
	}
}
