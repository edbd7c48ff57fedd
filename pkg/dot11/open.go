package dot11

// slabSize is how much memory for decrypted bodies is allocated at once. They may
// be in use long after the next frame, so it is never used again.
const slabSize = 64 << 10

// open decrypts f and returns the key that fits; nil if none does.
func (m *Monitor) open(f *frame) (plain []byte, key *temporal) {
	if len(f.body) < shortIV || len(f.body) < f.length {
		return nil, nil
	}
	if cap(m.slab)-len(m.slab) < len(f.body) {
		m.slab = make([]byte, 0, max(slabSize, len(f.body)))
	}
	at := len(m.slab)
	key = m.tryKeys(f)
	return m.slab[at:len(m.slab):len(m.slab)], key
}

// tryKeys opens f with the first key that fits, the newest first.
func (m *Monitor) tryKeys(f *frame) *temporal {
	switch who := keyOf(f); {
	case who.group():
		if g := m.groups.get(who.a); g != nil {
			for _, t := range g.keys {
				if t.id == keyID(f.body) && m.try(t.temporal, f) {
					return t.temporal
				}
			}
		}
	default:
		if a := m.associations.get(who); a != nil {
			for _, p := range a.keys {
				for _, t := range p.temporal {
					if m.try(t, f) {
						return t
					}
				}
			}
		}
	}
	for _, g := range m.given {
		if m.try(g.temporal, f) {
			m.keyring.state[g.from].opened = true
			return g.temporal
		}
	}
	return nil
}

// try opens f with a key, and appends what it says to the slab.
func (m *Monitor) try(t *temporal, f *frame) (ok bool) {
	m.slab, ok = t.open(m.slab, f)
	return ok
}

// givenKey is a temporal key that the user gave.
type givenKey struct {
	*temporal
	from int // index of the key
}

// give makes temporal keys of those that the user gave as such.
func (m *Monitor) give() {
	for i, k := range m.keyring.keys {
		var keys []*temporal
		switch k.kind {
		case keyTK:
			keys = newTemporal(suiteUnknown, k.secret)
		case keyWEP: // of any length
			keys = []*temporal{{suite: suiteWEP104, key: k.secret}}
		}
		for _, t := range keys {
			m.number(t)
			m.given = append(m.given, givenKey{t, i})
		}
	}
}

// number gives a key its own number.
func (m *Monitor) number(t *temporal) {
	m.keys++
	t.number = m.keys
}
