package filter

import "github.com/flowscan/flowscan/pkg/capture"

// overLink is "ip", "arp", "ether proto N": what is next to the link layer.
type overLink struct {
	protocol uint32
	span
}

func (n overLink) condition(g *generator) condition { return g.carries(n.protocol, n.span) }

// carries holds for frames whose link layer carries a protocol: an EtherType, or
// the service access point of IEEE 802.2 if it is at most maxLength.
func (g *generator) carries(protocol uint32, at span) condition {
	switch {
	case g.labels > 0:
		return g.carriesOverMPLS(protocol, at)
	case g.isWLAN():
		return and(g.isData(), g.carriesOverLLC(protocol))
	}
	switch g.link {
	case capture.LinkEthernet, capture.LinkLinuxSLL:
		return g.carriesOverEthernet(protocol)
	case capture.LinkFDDI, capture.LinkTokenRing:
		return g.carriesOverLLC(protocol)
	case capture.LinkLinuxSLL2:
		return g.hasType(protocol)
	case capture.LinkCiscoHDLC:
		if protocol == sapOSI {
			protocol = sapOSI<<8 | sapOSI
		}
		return g.hasType(protocol)
	case capture.LinkPPP, capture.LinkPPPHDLC, capture.LinkPPPEther:
		return g.hasType(pppProtocol(protocol))
	}
	return g.carriesIP(protocol, at)
}

// hasType holds if the link layer's type field is typ.
func (g *generator) hasType(typ uint32) condition { return equal(g.load(g.typ, 2), typ) }

// bytes holds if those at p are want. It compares the last ones first.
func (g *generator) bytes(p place, want []byte) condition {
	var all []condition
	for n := len(want); n > 0; n = len(want) {
		size := 1
		for size*2 <= min(n, 4) {
			size *= 2
		}
		val := uint32(0)
		for _, b := range want[n-size:] {
			val = val<<8 | uint32(b)
		}
		all = append(all, equal(g.load(p.plus(uint32(n-size)), size), val))
		want = want[:n-size]
	}
	return and(all...)
}
