package names

import (
	"net/netip"
	"strings"
	"testing"
)

func TestParseReverse(t *testing.T) {
	zeros := strings.Repeat("0.", 23)
	for name, want := range map[string]string{
		"1.2.0.192.in-addr.arpa.":                     "192.0.2.1",
		"1.2.0.192.IN-ADDR.ARPA.":                     "192.0.2.1",
		"1." + zeros + "8.B.d.0.1.0.0.2.ip6.arpa.":    "2001:db8::1",
		"2.0.192.in-addr.arpa.":                       "",
		"0.1.2.0.192.in-addr.arpa.":                   "",
		"256.2.0.192.in-addr.arpa.":                   "",
		"-1.2.0.192.in-addr.arpa.":                    "",
		".2.0.192.in-addr.arpa.":                      "",
		"0.0.0.0.in-addr.arpa.":                       "",
		"lb._dns-sd._udp.0.2.0.192.in-addr.arpa.":     "",
		"1.2.0.192.example.":                          "",
		zeros + "8.b.d.0.1.0.0.2.ip6.arpa.":           "",
		"g." + zeros + "8.b.d.0.1.0.0.2.ip6.arpa.":    "",
		"1x" + zeros + "8.b.d.0.1.0.0.2.ip6.arpa.":    "",
		"1." + zeros + "8.b.d.0.1.0.0.2.ip6.example.": "",
	} {
		got, ok := parseReverse([]byte(name))
		if ok != (want != "") || ok && got != netip.MustParseAddr(want) {
			t.Errorf("%s: got %v, %v", name, got, ok)
		}
	}
}
