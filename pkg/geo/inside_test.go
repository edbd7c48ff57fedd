package geo

import (
	"net/netip"
	"testing"
)

func TestEmbedded4(t *testing.T) {
	tests := []struct{ name, addr, v4, kind string }{
		{"NAT64 well-known prefix, RFC 6052 section 2.4", "64:ff9b::192.0.2.33", "192.0.2.33", NAT64},
		{"zone", "64:ff9b::192.0.2.33%eth0", "192.0.2.33", NAT64},
		{"not quite the prefix", "64:ff9b::1:192.0.2.33", "", ""},
		{"local-use /96, RFC 8215", "64:ff9b:1::192.0.2.33", "192.0.2.33", NAT64},
		{"local-use, another /96", "64:ff9b:1:fffe::192.0.2.33", "192.0.2.33", NAT64},
		{"local-use /48: looks like other layouts", "64:ff9b:1:c000:2:2100::", "", ""},
		{"local-use /56", "64:ff9b:1:aac0:0:221::", "", ""},
		{"local-use /64", "64:ff9b:1:aabb:c0:2:2100:0", "", ""},
		{"local-use, octet 8 set", "64:ff9b:1:0:100::192.0.2.33", "", ""},
		{"6to4, RFC 3056 section 2", "2002:c000:221::1", "192.0.2.33", SixToFour},
		{"after 6to4", "2003:c000:221::1", "", ""},
		// Server 65.54.227.120, cone flag, port 40000, client 192.0.2.45 (RFC 4380 section 4).
		{"Teredo: the client, not the server", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45", Teredo},
		{"after Teredo", "2001:1::1", "", ""},
		{"mapped", "::ffff:192.0.2.33", "", ""},
		{"IPv4", "192.0.2.33", "", ""},
		{"plain IPv6", "2001:db8::1", "", ""},
	}
	for _, test := range tests {
		v4, kind := Embedded4(netip.MustParseAddr(test.addr))
		if kind != test.kind || kind != "" && v4.String() != test.v4 || kind == "" && v4.IsValid() {
			t.Errorf("%s: got %v, %q, want %s, %q", test.name, v4, kind, test.v4, test.kind)
		}
	}
	if v4, kind := Embedded4(netip.Addr{}); kind != "" || v4.IsValid() {
		t.Errorf("no address: got %v, %q", v4, kind)
	}
}
