package dot11

import (
	"bytes"
	"crypto/aes"

	"golang.org/x/crypto/cryptobyte"
)

// fastKeys are the names that keys of fast transition are made with (§12.7.1.6).
type fastKeys struct {
	r0kh   []byte // identifier of the first key's holder, nil if not known
	r1kh   Addr   // of the second's
	domain []byte // identifier of the mobility domain, nil if not known
}

// fte is a Fast BSS Transition element (§9.4.2.47).
type fte struct {
	anonce, snonce nonce
	fastKeys
	gtk []byte // the subelement, wrapped
}

// parseFTE reads one with a MIC of some octets; false if it is cut off.
func parseFTE(b []byte, mic int) (e fte, ok bool) {
	const r1khID, gtk, r0khID = 1, 2, 3
	s := cryptobyte.String(b)
	if !s.Skip(2+mic) || !s.CopyBytes(e.anonce[:]) || !s.CopyBytes(e.snonce[:]) {
		return e, false
	}
	for id, body := range elements(s) {
		switch {
		case id == r1khID && len(body) == len(e.r1kh):
			e.r1kh = Addr(body)
		case id == r0khID && len(body) > 0 && len(body) <= maxR0KH:
			e.r0kh = bytes.Clone(body)
		case id == gtk:
			e.gtk = body
		}
	}
	return e, true
}

// maxR0KH is the longest identifier of a key holder (§9.4.2.47).
const maxR0KH = 48

// read learns the names from the elements of a message.
func (k *fastKeys) read(data []byte) {
	body := element(data, elementFastTransition)
	for _, mic := range [...]int{16, 24} {
		if e, ok := parseFTE(body, mic); ok && e.r0kh != nil {
			*k = e.fastKeys
			k.domain = mobilityDomain(data)
			return
		}
	}
}

// mobilityDomain returns the identifier in the element of that name at b
// (§9.4.2.46); nil if there is none.
func mobilityDomain(b []byte) []byte {
	body := element(b, elementMobilityDomain)
	if len(body) < 2 {
		return nil
	}
	return bytes.Clone(body[:2])
}

// fastPMK derives the PMK-R1 of a station at an access point (§12.7.1.6.3,
// §12.7.1.6.4); nil if the names it is made with are not known.
func (h *handshake) fastPMK(d *derivation, secret pmk) []byte {
	domain := h.fast.domain
	if domain == nil && h.network != nil {
		domain = h.network.domain
	}
	if h.fast.r0kh == nil || domain == nil {
		return nil
	}
	n := d.hashLength()
	context := append([]byte{byte(len(secret.ssid))}, secret.ssid...)
	context = append(context, domain...)
	context = append(append(context, byte(len(h.fast.r0kh))), h.fast.r0kh...)
	context = append(context, h.sta[:]...)
	r0 := d.expand(secret.secret, "FT-R0", context, n+16)[:n] // a salt follows, for the key's name
	return d.expand(r0, "FT-R1", append(bytes.Clone(h.fast.r1kh[:]), h.sta[:]...), n)
}

func (d *derivation) hashLength() int { return d.hash().Size() }

// fastTransition reads the last message of a transition over the air (§13.7.1): a
// reassociation response that has all that makes the PTK, and the group key
// wrapped with it, which proves it.
func (m *Monitor) fastTransition(f *frame) {
	const fixed = 6 // capabilities, status, association ID
	if len(f.body) < fixed || !m.keyring.handshakes() {
		return
	}
	data := f.body[fixed:]
	rsn, ok := parseRSN(element(data, elementRSN), ouiRSN)
	if !ok {
		return
	}
	h := handshake{ap: f.ta(), sta: f.ra(), network: m.networks.get(f.ta())}
	h.association, _ = m.associations.at(pairOf(h.ap, h.sta))
	h.chosen, h.started = rsn, true
	for _, akm := range (rsn.akms & akmsFT).all(nil) {
		d := derivationOf(akm, 0)
		e, ok := parseFTE(element(data, elementFastTransition), d.mic)
		if !ok || e.r0kh == nil || len(e.gtk) == 0 {
			continue
		}
		h.fast = e.fastKeys
		h.fast.domain = mobilityDomain(data)
		for secret := range m.keyring.pmks(h.ssids(), akm) {
			for _, c := range h.suites(&signed{}) {
				p := h.ptk(secret, akm, c, e.anonce, e.snonce)
				if p == nil {
					continue
				}
				h.tested = true
				if g, ok := e.openGTK(p.kek); ok {
					m.keyring.state[secret.from].opened = true
					m.keep(&h, p)
					m.keepGroup(h.ap, g, rsn.group)
					return
				}
			}
		}
	}
}

// openGTK unwraps the GTK subelement: key info, key length, receive sequence
// counter, wrapped key; false if kek is not its key.
func (e *fte) openGTK(kek []byte) (g groupKey, ok bool) {
	const before = 2 + 1 + 8
	if len(e.gtk) < before+3*aes.BlockSize/2 {
		return g, false
	}
	key, ok := unwrapKey(kek, e.gtk[before:])
	if !ok {
		return g, false
	}
	return groupKey{e.gtk[0] & 3, key[:min(int(e.gtk[2]), len(key))]}, true
}
