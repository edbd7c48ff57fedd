package filter

import (
	"net/netip"
	"strconv"
	"strings"
)

// maxIPv6Text is the longest an IPv6 address can be written (RFC 4291 section
// 2.2): eight groups, the last two as an IPv4 address.
const maxIPv6Text = len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")

// ipv6Prefix returns the longest IPv6 address that s begins with, and its
// length; 0 if there is none.
func ipv6Prefix(s string) (netip.Addr, int) {
	n := 0
	for n < len(s) && n < maxIPv6Text && (isHex(s[n]) || s[n] == ':' || s[n] == '.') {
		n++
	}
	if strings.Count(s[:n], ":") < 2 {
		return netip.Addr{}, 0
	}
	for ; n >= len("::"); n-- {
		if a, err := netip.ParseAddr(s[:n]); err == nil && a.Is6() {
			return a, n
		}
	}
	return netip.Addr{}, 0
}

// macPrefix returns the MAC address that s begins with, and its length; 0 if
// there is none. It is six groups of one or two digits with ":", "-" or "."
// between, three of four with ".", or twelve digits.
func macPrefix(s string) ([6]byte, int) {
	if m, n := groups(s, 1, 12, ""); n > 0 {
		return m, n
	}
	if m, n := groups(s, 3, 4, "."); n > 0 {
		return m, n
	}
	for _, separator := range [...]string{":", "-", "."} {
		if m, n := groups(s, 6, 2, separator); n > 0 {
			return m, n
		}
	}
	return [6]byte{}, 0
}

// groups reads a MAC address of count groups of hexadecimal digits. Groups of
// two may leave out a zero.
func groups(s string, count, digits int, separator string) (m [6]byte, n int) {
	var value uint64
	for i := range count {
		if i > 0 {
			if !strings.HasPrefix(s[n:], separator) {
				return m, 0
			}
			n++
		}
		size := 0
		for size < digits && n+size < len(s) && isHex(s[n+size]) {
			size++
		}
		if size < digits && (digits != 2 || size == 0) {
			return m, 0
		}
		group, _ := strconv.ParseUint(s[n:n+size], 16, 64) // digits were checked
		value = value<<(4*digits) | group
		n += size
	}
	for i := range m {
		m[i] = byte(value >> (40 - 8*i))
	}
	return m, n
}
