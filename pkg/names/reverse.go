package names

import (
	"bytes"
	"net/netip"
	"strconv"
	"strings"
)

// parseReverse reads the name that stands for an address (RFC 1035 §3.5, RFC 3596 §2.5).
func parseReverse(name []byte) (addr netip.Addr, ok bool) {
	if labels, ok := cutSuffix(name, []byte("in-addr.arpa.")); ok {
		return parseOctets(labels)
	}
	if labels, ok := cutSuffix(name, []byte("ip6.arpa.")); ok {
		return parseNibbles(labels)
	}
	return netip.Addr{}, false
}

// parseOctets reads the labels of an IPv4 address, the last octet first.
func parseOctets(labels []byte) (addr netip.Addr, ok bool) {
	var a [4]byte
	for i := range a {
		label, rest, more := bytes.Cut(labels, []byte("."))
		n, err := strconv.ParseUint(string(label), 10, 8)
		if err != nil || more != (i < len(a)-1) {
			return netip.Addr{}, false
		}
		a[len(a)-1-i] = byte(n)
		labels = rest
	}
	return remote(netip.AddrFrom4(a), true)
}

// parseNibbles reads the labels of an IPv6 address, the last four bits first.
func parseNibbles(labels []byte) (addr netip.Addr, ok bool) {
	var a [16]byte
	if len(labels) != 4*len(a)-1 { // two digits and two dots a byte, but for the last dot
		return netip.Addr{}, false
	}
	for i := range 2 * len(a) {
		nibble := strings.IndexByte("0123456789abcdef", lower(labels[2*i]))
		if nibble < 0 || i > 0 && labels[2*i-1] != '.' {
			return netip.Addr{}, false
		}
		a[len(a)-1-i/2] |= byte(nibble << (i % 2 * 4))
	}
	return remote(netip.AddrFrom16(a), true)
}
