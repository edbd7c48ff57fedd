package dot11

import (
	"slices"
	"sync"
	"sync/atomic"
)

// known are the temporal keys that there are. The Monitor alone changes them; any
// goroutine may ask for them.
type known struct {
	given []*temporal // the user's; they do not change

	lock  sync.RWMutex
	of    map[pair][]*temporal // by keyOf, the newest first; a list does not change
	state atomic.Uint64        // another after each change, never 0
}

// keys returns those that frames may be encrypted with whose keyOf is who, in the
// order to be tried.
func (k *known) keys(who pair) []*temporal {
	k.lock.RLock()
	defer k.lock.RUnlock()
	if list := k.of[who]; list != nil {
		return list
	}
	return k.given
}

// set makes list the keys of a pair, the newest first.
func (k *known) set(who pair, list []*temporal) {
	k.lock.Lock()
	defer k.lock.Unlock()
	if delete(k.of, who); len(list) > 0 {
		k.of[who] = slices.Concat(list, k.given)
	}
	k.state.Add(1)
}

// slabSize is how much memory for decrypted bodies is allocated at once. They may
// be in use long after the next frame, so it is never used again.
const slabSize = 64 << 10

// open decrypts f and returns the key that fits; nil if none does.
func (m *Monitor) open(f *frame) (plain []byte, key *temporal) {
	if !f.sealed() {
		return nil, nil
	}
	if cap(m.slab)-len(m.slab) < len(f.body) {
		m.slab = make([]byte, 0, max(slabSize, len(f.body)))
	}
	at := len(m.slab)
	for _, t := range m.known.keys(m.asked(f)) {
		var ok bool
		if m.slab, ok = m.opener.open(m.slab, t, f); ok {
			m.used(t)
			return m.slab[at:len(m.slab):len(m.slab)], t
		}
	}
	return nil, nil
}

// openSeen is open of a frame that a Lookout tried to open.
func (m *Monitor) openSeen(s *Sight) (plain []byte, key *temporal) {
	who, now := m.asked(&s.frame), m.known.state.Load()
	switch {
	case s.key != nil && (s.by == now || slices.Contains(m.known.keys(who), s.key)):
		m.used(s.key)
		return s.plain, s.key
	case s.key == nil && s.by == now && !s.missed:
		return nil, nil
	}
	return m.open(&s.frame) // keys came, or went, since
}

// asked returns whose key f is encrypted with, and remembers that it was asked for.
func (m *Monitor) asked(f *frame) pair {
	who := f.keyed
	if who.group() {
		m.groups.get(who.a)
	} else {
		m.associations.get(who)
	}
	return who
}

// used notes that a key opened a frame.
func (m *Monitor) used(t *temporal) {
	if t.given != nil {
		t.given.opened = true
	}
}

// give makes temporal keys of those that the user gave as such.
func (m *Monitor) give() {
	m.known.of = make(map[pair][]*temporal)
	m.known.state.Store(1)
	for i, k := range m.keyring.keys {
		var list []*temporal
		switch k.kind {
		case keyTK:
			list = newTemporal(suiteUnknown, k.secret)
		case keyWEP: // of any length
			list = []*temporal{{suite: suiteWEP104, key: k.secret}}
		}
		for _, t := range list {
			m.number(t)
			t.given = &m.keyring.state[i]
		}
		m.known.given = append(m.known.given, list...)
	}
}

// number gives a key its own number.
func (m *Monitor) number(t *temporal) {
	m.numbers++
	t.number = m.numbers
}
