package filter

import "github.com/flowscan/flowscan/pkg/capture"

// newGenerator returns a generator for frames of a link type.
func newGenerator(text string, link capture.LinkType) *generator {
	at := func(n uint32) place { return place{offset: n} }
	g := &generator{text: text, link: link, outer: link}
	switch link {
	case capture.LinkEthernet:
		g.typ, g.payload = at(12), at(14)
	case capture.LinkNull, capture.LinkLoop:
		g.payload = at(4)
	case capture.LinkRaw, capture.LinkRawBSD, capture.LinkRawOpenBSD:
		g.link = capture.LinkRaw
	case capture.LinkSLIP:
		g.payload = at(16)
	case capture.LinkPPP, capture.LinkPPPHDLC, capture.LinkCiscoHDLC:
		g.typ, g.payload = at(2), at(4)
	case capture.LinkPPPEther:
		g.typ, g.payload = at(6), at(8)
	case capture.LinkFrameRelay: // with an address of two bytes
		g.typ, g.payload = at(2), at(4)
	case capture.LinkLinuxSLL:
		g.typ, g.payload = at(14), at(16)
	case capture.LinkLinuxSLL2:
		g.payload = at(20)
	case capture.LinkFDDI:
		g.payload, g.network = at(13), overSNAP
	case capture.LinkTokenRing: // without routing information
		g.payload, g.network = at(14), overSNAP
	case capture.LinkPFLog:
		g.payload = place{cell: payloadCell}
	case capture.LinkIEEE80211:
		g.payload, g.network = place{cell: payloadCell}, overSNAP
	case capture.LinkIEEE80211Prism, capture.LinkIEEE80211AVS, capture.LinkIEEE80211Radio, capture.LinkPPI:
		g.header = place{cell: headerCell}
		g.payload, g.network = place{cell: payloadCell}, overSNAP
	}
	return g
}

// overSNAP is the length of the LLC and SNAP headers (RFC 1042) that IP has in
// front on all of IEEE 802 but Ethernet.
const overSNAP = 8

// isWLAN says whether g's link layer is 802.11.
func (g *generator) isWLAN() bool {
	switch g.link {
	case capture.LinkIEEE80211, capture.LinkIEEE80211Prism, capture.LinkIEEE80211AVS,
		capture.LinkIEEE80211Radio, capture.LinkPPI:
		return true
	}
	return false
}
