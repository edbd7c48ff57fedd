package filter

// cast is "broadcast" or "multicast", of a link layer, IPv4 or IPv6.
type cast struct {
	proto     string // "", "link", "ip" or "ip6"
	broadcast bool
	span
}

// cast is the meaning of "broadcast" or "multicast" behind a protocol, if any.
func (p *parser) cast(proto, word string, at span) node {
	n := cast{proto, word == "broadcast", at}
	switch {
	case proto == "" || proto == "link" || proto == "ip" || proto == "ip6" && !n.broadcast:
		return n
	}
	p.fail(at, "%s has no %s", proto, word)
	return nil
}

func (n cast) condition(g *generator) condition {
	switch {
	case n.proto == "ip" && n.broadcast:
		// A saved capture tells no netmask: these are what is one under any.
		dst := g.load(g.ip(16), 4)
		return and(g.carries(etherIP, n.span), or(equal(dst, 0), equal(dst, 0xffffffff)))
	case n.proto == "ip":
		return and(g.carries(etherIP, n.span), atLeast(g.load(g.ip(16), 1), 224))
	case n.proto == "ip6":
		return and(g.carries(etherIPv6, n.span), equal(g.load(g.ip(24), 1), 0xff))
	case n.broadcast:
		return hostMAC{mac: [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, dir: "dst", span: n.span}.condition(g)
	case g.isWLAN():
		return g.wlanDestination(g.isGroup)
	}
	dst, ok := g.macs()
	if !ok {
		return g.refuse(n.span, "frames of link type %v have no MAC addresses", g.link)
	}
	return g.isGroup(dst)
}

// isGroup holds if the MAC address at p is one of a group.
func (g *generator) isGroup(p place) condition { return anyBit(g.load(p, 1), 1) }
