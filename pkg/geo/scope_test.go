package geo

import (
	"net/netip"
	"testing"
)

func TestScopeOf(t *testing.T) {
	// The first and last address of each block, and their neighbours.
	tests := []struct {
		want  Scope
		addrs []string
	}{
		{ScopeGlobal, []string{
			"1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
			"128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.0.9", "192.0.0.10",
			"192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
			"::ffff:8.8.8.8", "2000::", "2001:db7:ffff::", "2001:db9::", "2606:4700:4700::1111", "3ffe::", "3fff:1000::",
			"64:ff9b::8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "2002:a00:1::", "2001::1",
		}},
		{ScopeLAN, []string{
			"0.0.0.0", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255",
			"169.254.0.0", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.7", "192.168.0.0",
			"192.168.255.255", "::ffff:192.168.1.1", "::", "::1", "fc00::", "fdff::1", "fe80::1", "fe80::1%eth0", "fec0::1",
		}},
		{ScopeMulticast, []string{"224.0.0.0", "239.255.255.255", "255.255.255.255", "ff00::", "ff02::fb%eth0"}},
		{ScopeUnknown, []string{
			"0.0.0.1", "0.255.255.255", "192.0.0.8", "192.0.0.255", "192.0.2.0", "192.0.2.255", "198.18.0.0",
			"198.19.255.255", "198.51.100.1", "203.0.113.1", "240.0.0.0", "255.255.255.254", "::2", "::8.8.8.8",
			"64:ff9b::1:0:0", "64:ff9b:2::", "100::1", "1fff::", "2001:2::1", "2001:10::1", "2001:2f::1", "2001:db8::1",
			"3fff::1", "4000::", "fbff::", "fe00::",
		}},
	}
	for _, test := range tests {
		for _, s := range test.addrs {
			if got := ScopeOf(netip.MustParseAddr(s)); got != test.want {
				t.Errorf("%s: got %v, want %v", s, got, test.want)
			}
		}
	}
	if got := ScopeOf(netip.Addr{}); got != ScopeUnknown {
		t.Errorf("no address: got %v", got)
	}
}

func TestScopeString(t *testing.T) {
	for scope, want := range map[Scope]string{
		ScopeGlobal: "global", ScopeLAN: "lan", ScopeMulticast: "multicast", ScopeUnknown: "unknown",
	} {
		if got := scope.String(); got != want {
			t.Errorf("%d: got %q, want %q", scope, got, want)
		}
	}
}
