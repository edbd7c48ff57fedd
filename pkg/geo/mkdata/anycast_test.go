package main

import (
	"net/netip"
	"testing"

	"github.com/maxmind/mmdbwriter/mmdbtype"
)

func TestAnycastEntries(t *testing.T) {
	as := func(first, last string, number uint32) entry {
		return entry{netip.MustParseAddr(first), netip.MustParseAddr(last),
			mmdbtype.Map{"autonomous_system_number": mmdbtype.Uint32(number)}}
	}
	entries := anycastEntries([]entry{as("1.1.1.0", "1.1.1.255", 13335), as("192.0.2.0", "192.0.2.255", 64500)})
	for addr, want := range map[string]bool{
		"1.1.1.1":              true,  // by its AS
		"8.8.8.8":              true,  // by its prefix
		"2001:4860:4860::8888": true,  //
		"8.8.9.0":              false, // the prefix ends before
		"192.0.2.1":            false,
	} {
		a := netip.MustParseAddr(addr)
		got := false
		for _, e := range entries {
			got = got || e.first.BitLen() == a.BitLen() && e.first.Compare(a) <= 0 && a.Compare(e.last) <= 0
		}
		if got != want {
			t.Errorf("%s: got %v, want %v", addr, got, want)
		}
	}
}

func TestLastOf(t *testing.T) {
	for prefix, want := range map[string]string{
		"8.8.8.0/24":    "8.8.8.255",
		"34.95.64.0/18": "34.95.127.255",
		"192.0.0.9/32":  "192.0.0.9",
		"2620:1ec::/36": "2620:1ec:fff:ffff:ffff:ffff:ffff:ffff",
		"2001:1::1/128": "2001:1::1",
	} {
		if got := lastOf(netip.MustParsePrefix(prefix)); got.String() != want {
			t.Errorf("%s: got %v, want %s", prefix, got, want)
		}
	}
	for reason, prefixes := range anycastPrefixes {
		for _, s := range prefixes {
			if p, err := netip.ParsePrefix(s); err != nil || p != p.Masked() {
				t.Errorf("%s: %s: not a prefix, or bits after its end", reason, s)
			}
		}
	}
}
