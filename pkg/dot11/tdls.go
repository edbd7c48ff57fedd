package dot11

import (
	"bytes"
	"crypto/sha256"

	"golang.org/x/crypto/cryptobyte"
)

// tunneled reads a TDLS frame, which two stations send each other through their
// access point to set up a link of their own. Its last two messages have all that
// makes its key (§12.7.9): who can read them can read the link.
func (m *Monitor) tunneled(s *MSDU) {
	const (
		header                = 8 // LLC and SNAP
		payloadType, category = 2, 12
		response, confirm     = 1, 2
	)
	r := cryptobyte.String(s.Data[header:])
	var kind, group, action uint8
	if !r.ReadUint8(&kind) || kind != payloadType || !r.ReadUint8(&group) || group != category || !r.ReadUint8(&action) {
		return
	}
	fixed := 3 // status, dialog token
	switch action {
	case response:
		fixed += 2 // capabilities
	case confirm:
	default:
		return
	}
	if !r.Skip(fixed) {
		return
	}
	link, rsne := element(r, elementLinkIdentifier), element(r, elementRSN)
	chosen, ok := parseRSN(rsne, ouiRSN)
	fte := bytes.Clone(element(r, elementFastTransition))
	e, whole := parseFTE(fte, 16)
	if !ok || !whole || len(link) != 3*len(Addr{}) {
		return
	}
	bssid, initiator, responder := link[:6], link[6:12], link[12:]
	input := sha256.Sum256(appendSorted(nil, e.snonce[:], e.anonce[:]))
	context := append(appendSorted(nil, initiator, responder), bssid...)
	d := derivation{hash: sha256.New, kck: 16, mic: 16, cmac: true}
	suite := chosen.only()
	tpk := d.expand(input[:], "TDLS PMK", context, d.kck+suite.keyLength())

	mic := bytes.Clone(fte[2:18])
	clear(fte[2:18])
	message := append(append(bytes.Clone(initiator), responder...), action+1) // its place in the sequence
	for _, part := range [...]struct {
		id   uint8
		body []byte
	}{{elementLinkIdentifier, link}, {elementRSN, rsne}, {elementTimeout, element(r, elementTimeout)}, {elementFastTransition, fte}} {
		message = append(append(message, part.id, byte(len(part.body))), part.body...)
	}
	if suite.keyLength() == 0 || !bytes.Equal(cmac(tpk[:d.kck], message), mic) {
		return
	}
	m.keep(&handshake{ap: Addr(initiator), sta: Addr(responder)}, &pairwise{kck: tpk[:d.kck], temporal: newTemporal(suite, tpk[d.kck:]), derivation: d})
}
