package device

import (
	"net/netip"
	"testing"

	"github.com/flowscan/flowscan/pkg/flow"
)

func TestDescribe(t *testing.T) {
	at, at6, other := netip.MustParseAddr("192.168.7.23"), netip.MustParseAddr("2001:db8:7::23"), netip.MustParseAddr("192.168.7.42")
	behind := netip.MustParseAddr("203.0.113.7") // the router's MAC
	for _, test := range []struct {
		name  string
		hints []Hint
		of    netip.Addr
		want  About
	}{
		{"by its MAC", []Hint{{MAC: phone, Name: "Annas", Class: "android-dhcp-14"}}, at, About{Name: "Annas", Class: "android-dhcp-14"}},
		{"by another of its addresses", []Hint{{Addr: at, Name: "Annas"}}, at6, About{Name: "Annas"}},
		{"by its lease, where its MAC is not seen", []Hint{{MAC: MAC{2}, Name: "Bobs", Index: 1}, {MAC: MAC{2}, Addr: other, Index: 2}}, other, About{Name: "Bobs"}},
		{"by its lease, behind a router", []Hint{{MAC: MAC{2}, Addr: behind, Name: "Bobs"}}, behind, About{Name: "Bobs"}},
		{"by its address alone", []Hint{{Addr: other, Product: "Lamp/1.26"}}, other, About{Product: "Lamp/1.26"}},
		{"of another", []Hint{{Addr: other, Name: "Bobs"}, {MAC: router, Name: "gateway"}}, at, About{}},
		{"the better source, whichever comes first", []Hint{{Addr: at, Name: "Annas", Source: FromDHCP, Index: 1}, {Addr: at, Name: "annas", Source: FromMDNS, Index: 2}}, at, About{Name: "Annas"}},
		{"the later of one source, in whichever order", []Hint{{Addr: at, Name: "new", Index: 2}, {Addr: at, Name: "old", Index: 1}}, at, About{Name: "new"}},
		{"silence takes nothing back", []Hint{{Addr: at, Name: "Annas", Class: "x", Index: 1}, {Addr: at, Product: "y", Index: 2}}, at, About{Name: "Annas", Class: "x", Product: "y"}},
	} {
		table := Learn([]*flow.Flow{
			sent("192.168.7.23", phone), sent("2001:db8:7::23", phone),
			sent("192.168.7.1", router), sent("203.0.113.7", router),
		})
		table.Describe(test.hints[:1], &Book{test.hints[1:]})
		got := table.About(test.of)
		got.named = 0
		if got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

// On both sides of a gateway an address is seen behind two MACs: its own counts,
// whichever comes first.
func TestLearnBothSides(t *testing.T) {
	table := Learn([]*flow.Flow{
		sent("2001:db8:7::23", router), sent("2001:db8:9::1", router), sent("2001:db8:7::23", phone),
		sent("192.168.7.42", router), sent("192.168.7.43", router),
	})
	if mac, ok := table.MAC(netip.MustParseAddr("2001:db8:7::23")); mac != phone || !ok {
		t.Errorf("%v, %v; want %v", mac, ok, phone)
	}
	if mac, ok := table.MAC(netip.MustParseAddr("192.168.7.42")); ok {
		t.Errorf("what is behind the gateway is %v's", mac)
	}
}
