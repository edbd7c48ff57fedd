package filter

import "github.com/flowscan/flowscan/pkg/capture"

// direction is "inbound" or "outbound": as seen by the machine that captured.
type direction struct {
	out bool
	span
}

func (n direction) condition(g *generator) condition {
	const outgoing = 4 // PACKET_OUTGOING of Linux
	var sent condition
	switch g.link {
	case capture.LinkLinuxSLL:
		sent = equal(g.load(g.header, 2), outgoing)
	case capture.LinkLinuxSLL2:
		sent = equal(g.load(g.header.plus(10), 1), outgoing)
	case capture.LinkSLIP:
		sent = not(equal(g.load(g.header, 1), 0))
	case capture.LinkPFLog:
		const in, out = 1, 2
		if n.out {
			return equal(g.load(g.header.plus(60), 1), out)
		}
		return equal(g.load(g.header.plus(60), 1), in)
	default:
		return g.refuse(n.span, "frames of link type %v do not tell their direction", g.link)
	}
	if n.out {
		return sent
	}
	return not(sent)
}

// interfaceIndex is "ifindex N".
type interfaceIndex struct {
	index uint32
	span
}

func (n interfaceIndex) condition(g *generator) condition {
	if g.link != capture.LinkLinuxSLL2 {
		return g.refuse(n.span, "frames of link type %v do not tell their interface", g.link)
	}
	return equal(g.load(g.header.plus(4), 4), n.index)
}
