package geo

import "net/netip"

// The kinds of IPv6 address that carry the IPv4 address their packets go to.
const (
	NAT64     = "nat64"  // RFC 6052, RFC 8215
	SixToFour = "6to4"   // RFC 3056
	Teredo    = "teredo" // RFC 4380
)

var (
	nat64      = netip.MustParsePrefix("64:ff9b::/96")
	nat64Local = netip.MustParsePrefix("64:ff9b:1::/48")
	sixToFour  = netip.MustParsePrefix("2002::/16")
	teredo     = netip.MustParsePrefix("2001::/32")
)

// Embedded4 returns the IPv4 address inside a transition address, with the
// kind of the latter: NAT64, SixToFour or Teredo; "" for any other address.
func Embedded4(addr netip.Addr) (v4 netip.Addr, kind string) {
	if !addr.Is6() {
		return netip.Addr{}, ""
	}
	addr = addr.WithZone("")
	b := addr.As16()
	switch {
	case nat64.Contains(addr), nat64Local.Contains(addr) && isNAT64Slash96(b):
		return netip.AddrFrom4([4]byte(b[12:])), NAT64
	case sixToFour.Contains(addr):
		return netip.AddrFrom4([4]byte(b[2:])), SixToFour
	case teredo.Contains(addr):
		// RFC 4380 section 4: prefix, server, flags, port, client. Packets go
		// to the client, whose bits are inverted; the server only helps it start.
		return netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]}), Teredo
	default:
		return netip.Addr{}, ""
	}
}

// isNAT64Slash96 reports whether an address under RFC 8215's local-use prefix
// can only be a /96 with the IPv4 address at the end. The other layouts of
// RFC 6052 section 2.2 leave the last three octets zero, and cannot be told
// from each other; all of them leave octet 8 zero.
func isNAT64Slash96(b [16]byte) bool {
	return b[8] == 0 && [3]byte(b[13:]) != [3]byte{}
}
