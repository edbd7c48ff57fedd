package filter

import (
	"encoding/binary"
	"net/netip"

	"github.com/flowscan/flowscan/pkg/capture"
)

// host4 is "host 192.0.2.1" or "net 192.0.2.0/24".
type host4 struct {
	proto      string // "ip", "arp", "rarp"; "" for any
	addr, mask uint32
	ends       ends
	span
}

func (n host4) condition(g *generator) condition {
	over4 := n.at(g, g.carries(etherIP, n.span), 12, 16)
	if n.proto == "ip" || n.proto == "" && g.labels > 0 { // MPLS carries no ARP
		return over4
	}
	switch n.proto {
	case "arp":
		return n.at(g, g.carries(etherARP, n.span), 14, 24)
	case "rarp":
		return n.at(g, g.carries(etherRARP, n.span), 14, 24)
	}
	return or(over4, n.at(g, or(g.carries(etherARP, n.span), g.carries(etherRARP, n.span)), 14, 24))
}

// at holds for packets of a protocol that have the address where it has src and
// dst in its header.
func (n host4) at(g *generator, protocol condition, src, dst uint32) condition {
	return and(protocol, n.ends.of(func(isSource bool) condition {
		if isSource {
			return masked(g.load(g.ip(src), 4), n.mask, n.addr)
		}
		return masked(g.load(g.ip(dst), 4), n.mask, n.addr)
	}))
}

// host6 is "host 2001:db8::1" or "net 2001:db8::/32".
type host6 struct {
	prefix netip.Prefix
	ends   ends
	span
}

func (n host6) condition(g *generator) condition {
	return and(g.carries(etherIPv6, n.span), n.ends.of(func(isSource bool) condition {
		at := g.ip(24)
		if isSource {
			at = g.ip(8)
		}
		var words []condition
		addr := n.prefix.Addr().As16()
		for i := range 4 {
			bits := min(32, max(0, n.prefix.Bits()-32*i))
			words = append(words, masked(g.load(at.plus(uint32(4*i)), 4),
				^uint32(0)<<(32-bits), binary.BigEndian.Uint32(addr[4*i:])))
		}
		return and(words...)
	}))
}

// hostMAC is "ether host 00:00:5e:00:53:01".
type hostMAC struct {
	mac [6]byte
	dir string // also of Wi-Fi: "addr1", "ra" …
	span
}

func (n hostMAC) condition(g *generator) condition {
	if g.isWLAN() {
		return n.onWLAN(g)
	}
	dst, ok := g.macs()
	if !ok {
		return g.refuse(n.span, "frames of link type %v have no MAC addresses", g.link)
	}
	ends, ok := endsOf(n.dir)
	if !ok {
		return g.refuse(n.span, "frames of link type %v have no %s", g.link, n.dir)
	}
	return ends.of(func(isSource bool) condition {
		if isSource {
			return g.bytes(dst.plus(6), n.mac[:])
		}
		return g.bytes(dst, n.mac[:])
	})
}

// macs returns where the destination's MAC address is; the source's is behind
// it. Those of 802.11 are elsewhere.
func (g *generator) macs() (place, bool) {
	switch g.link {
	case capture.LinkEthernet:
		return g.header, true
	case capture.LinkFDDI: // frame control is before them
		return g.header.plus(1), true
	case capture.LinkTokenRing: // access control, too
		return g.header.plus(2), true
	}
	return place{}, false
}
