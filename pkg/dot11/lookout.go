package dot11

// A Lookout does with records what needs no order, before their turn: it reads their
// headers, checks their FCS, and opens them with the keys known by then. It belongs
// to one goroutine; the Monitor that it is of may be another's.
type Lookout struct {
	fcs   FCS
	known *known

	opener opener
	trials []trial
	sealed []sealed // by trial
}

// Sight is what a Lookout saw of a record. It is valid as long as the record's Data
// and the memory that Look was given.
type Sight struct {
	frame   frame
	verdict Verdict   // None if that is for the Monitor to tell
	by      uint64    // state of the keys it was tried with; 0 if it was not
	key     *temporal // that opened it; nil if none did
	missed  bool      // one that may was not tried
	plain   []byte    // what it says; valid if a key opened it
}

// trial is a sealed frame, to be opened with several others.
type trial struct {
	sight *Sight
	keys  []*temporal // the first is the likeliest
}

// Lookout returns a Lookout.
func (m *Monitor) Lookout() *Lookout {
	return &Lookout{fcs: m.options.FCS, known: &m.known}
}

// Look says in sights what it sees of records, of which there are as many. What it
// opens lies in memory, which has room for the Data of all.
func (l *Lookout) Look(records []Record, sights []Sight, memory []byte) {
	l.trials, l.sealed = l.trials[:0], l.sealed[:0]
	now := l.known.state.Load()
	var who pair
	list := l.known.keys(who)
	for i := range records {
		s := &sights[i]
		s.see(&records[i], l.fcs)
		if s.verdict != None || s.frame.kind() != typeData || !s.frame.sealed() {
			continue
		}
		s.by = now
		if s.frame.keyed != who {
			who = s.frame.keyed
			list = l.known.keys(who)
		}
		if len(list) > 0 {
			n := len(s.frame.body)
			l.try(s, list, memory[:n:n])
			memory = memory[n:]
		}
	}
	l.opener.openAll(l.sealed)
	for i, t := range l.trials {
		if c := &l.sealed[i]; c.ok {
			t.sight.key, t.sight.plain = t.keys[0], c.plain
		} else {
			l.open(t.sight, t.keys, c.plain)
		}
	}
}

// try opens a frame, or lays it by to be opened with others.
func (l *Lookout) try(s *Sight, list []*temporal, memory []byte) {
	for i, t := range list {
		if t.otherID(&s.frame) {
			continue
		}
		var c sealed
		if t.ccm == nil || !c.frame(t, &s.frame, t.spp.Load()) {
			break
		}
		c.plain = memory[:len(c.text)-t.ccm.tag]
		l.trials, l.sealed = append(l.trials, trial{s, list[i:]}), append(l.sealed, c)
		return
	}
	l.open(s, list, memory)
}

// open opens a frame with the first key that fits.
func (l *Lookout) open(s *Sight, list []*temporal, memory []byte) {
	for _, t := range list {
		if t.ccm == nil && t.gcm == nil {
			s.missed = true // TKIP's remembers, and is the Monitor's alone
			continue
		}
		if plain, ok := l.opener.open(memory[:0], t, &s.frame); ok {
			s.key, s.plain = t, plain
			return
		}
	}
}
