package filter

import "github.com/flowscan/flowscan/pkg/capture"

// carriesIP is carries for link layers that tell IPv4 from IPv6, and know of
// little else.
func (g *generator) carriesIP(protocol uint32, at span) condition {
	var v4, v6, osi condition = nil, nil, never
	switch g.link {
	case capture.LinkRaw, capture.LinkSLIP:
		v4, v6 = masked(g.load(g.payload, 1), 0xf0, 0x40), masked(g.load(g.payload, 1), 0xf0, 0x60)
	case capture.LinkIPv4:
		v4, v6 = always, never
	case capture.LinkIPv6:
		v4, v6 = never, always
	case capture.LinkNull, capture.LinkLoop:
		v4, v6 = g.family(place{}, 4, 2), g.family(place{}, 4, 24, 28, 30)
	case capture.LinkPFLog:
		v4, v6 = g.family(place{offset: 1}, 1, 2), g.family(place{offset: 1}, 1, 24, 28, 30)
	case capture.LinkFrameRelay: // UI, and the NLPID of RFC 2427
		v4, v6 = g.hasType(0x03cc), g.hasType(0x038e)
		osi = or(g.hasType(0x0381), g.hasType(0x0382), g.hasType(0x0383))
	default:
		return g.refuse(at, "what frames of link type %v carry cannot be told; only len, less, greater and link[...] can", g.link)
	}
	switch protocol {
	case etherIP:
		return v4
	case etherIPv6:
		return v6
	case sapOSI:
		return osi
	}
	return never
}

// family holds if the field at p has one of the address families: those of IPv6
// differ by system. LinkNull has it in the byte order of the machine that
// captured, which may have been another than this.
func (g *generator) family(p place, size int, families ...uint32) condition {
	var any []condition
	for _, af := range families {
		any = append(any, equal(g.load(p, size), af))
		if g.link == capture.LinkNull {
			any = append(any, equal(g.load(p, size), af<<24))
		}
	}
	return or(any...)
}

// pppProtocol returns PPP's number of an EtherType or a service access point
// (RFC 1661 section 2); others are taken for PPP's own.
func pppProtocol(protocol uint32) uint32 {
	switch protocol {
	case etherIP:
		return 0x0021
	case etherIPv6:
		return 0x0057
	case sapOSI:
		return 0x0023
	case etherNS:
		return 0x0025
	case etherDECnet:
		return 0x0027
	case etherAppleTalk:
		return 0x0029
	case sapIPX:
		return 0x002b
	case sapSTP:
		return 0x0031
	}
	return protocol
}
