package filter

import (
	"slices"

	"golang.org/x/net/bpf"
)

// port is "port 443" or "portrange 6000-6010".
type port struct {
	low, high uint32
	ranged    bool
	proto     uint32 // 0 for TCP, UDP and SCTP
	ends      ends
	span
}

func (n port) condition(g *generator) condition {
	return or(n.over6(g), n.over4(g))
}

// over6 holds for IPv6 packets that have the port right behind the fixed header.
func (n port) over6(g *generator) condition {
	return and(g.carries(etherIPv6, n.span), n.hasProtocol(g.load(g.ip(6), 1)), n.ends.of(func(isSource bool) condition {
		return n.is(g.load(g.ip(40+portOffset(isSource)), 2))
	}))
}

// over4 holds for IPv4 packets with the port, which of fragments only the first has.
func (n port) over4(g *generator) condition {
	return and(g.carries(etherIP, n.span), n.hasProtocol(g.load(g.ip(9), 1)), g.beginsTransport(), n.ends.of(func(isSource bool) condition {
		port := bpf.LoadIndirect{Off: g.ip(portOffset(isSource)).offset, Size: 2}
		return n.is(slices.Concat(g.transport(), []bpf.Instruction{port}))
	}))
}

// hasProtocol holds if load leaves the number of a protocol with such ports in A.
func (n port) hasProtocol(load []bpf.Instruction) condition {
	if n.proto != 0 {
		return equal(load, n.proto)
	}
	return or(equal(load, sctp), equal(load, tcp), equal(load, udp))
}

// portOffset is where a port is in the headers of TCP, UDP and SCTP.
func portOffset(isSource bool) uint32 {
	if isSource {
		return 0
	}
	return 2
}

// is holds if load leaves the port in A.
func (n port) is(load []bpf.Instruction) condition {
	if n.ranged {
		return and(atLeast(load, n.low), not(above(load, n.high)))
	}
	return equal(load, n.low)
}
