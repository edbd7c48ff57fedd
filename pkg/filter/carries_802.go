package filter

import "github.com/flowscan/flowscan/pkg/capture"

// Types of Linux cooked frames that are no EtherTypes.
const (
	sllNovell = 0x0001 // IPX right behind the length
	sllLLC    = 0x0004
)

// carriesOverEthernet is carries for Ethernet, and for what Linux makes of it:
// there either is an EtherType, or IEEE 802.2 is behind.
func (g *generator) carriesOverEthernet(protocol uint32) condition {
	hasLLC, novell := not(above(g.load(g.typ, 2), maxLength)), equal(g.load(g.payload, 2), 0xffff)
	if g.link == capture.LinkLinuxSLL {
		hasLLC, novell = g.hasType(sllLLC), never
	}
	switch protocol {
	case sapOSI, sapIP, sapNetBEUI:
		return and(hasLLC, equal(g.load(g.payload, 2), protocol<<8|protocol))
	case sapIPX:
		ipx := equal(g.load(g.payload, 1), sapIPX)
		if g.link == capture.LinkLinuxSLL {
			return or(g.hasType(etherIPX), g.hasType(sllNovell), and(hasLLC, or(ipx, g.snap(0, etherIPX))))
		}
		return or(g.hasType(etherIPX), and(hasLLC, or(g.snap(0, etherIPX), ipx, novell)))
	case etherAppleTalk:
		return or(g.hasType(protocol), and(hasLLC, g.snap(appleOUI, protocol)))
	case etherAARP:
		return or(g.hasType(protocol), and(hasLLC, g.snap(0, protocol)))
	}
	if protocol <= maxLength {
		return and(hasLLC, equal(g.load(g.payload, 1), protocol))
	}
	return g.hasType(protocol)
}

// carriesOverLLC is carries for the rest of IEEE 802. Of a SNAP header only the
// type is looked at.
func (g *generator) carriesOverLLC(protocol uint32) condition {
	switch protocol {
	case sapOSI, sapIP, sapNetBEUI:
		return equal(g.load(g.payload, 2), protocol<<8|protocol)
	case etherAppleTalk:
		return g.snap(appleOUI, protocol)
	}
	if protocol <= maxLength {
		return equal(g.load(g.payload, 1), protocol)
	}
	return equal(g.load(g.payload.plus(6), 2), protocol)
}

const appleOUI = 0x080007

// snap holds if there are LLC and SNAP headers of an organisation's protocol
// (RFC 1042).
func (g *generator) snap(organisation, protocol uint32) condition {
	return g.bytes(g.payload, []byte{0xaa, 0xaa, 0x03,
		byte(organisation >> 16), byte(organisation >> 8), byte(organisation), byte(protocol >> 8), byte(protocol)})
}
