package dot11

// Subtypes of management frames (§9.2.4.1.3, table 9-1).
const (
	associationRequest    = 0
	reassociationRequest  = 2
	reassociationResponse = 3
	probeResponse         = 5
	beacon                = 8
)

// management learns from a management frame what networks and stations say of
// themselves.
func (m *Monitor) management(f *frame) {
	if f.has(fcProtected) {
		return
	}
	switch f.subtype() {
	case beacon, probeResponse:
		m.beacon(f)
	case associationRequest:
		m.association(f, 4) // capabilities, listen interval
	case reassociationRequest:
		m.association(f, 10) // and the access point before
	case reassociationResponse:
		m.fastTransition(f)
	}
}

// beacon reads a beacon or probe response (§9.3.3.2, §9.3.3.10): timestamp,
// interval, capabilities, elements.
func (m *Monitor) beacon(f *frame) {
	const fixed, privacy = 12, 0x10
	if len(f.body) < fixed {
		return
	}
	n, _ := m.networks.at(f.addr[2])
	n.beacon, n.whole = true, n.whole || len(f.body) == f.length
	n.privacy = f.body[10]&privacy != 0
	n.channel = channelOf(f.frequency)
	n.read(f.body[fixed:])
	m.named(f.addr[2], n)
	m.multiple(f.addr[2], *n, f.body[fixed:])
}

// read learns from elements.
func (n *network) read(b []byte) {
	for id, body := range elements(b) {
		switch {
		case id == elementSSID:
			n.name(body)
		case (id == elementDS || id == elementHTOperation) && len(body) > 0:
			n.channel = body[0]
		}
	}
	if d := mobilityDomain(b); d != nil {
		n.domain = d
	}
	if rsn, ok := parseRSN(element(b, elementRSN), ouiRSN); ok {
		n.rsn = rsn
	}
	if wpa, ok := parseWPA(b); ok {
		n.wpa = wpa
	}
}

// association reads an association or reassociation request, whose elements are
// behind fixed fields of n octets (§9.3.3.5, §9.3.3.7).
func (m *Monitor) association(f *frame, n int) {
	if len(f.body) < n {
		return
	}
	elements := f.body[n:]
	if s, ok := parseSecurity(elements); ok {
		a, _ := m.associations.at(pairOf(f.ra(), f.ta()))
		a.chosen = s
	}
	if ssid := element(elements, elementSSID); ssid != nil {
		bss, _ := m.networks.at(f.addr[2])
		bss.name(ssid)
		m.named(f.addr[2], bss)
	}
}

// channelOf returns the channel at a frequency in MHz (annex E), 0 if there is
// none.
func channelOf(frequency uint16) uint8 {
	switch f := frequency; {
	case f == 2484:
		return 14
	case f >= 2412 && f <= 2472:
		return uint8((f - 2407) / 5)
	case f == 5935: // 6 GHz
		return 2
	case f >= 5955 && f <= 7115:
		return uint8((f - 5950) / 5)
	case f >= 5160 && f <= 5885:
		return uint8((f - 5000) / 5)
	}
	return 0
}
