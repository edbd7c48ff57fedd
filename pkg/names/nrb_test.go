package names

import (
	"net/netip"
	"testing"
)

func TestFromFile(t *testing.T) {
	for _, test := range []struct{ name, addr, text, host, at string }{
		{"a name", "203.0.113.7", "Api.Vendor.example.", "api.vendor.example", "203.0.113.7"},
		{"a name without a dot", "192.168.7.9", "printer", "printer", "192.168.7.9"},
		{"an IPv4-mapped address", "::ffff:203.0.113.7", "a.example", "a.example", "203.0.113.7"},
		{"its own address for a name", "203.0.113.7", "203.0.113.7", "", ""},
		{"what no hostname holds", "203.0.113.7", "a\x1b[31m.example", "", ""},
		{"of nobody", "0.0.0.0", "a.example", "", ""},
	} {
		r, ok := FromFile(netip.MustParseAddr(test.addr), test.text)
		if ok != (test.host != "") {
			t.Errorf("%s: %+v, %v", test.name, r, ok)
		}
		want := Record{Name: test.host, TTL: NoTTL, Via: ViaNRB}
		if !ok {
			continue
		}
		want.Addr = netip.MustParseAddr(test.at)
		if r.Name != want.Name || r.Addr != want.Addr || r.TTL != want.TTL || r.Via != want.Via || r.Chain != nil {
			t.Errorf("%s: %+v, want %+v", test.name, r, want)
		}
	}
}
