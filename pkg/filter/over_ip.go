package filter

// overIP is "tcp", "ip proto N", "proto N": what is next to IP.
type overIP struct {
	protocol uint32
	over     string // "ip", "ip6", "" for either
	span
}

func (n overIP) condition(g *generator) condition {
	switch n.over {
	case "ip":
		return n.over4(g)
	case "ip6":
		return n.over6(g)
	}
	return or(n.over4(g), n.over6(g))
}

func (n overIP) over4(g *generator) condition {
	return and(g.carries(etherIP, n.span), equal(g.load(g.ip(9), 1), n.protocol))
}

// over6 looks behind no extension header but that of a fragment (RFC 8200
// section 4.5).
func (n overIP) over6(g *generator) condition {
	const fragment = 44
	next := g.load(g.ip(6), 1)
	return and(g.carries(etherIPv6, n.span),
		or(equal(next, n.protocol), and(equal(next, fragment), equal(g.load(g.ip(40), 1), n.protocol))))
}

// beginsTransport holds for IPv4 packets but fragments that are not the first.
func (g *generator) beginsTransport() condition {
	const fragmentOffset = 0x1fff
	return not(anyBit(g.load(g.ip(6), 2), fragmentOffset))
}
