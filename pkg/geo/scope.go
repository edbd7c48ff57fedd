package geo

import "net/netip"

// Scope is how far an address reaches.
type Scope uint8

// The scopes. Only a global address can have a country.
const (
	ScopeUnknown   Scope = iota // reserved, documentation, benchmarking; not an address
	ScopeGlobal                 // unicast, routed on the Internet
	ScopeLAN                    // private, shared (CGNAT), link-local, ULA, loopback, unspecified
	ScopeMulticast              // multicast and 255.255.255.255
)

// String returns the word reports use: global, lan, multicast or unknown.
func (s Scope) String() string {
	switch s {
	case ScopeGlobal:
		return "global"
	case ScopeLAN:
		return "lan"
	case ScopeMulticast:
		return "multicast"
	default:
		return "unknown"
	}
}

// block is a prefix and the scope of its addresses.
type block struct {
	prefix netip.Prefix
	scope  Scope
}

// blocks are the exceptions to the rule that IPv4 and 2000::/3 are global and
// the rest of IPv6 unassigned. The first that holds an address decides.
// Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890).
var blocks = []block{
	{netip.MustParsePrefix("0.0.0.0/32"), ScopeLAN},          // unspecified
	{netip.MustParsePrefix("0.0.0.0/8"), ScopeUnknown},       // "this network", RFC 791
	{netip.MustParsePrefix("10.0.0.0/8"), ScopeLAN},          // RFC 1918
	{netip.MustParsePrefix("100.64.0.0/10"), ScopeLAN},       // carrier-grade NAT, RFC 6598
	{netip.MustParsePrefix("127.0.0.0/8"), ScopeLAN},         // loopback
	{netip.MustParsePrefix("169.254.0.0/16"), ScopeLAN},      // link-local, RFC 3927
	{netip.MustParsePrefix("172.16.0.0/12"), ScopeLAN},       // RFC 1918
	{netip.MustParsePrefix("192.0.0.0/29"), ScopeLAN},        // a phone's own end of 464XLAT, RFC 7335
	{netip.MustParsePrefix("192.0.0.9/32"), ScopeGlobal},     // PCP anycast, RFC 7723
	{netip.MustParsePrefix("192.0.0.10/32"), ScopeGlobal},    // TURN anycast, RFC 8155
	{netip.MustParsePrefix("192.0.0.0/24"), ScopeUnknown},    // protocol assignments, RFC 6890
	{netip.MustParsePrefix("192.0.2.0/24"), ScopeUnknown},    // documentation, RFC 5737
	{netip.MustParsePrefix("192.168.0.0/16"), ScopeLAN},      // RFC 1918
	{netip.MustParsePrefix("198.18.0.0/15"), ScopeUnknown},   // benchmarking, RFC 2544
	{netip.MustParsePrefix("198.51.100.0/24"), ScopeUnknown}, // documentation, RFC 5737
	{netip.MustParsePrefix("203.0.113.0/24"), ScopeUnknown},  // documentation, RFC 5737
	{netip.MustParsePrefix("224.0.0.0/4"), ScopeMulticast},
	{netip.MustParsePrefix("255.255.255.255/32"), ScopeMulticast},
	{netip.MustParsePrefix("240.0.0.0/4"), ScopeUnknown}, // reserved, RFC 1112
	{netip.MustParsePrefix("0.0.0.0/0"), ScopeGlobal},

	{netip.MustParsePrefix("::/127"), ScopeLAN},            // unspecified, loopback
	{netip.MustParsePrefix("64:ff9b::/96"), ScopeGlobal},   // NAT64, RFC 6052
	{netip.MustParsePrefix("64:ff9b:1::/48"), ScopeGlobal}, // NAT64, RFC 8215: local routers, global remotes
	{netip.MustParsePrefix("2001:2::/48"), ScopeUnknown},   // benchmarking, RFC 5180
	{netip.MustParsePrefix("2001:10::/28"), ScopeUnknown},  // ORCHID, RFC 4843
	{netip.MustParsePrefix("2001:20::/28"), ScopeUnknown},  // ORCHIDv2, RFC 7343
	{netip.MustParsePrefix("2001:db8::/32"), ScopeUnknown}, // documentation, RFC 3849
	{netip.MustParsePrefix("3fff::/20"), ScopeUnknown},     // documentation, RFC 9637
	{netip.MustParsePrefix("2000::/3"), ScopeGlobal},
	{netip.MustParsePrefix("fc00::/7"), ScopeLAN},  // ULA, RFC 4193
	{netip.MustParsePrefix("fe80::/10"), ScopeLAN}, // link-local
	{netip.MustParsePrefix("fec0::/10"), ScopeLAN}, // site-local, deprecated by RFC 3879
	{netip.MustParsePrefix("ff00::/8"), ScopeMulticast},
}

// ScopeOf returns the scope of addr; an IPv4-mapped address has that of its
// IPv4 address, and zones are ignored. A directed broadcast cannot be told from
// a unicast address without its network's mask.
func ScopeOf(addr netip.Addr) Scope {
	addr = addr.Unmap().WithZone("")
	for _, b := range blocks {
		if b.prefix.Contains(addr) {
			return b.scope
		}
	}
	return ScopeUnknown
}
