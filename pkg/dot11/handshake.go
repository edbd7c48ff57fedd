package dot11

import (
	"bytes"
	"slices"
)

// handshake is an EAPOL-Key frame on its way, and what it needs to be understood.
type handshake struct {
	signed
	ap, sta Addr
	*association
	network *network // of ap; nil if nothing is known of it
}

// eapol reads an EAPOL frame, the body of an MSDU that f carried.
func (m *Monitor) eapol(f *frame, b []byte) {
	k, ok := parseKeyFrame(b)
	if !ok {
		if n := m.networks.get(m.place(f).bssid); n != nil && len(f.body) < f.length {
			n.cut = true
		}
		return
	}
	if !m.keyring.handshakes() {
		return
	}
	h := handshake{signed: signed{keyFrame: k, fromAP: k.has(infoAck)}, ap: f.ra(), sta: f.ta()}
	if h.fromAP {
		h.ap, h.sta = h.sta, h.ap
	}
	h.association, _ = m.associations.at(pairOf(h.ap, h.sta))
	h.network = m.networks.get(h.ap)
	h.started = true
	m.message(&h)
}

// message takes the next message of a handshake: one of the four (§12.7.6.1), told
// only by direction and nonce, or one of the group key handshake (§12.7.7.1).
// Replay counters do not matter: any MIC that fits proves its nonces.
func (m *Monitor) message(h *handshake) {
	if h.has(infoMIC) {
		if h.has(infoPairwise) && !h.fromAP {
			h.choose(h.data)
		}
		for _, p := range h.keys {
			if h.signedBy(p) {
				m.proven(h, p)
				return
			}
		}
	}
	if !h.has(infoPairwise) {
		return
	}
	fresh := h.nonce != nonce{}
	if fresh && h.fromAP {
		fresh = know(&h.anonces, h.nonce)
	} else if fresh {
		fresh = know(&h.snonces, h.nonce)
	}
	if h.has(infoMIC) && m.prove(h, h.signed, h.others(h.fromAP)) {
		return
	}
	if fresh {
		for i := len(h.waiting) - 1; i >= 0; i-- {
			if w := h.waiting[i]; w.fromAP != h.fromAP && m.prove(h, w, []nonce{h.nonce}) {
				return
			}
		}
	}
	if h.has(infoMIC) {
		h.wait(h.signed)
	}
}

// choose learns the suites from the elements in a message of the supplicant.
func (a *association) choose(data []byte) {
	if s, ok := parseSecurity(data); ok {
		a.chosen = s
	}
	a.fast.read(data)
}

// others returns the nonces of the other end than the one a message is from.
func (a *association) others(fromAP bool) []nonce {
	if fromAP {
		return a.snonces
	}
	return a.anonces
}

// prove tries nonces of the other end on a signed message that has its own, the
// newest first, and keeps the PTK if one fits.
func (m *Monitor) prove(h *handshake, s signed, others []nonce) bool {
	if s.nonce == (nonce{}) {
		return false
	}
	for i := len(others) - 1; i >= 0; i-- {
		an, sn := others[i], s.nonce
		if s.fromAP {
			an, sn = sn, an
		}
		if p := m.derive(h, &s, an, sn); p != nil {
			m.keep(h, p)
			return true
		}
	}
	return false
}

// keep keeps a PTK, and reads what waited for it.
func (m *Monitor) keep(h *handshake, p *pairwise) {
	if h.association == nil {
		h.association, _ = m.associations.at(pairOf(h.ap, h.sta))
	}
	if h.add(p) {
		for _, t := range p.temporal {
			m.number(t)
		}
		m.known.set(pairOf(h.ap, h.sta), h.temporal())
		m.due = append(m.due, pairOf(h.ap, h.sta))
	}
	all := append(h.waiting, h.signed)
	h.waiting = nil
	for _, w := range all {
		if w.has(infoMIC) && w.signedBy(p) {
			g := *h
			g.signed = w
			m.proven(&g, p)
		}
	}
}

// proven reads the group key out of a message that p signed.
func (m *Monitor) proven(h *handshake, p *pairwise) {
	if !h.fromAP || len(h.data) == 0 || !h.has(infoEncrypted) && h.descriptor != descriptorWPA || h.descriptor == descriptorWPA && h.has(infoPairwise) {
		return
	}
	data, ok := h.openData(p.kek)
	if !ok {
		return
	}
	s, ok := parseSecurity(data) // the third message repeats what the beacon says
	if !ok {
		s = h.offers(&h.signed)
	}
	if g, ok := h.readGTK(data); ok {
		m.keepGroup(h.ap, g, s.group)
	}
}

// derive returns the PTK that signed s, of all that the user's keys make with two
// nonces; nil if none did.
func (m *Monitor) derive(h *handshake, s *signed, an, sn nonce) *pairwise {
	ssids, akms := h.ssids(), h.akms(s)
	if h.network != nil && len(ssids) == 0 && slices.ContainsFunc(akms, akmsPSK.has) {
		h.network.await(h.sta)
	}
	for _, akm := range akms {
		for secret := range m.keyring.pmks(ssids, akm) {
			state := &m.keyring.state[secret.from]
			for _, c := range h.suites(s) {
				p := h.ptk(secret, akm, c, an, sn)
				if p == nil {
					continue // nothing is told of the key
				}
				h.tested = true
				if s.signedBy(p) {
					state.opened = true
					return p
				}
				if name := m.keyring.keys[secret.from].ssid; name == "" || slices.Contains(ssids, name) {
					state.refuted = true
				}
			}
		}
	}
	return nil
}

// ssids returns the names of the network, nil if none is known.
func (h *handshake) ssids() []string {
	if h.network == nil {
		return nil
	}
	return h.network.ssids
}

// await remembers a station whose handshake may be tried again once the network's
// name is known: a passphrase makes another key with each.
func (n *network) await(station Addr) {
	if len(n.unnamed) < maxUnnamed && !slices.Contains(n.unnamed, station) {
		n.unnamed = append(n.unnamed, station)
	}
}

// named tries the handshakes again that were heard before the name of a network.
func (m *Monitor) named(ap Addr, n *network) {
	if len(n.ssids) == 0 || len(n.unnamed) == 0 {
		return
	}
	stations := n.unnamed
	n.unnamed = nil
	for _, sta := range stations {
		a := m.associations.get(pairOf(ap, sta))
		if a == nil {
			continue // forgotten
		}
		h := handshake{ap: ap, sta: sta, association: a, network: n}
		for i := len(a.waiting) - 1; i >= 0; i-- {
			if w := a.waiting[i]; m.prove(&h, w, a.others(w.fromAP)) {
				break
			}
		}
	}
}

// offers returns what the station chose, else what the network offers.
func (h *handshake) offers(s *signed) security {
	if h.chosen.known() || h.network == nil {
		return h.chosen
	}
	return h.network.offers(s.descriptor != descriptorWPA)
}

// akms returns the AKMs that s may be of: of those offered the ones that go with
// its version, else all of those.
func (h *handshake) akms(s *signed) []uint8 {
	var list set
	switch s.version() {
	case 0:
		list = akmsVersion0
	case 3:
		list = akmsVersion3
	default:
		list = 1<<akm8021X | 1<<akmPSK
	}
	if both := h.offers(s).akms & list; both != 0 {
		list = both
	}
	return list.all(nil)
}

// suites returns the pairwise ciphers that s may be about; one of each length, if
// nothing is known of them.
func (h *handshake) suites(s *signed) []suite {
	var list []suite
	for _, c := range h.offers(s).pairwise.all(nil) {
		if suite(c).keyLength() >= 16 { // not WEP's, nor the group's
			list = append(list, suite(c))
		}
	}
	if list == nil {
		list = []suite{suiteCCMP, suiteTKIP}
	}
	return list
}

// ptk derives a PTK (§12.7.1.3).
func (h *handshake) ptk(secret pmk, akm uint8, c suite, an, sn nonce) *pairwise {
	d := derivationOf(akm, len(secret.secret))
	key, label, context := secret.secret, "Pairwise key expansion", make([]byte, 0, 2*6+2*32)
	if d.ft {
		if key = h.fastPMK(&d, secret); key == nil {
			return nil
		}
		label = "FT-PTK"
		context = append(append(append(append(context, sn[:]...), an[:]...), h.ap[:]...), h.sta[:]...)
	} else {
		context = appendSorted(context, h.ap[:], h.sta[:])
		context = appendSorted(context, an[:], sn[:])
	}
	ptk := d.expand(key, label, context, d.kck+d.kek+c.keyLength())
	return &pairwise{ptk[:d.kck], ptk[d.kck:][:d.kek], newTemporal(c, ptk[d.kck+d.kek:]), d}
}

// appendSorted appends the lower of two strings and then the other.
func appendSorted(dst, a, b []byte) []byte {
	if bytes.Compare(a, b) > 0 {
		a, b = b, a
	}
	return append(append(dst, a...), b...)
}
