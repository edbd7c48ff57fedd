package dot11

import "slices"

// Options of a Monitor; the zero value is the default.
type Options struct {
	Keys []Key
	// FCS says whether frames end with an FCS where their link header does not:
	// raw 802.11, Prism, AVS.
	FCS FCS
}

// Monitor hears frames in the order of a capture. It belongs to one goroutine.
type Monitor struct {
	options Options
	keyring keyring
	known   known
	numbers uint32 // how many keys have one
	opener  opener

	networks     recent[Addr, network]
	members      recent[membership, member]
	lost         Station // what networks and members that were forgotten had counted
	associations recent[pair, association]
	groups       recent[Addr, groupKeys]

	heard     heard
	sequences sequences
	fragments fragments
	relays    relays
	pending   pending
	due       []pair // whose keys have come

	sight    Sight // of the record at hand, if no Lookout saw it
	slab     []byte
	outcomes []Outcome
	msdus    []MSDU
	judged   []Judged
}

// NewMonitor returns a Monitor.
func NewMonitor(o Options) *Monitor {
	m := &Monitor{options: o, keyring: newKeyring(o.Keys)}
	m.networks = recent[Addr, network]{limit: maxNetworks, forget: func(_ Addr, n *network) { m.lost.Received.Add(n.group) }}
	m.members = recent[membership, member]{limit: maxStations, forget: func(_ membership, s *member) {
		m.lost.Sent.Add(s.sent)
		m.lost.Received.Add(s.received)
	}}
	m.associations = recent[pair, association]{limit: maxAssociations, forget: func(who pair, a *association) {
		if len(a.keys) > 0 {
			m.known.set(who, nil)
		}
	}}
	m.groups = recent[Addr, groupKeys]{limit: maxGroups, forget: func(ap Addr, _ *groupKeys) { m.known.set(pair{a: ap}, nil) }}
	m.sequences.limit, m.fragments.sets.limit, m.relays.limit = maxCounters, maxFragmented, maxRelays
	m.give()
	return m
}

// Receive takes the next record and says what became of it, and of earlier ones
// that it told about. The outcomes are valid until the next call.
func (m *Monitor) Receive(r *Record) []Outcome {
	m.sight.see(r, m.options.FCS)
	return m.ReceiveSeen(&m.sight)
}

// ReceiveSeen is Receive of a record that a Lookout saw.
func (m *Monitor) ReceiveSeen(s *Sight) []Outcome {
	m.outcomes, m.msdus, m.judged = m.outcomes[:0], m.msdus[:0], m.judged[:0]
	if v := m.receive(s); v != None {
		m.judge(&s.frame, v, None)
	}
	m.release()
	return m.outcomes
}

// receive returns the verdict on a record, None if it is among the outcomes.
func (m *Monitor) receive(s *Sight) Verdict {
	f := &s.frame
	switch {
	case s.verdict != None:
		return s.verdict
	case f.kind() == typeManagement:
		m.gaps(f)
		m.management(f)
		return Management
	default:
		m.gaps(f)
		return m.data(s)
	}
}

// see reads a record.
func (s *Sight) see(r *Record, fcs FCS) {
	*s = Sight{}
	s.verdict = s.read(r, fcs)
	s.frame.Origin = r.Origin
}

// read reads the frame in a record. It returns a verdict if the frame is neither a
// data nor a management frame that can be read.
func (s *Sight) read(r *Record, fcs FCS) Verdict {
	short := Malformed
	if uint64(len(r.Data)) < uint64(r.Length) {
		short = Truncated
	}
	radio, b, ok := readRadio(r.Link, r.Data)
	if !ok {
		return short
	}
	if radio.fcs == FCSUnknown {
		radio.fcs = fcs
	}
	length := max(int(r.Length), len(r.Data)) - (len(r.Data) - len(b))
	if length == 0 {
		return Empty // only a preamble was sent, to sound the channel
	}
	b, length, good := radio.trim(b, length)
	if radio.bad || !good {
		return BadFCS
	}
	if len(b) < 2 {
		return short
	}
	switch control := uint16(b[0]) | uint16(b[1])<<8; {
	case control&fcVersion != 0:
		return Malformed
	case control&fcType == typeControl:
		return Control
	case control&fcType == typeExtension: // beacons of other bands (§9.3.4)
		return Management
	}
	if !s.frame.parse(b, length, radio.padded) {
		return short
	}
	s.frame.frequency = radio.frequency
	return None
}

// gaps counts the frames that are missing before f.
func (m *Monitor) gaps(f *frame) {
	missed := m.sequences.missed(f)
	if missed == 0 {
		return
	}
	bssid := f.addr[2]
	if f.kind() == typeData {
		bssid = m.place(f).bssid
	}
	if n := m.networks.get(bssid); n != nil {
		n.missed += int64(missed)
	}
}

// data returns the verdict on a data frame, None if it is among the outcomes.
func (m *Monitor) data(s *Sight) Verdict {
	f := &s.frame
	if f.has(fcNoData) || f.length <= 0 {
		return Empty
	}
	if !f.has(fcProtected) {
		if m.heard.again(f, 0) {
			return Retry
		}
		m.count(f, false)
		m.deliver(f, f.body, f.length, nil, None)
		return None
	}
	if len(f.body) == f.length && f.length < shortIV {
		return Malformed
	}
	if plain, key := m.openSeen(s); key != nil {
		m.opened(f, plain, key, None)
		return None
	}
	if m.heard.again(f, 0) {
		return Retry
	}
	m.count(f, false)
	if len(f.body) == f.length && m.mayOpen(f) {
		m.pending.add(f, m.hidden(f))
	}
	return Encrypted
}

// opened goes on with an encrypted frame that a key opened.
func (m *Monitor) opened(f *frame, plain []byte, key *temporal, was Verdict) {
	if m.heard.again(f, key.number) {
		m.judge(f, Retry, was)
		return
	}
	m.count(f, true)
	m.deliver(f, plain, len(plain), key, was)
}

// deliver goes on with a frame whose body can be read: length octets, of which
// body was captured.
func (m *Monitor) deliver(f *frame, body []byte, length int, key *temporal, was Verdict) {
	at := len(m.judged)
	if f.has(fcMore) || f.fragment() != 0 {
		whole, parts := m.fragments.add(f, body, key, was)
		if n := m.networks.get(m.place(f).bssid); n != nil {
			n.partial += 1 - len(parts)
		}
		if whole == nil {
			m.judge(f, Partial, was)
			return
		}
		m.judged = append(m.judged, parts...)
		body, length = whole, len(whole)
	} else {
		m.judged = append(m.judged, Judged{f.Origin, was})
	}
	frames := m.judged[at:len(m.judged):len(m.judged)]
	if key != nil && key.suite == suiteTKIP {
		var ok bool
		if body, ok = key.unsign(f, body); !ok {
			m.close(f)
			m.outcomes = append(m.outcomes, Outcome{Verdict: Encrypted, Frames: frames})
			return
		}
		length = len(body)
	}
	at = len(m.msdus)
	m.msdus = appendMSDUs(m.msdus, f, body, length)
	msdus := m.msdus[at:len(m.msdus):len(m.msdus)]
	verdict := Delivered
	if kept := slices.DeleteFunc(msdus, func(s MSDU) bool { return m.copied(f, &s) }); len(kept) < len(msdus) {
		if msdus = kept; len(kept) == 0 {
			verdict = Relay
		}
	}
	m.outcomes = append(m.outcomes, Outcome{verdict, msdus, frames})
	for i := range msdus {
		m.listen(f, &msdus[i])
	}
}

// judge adds the outcome of a frame without MSDUs.
func (m *Monitor) judge(f *frame, v, was Verdict) {
	at := len(m.judged)
	m.judged = append(m.judged, Judged{f.Origin, was})
	m.outcomes = append(m.outcomes, Outcome{Verdict: v, Frames: m.judged[at:len(m.judged):len(m.judged)]})
}

// listen reads those MSDUs that tell about keys.
func (m *Monitor) listen(f *frame, s *MSDU) {
	const header = 8 // LLC and SNAP
	if len(s.Data) <= header || [6]byte(s.Data) != [6]byte{0xaa, 0xaa, 3, 0, 0, 0} {
		return
	}
	switch uint16(s.Data[6])<<8 | uint16(s.Data[7]) {
	case 0x888e:
		m.eapol(f, s.Data[header:])
	case 0x890d:
		m.tunneled(s)
	}
}
