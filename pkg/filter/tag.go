package filter

import "github.com/flowscan/flowscan/pkg/capture"

// tag is "vlan", "mpls", "pppoes" or "pppoed", with a number or without. After
// the first three, headers are looked for behind the tag in all of the rest of
// the expression.
type tag struct {
	word   string
	number *uint32 // nil for any
	span
}

// tag reads the rest of a tag.
func (p *parser) tag(t token) node {
	n := tag{word: t.text, span: t.span}
	if t.text == "pppoed" || p.peek().kind != number && !p.peek().is("(") {
		return n
	}
	start := p.peek().span
	id := p.number()
	if most := map[string]uint32{"vlan": 0xfff, "mpls": 0xfffff, "pppoes": 0xffff}[t.text]; id > most {
		p.fail(p.since(start), "%s has at most %d", t.text, most)
	}
	n.number = &id
	return n
}

func (n tag) condition(g *generator) condition {
	switch n.word {
	case "vlan":
		return n.vlan(g)
	case "mpls":
		return n.mpls(g)
	case "pppoes":
		return n.pppoes(g)
	}
	return g.carries(etherPPPoED, n.span)
}

// numbered holds if typ does and the field of size bytes at p has the tag's
// number, above shift bits, in the bits of mask.
func (n tag) numbered(g *generator, typ condition, p place, size int, mask uint32, shift int) condition {
	if n.number == nil {
		return typ
	}
	return and(typ, masked(g.load(p, size), mask, *n.number<<shift))
}

// vlan is IEEE 802.1Q, and what else has its form.
func (n tag) vlan(g *generator) condition {
	switch {
	case g.labels > 0:
		return g.refuse(n.span, "no VLAN is looked for behind MPLS")
	case g.link != capture.LinkEthernet && !g.isWLAN():
		return g.refuse(n.span, "no VLAN is looked for in frames of link type %v", g.link)
	}
	typ := or(g.carries(etherVLAN, n.span), g.carries(etherQinQ, n.span), g.carries(etherOldQinQ, n.span))
	tagged := n.numbered(g, typ, g.ip(0), 2, 0xfff, 0)
	g.typ, g.payload = g.typ.plus(4), g.payload.plus(4)
	return tagged
}

// mpls is RFC 3032: labels of 20 bits, the last of which is marked.
func (n tag) mpls(g *generator) condition {
	var typ condition
	switch {
	case g.labels > 0:
		typ = not(g.lastLabel())
	case g.link == capture.LinkEthernet || g.link == capture.LinkCiscoHDLC:
		typ = g.carries(etherMPLS, n.span)
	case g.link == capture.LinkPPP:
		typ = g.hasType(0x0281)
	default:
		return g.refuse(n.span, "no MPLS is looked for in frames of link type %v", g.link)
	}
	labelled := n.numbered(g, typ, g.ip(0), 4, 0xfffff000, 12)
	g.network += 4
	g.labels++
	return labelled
}

// lastLabel holds if the label in front of the network layer's header is the last.
func (g *generator) lastLabel() condition {
	const twoBack = ^uint32(1)
	return anyBit(g.load(g.ip(twoBack), 1), 1)
}

// carriesOverMPLS is carries behind MPLS, which tells no protocol.
func (g *generator) carriesOverMPLS(protocol uint32, at span) condition {
	switch protocol {
	case etherIP:
		return and(g.lastLabel(), masked(g.load(g.ip(0), 1), 0xf0, 0x40))
	case etherIPv6:
		return and(g.lastLabel(), masked(g.load(g.ip(0), 1), 0xf0, 0x60))
	}
	return g.refuse(at, "behind MPLS only IPv4 and IPv6 are looked for")
}

// pppoes is a session of PPP over Ethernet (RFC 2516 section 4): a header of six
// bytes, then PPP without its own framing.
func (n tag) pppoes(g *generator) condition {
	session := n.numbered(g, g.carries(etherPPPoES, n.span), g.ip(0), 4, 0xffff, 0)
	g.link, g.header = capture.LinkPPP, g.ip(6)
	g.typ, g.payload, g.network = g.header, g.header.plus(2), 0
	return session
}
