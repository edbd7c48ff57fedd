package filter

import (
	"math/bits"
	"net/netip"
	"strconv"
	"strings"
)

// examples are of what stands behind qualifiers of a kind.
var examples = map[string]string{
	"": "an address, as in 192.0.2.1", "host": "an address, as in 192.0.2.1", "net": "a network, as in 192.0.2.0/24",
	"port": "a port, as in 443", "portrange": "two ports, as in 6000-6010", "proto": "a protocol's number or name",
}

// id reads one address, name or number, and returns what it means behind qual.
func (p *parser) id(qual qualifiers) node {
	t := p.next()
	switch t.kind {
	case number:
		return p.ofNumber(qual, t.num, t.span)
	case name:
		return p.ofName(qual, t)
	case ipv4:
		return p.ofIPv4(qual, t)
	case ipv6:
		return p.ofIPv6(qual, t)
	case mac:
		return p.ofMAC(qual, t)
	case keyword:
		if qual.kind == "proto" {
			p.fail(t.span, `a keyword; as the name of a protocol it is \%s`, p.text[t.start:t.end])
		}
	}
	p.refused(&t)
	p.fail(t.span, "expected %s", examples[qual.kind])
	return nil
}

// needsQualifiers fails where there are none.
func (p *parser) needsQualifiers(qual qualifiers, at span) {
	if !qual.given {
		p.fail(at, "say what it is: host, net, port, proto …")
	}
}

func (p *parser) ofNumber(qual qualifiers, n uint32, at span) node {
	p.needsQualifiers(qual, at)
	switch qual.kind {
	case "port", "portrange":
		if n > 65535 {
			p.fail(at, "a port is at most 65535")
		}
		return p.ports(qual, port{low: n, high: n, ranged: qual.kind == "portrange", span: at}, 0)
	case "proto":
		return p.encapsulated(qual.proto, n, at)
	case "net":
		// 10 is 10.0.0.0/8, 0xc0a8 is 192.168.0.0/16.
		mask := ^uint32(0)
		for n != 0 && n&0xff000000 == 0 {
			n, mask = n<<8, mask<<8
		}
		return p.host(qual, n, mask, at)
	}
	return p.host(qual, n, ^uint32(0), at)
}

func (p *parser) ofName(qual qualifiers, t token) node {
	p.needsQualifiers(qual, t.span)
	switch qual.kind {
	case "port":
		return p.ofPort(qual, t)
	case "portrange":
		return p.ofPortRange(qual, t)
	case "proto":
		return p.encapsulated(qual.proto, p.protocolNumber(qual.proto, t), t.span)
	case "net":
		p.fail(t.span, "names of networks are not looked up; write 192.0.2.0/24")
	}
	p.fail(t.span, "names of hosts are not looked up; write the address")
	return nil
}

// ofIPv4 reads the rest of 192.0.2.1, 192.0.2.0/24 or 192.0.2.0 mask
// 255.255.255.0. Of an address, bytes may be left out at the end: 192.168 is
// 192.168.0.0/16.
func (p *parser) ofIPv4(qual qualifiers, t token) node {
	addr, mask := p.dotted(t)
	switch {
	case p.accept("/"):
		length := p.prefixLength(32)
		mask = ^uint32(0) << (32 - length)
	case p.accept("mask"):
		if p.peek().kind != ipv4 {
			p.unexpected("a mask, as in 255.255.255.0")
		}
		mask, _ = p.dotted(p.next())
	default:
		p.addressFits(qual, t.span)
		return p.host(qual, addr, mask, t.span)
	}
	at := p.since(t.span)
	p.networkFits(qual, at, addr&^mask == 0)
	return p.host(qual, addr, mask, at)
}

// dotted reads an address of up to four bytes, and returns the mask of those.
func (p *parser) dotted(t token) (addr, mask uint32) {
	for part := range strings.SplitSeq(t.text, ".") {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			p.fail(t.span, "not an IPv4 address")
		}
		addr, mask = addr<<8|uint32(n), mask<<8|0xff
	}
	missing := bits.LeadingZeros32(mask)
	return addr << missing, mask << missing
}

func (p *parser) prefixLength(most uint32) uint32 {
	t := p.next()
	if t.kind != number || t.num > most {
		p.fail(t.span, "a prefix has at most %d bits", most)
	}
	return t.num
}

// ofIPv6 reads the rest of 2001:db8::1 or 2001:db8::/32.
func (p *parser) ofIPv6(qual qualifiers, t token) node {
	prefix := netip.PrefixFrom(t.addr, 128)
	if p.accept("/") {
		prefix = netip.PrefixFrom(t.addr, int(p.prefixLength(128)))
	}
	at := p.since(t.span)
	if prefix.Bits() < 128 {
		p.networkFits(qual, at, prefix.Masked() == prefix)
	} else {
		p.addressFits(qual, at)
	}
	switch qual.proto {
	case "", "ip6":
		return host6{prefix, p.ends(qual, at), at}
	}
	p.fail(at, "an IPv6 address goes with ip6, not with %s", qual.proto)
	return nil
}

// ofMAC is the meaning of a MAC address.
func (p *parser) ofMAC(qual qualifiers, t token) node {
	p.addressFits(qual, t.span)
	if qual.proto != "link" || qual.kind == "net" {
		p.fail(t.span, "a MAC address goes with ether host, ether src or ether dst")
	}
	return hostMAC{t.mac, qual.dir, t.span}
}

// addressFits fails where qualifiers want something else than an address.
func (p *parser) addressFits(qual qualifiers, at span) {
	p.needsQualifiers(qual, at)
	switch qual.kind {
	case "port", "portrange", "proto":
		p.fail(at, "an address, but %s is before it", qual.kind)
	}
}

func (p *parser) networkFits(qual qualifiers, at span, zeroes bool) {
	p.addressFits(qual, at)
	if qual.kind != "net" {
		p.fail(at, "a network; say net")
	}
	if !zeroes {
		p.fail(at, "bits are set behind the prefix")
	}
}

// host is the meaning of an IPv4 address under a mask.
func (p *parser) host(qual qualifiers, addr, mask uint32, at span) node {
	switch qual.proto {
	case "", "ip", "arp", "rarp":
		return host4{qual.proto, addr, mask, p.ends(qual, at), at}
	case "link":
		p.fail(at, "not a MAC address, which is what ether wants")
	case "ip6":
		p.fail(at, "not an IPv6 address, which is what ip6 wants")
	}
	p.fail(at, "an address goes with ip, arp or rarp, not with %s; say %s and host …", qual.proto, qual.proto)
	return nil
}
