package device

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/flow"
)

func TestFind(t *testing.T) {
	tablet := MAC{0, 0, 0x5e, 0, 0x53, 0x42}
	table := Learn([]*flow.Flow{
		sent("192.168.7.23", phone), sent("2001:db8:7::23", phone), sent("192.168.7.42", tablet),
		sent("192.168.7.1", router), sent("203.0.113.7", router), sent("fe80::42", MAC{}),
	})
	table.Describe([]Hint{{MAC: phone, Name: "Annas"}, {MAC: tablet, Name: "android", Index: 1},
		{Addr: netip.MustParseAddr("203.0.113.7"), Name: "android", Index: 2}})
	var addrs []netip.Addr
	for _, a := range []string{"2001:db8:7::23", "192.168.7.23", "192.168.7.42", "203.0.113.7", "192.168.7.1", "fe80::42", "192.168.7.23"} {
		addrs = append(addrs, netip.MustParseAddr(a))
	}
	for _, test := range []struct{ who, want, err string }{
		{"192.168.7.23", "2001:db8:7::23 192.168.7.23 192.168.7.23", ""},
		{"2001:DB8:7::23", "2001:db8:7::23 192.168.7.23 192.168.7.23", ""},
		{"::ffff:192.168.7.42", "192.168.7.42", ""},
		{"fe80::42%wlan0", "fe80::42", ""},
		{"00-00-5E-00-53-23", "2001:db8:7::23 192.168.7.23 192.168.7.23", ""},
		{"annas", "2001:db8:7::23 192.168.7.23 192.168.7.23", ""},
		{"203.0.113.7", "203.0.113.7", ""},
		{"android", "", `2 devices are called "android"; say which by its address: 192.168.7.42, 203.0.113.7`},
		{router.String(), "", `00:00:5e:00:53:01 sends from several addresses, as a router's does; name one of them`},
		{"02:00:00:00:00:01", "", `no device here is called "02:00:00:00:00:01"; --by device lists them`},
		{"192.168.7.99", "", `no device here is called "192.168.7.99"; --by device lists them`},
		{"", "", `no device here is called ""; --by device lists them`},
	} {
		isIt, err := table.Find(test.who, addrs)
		if err != nil || test.err != "" {
			if err == nil || err.Error() != test.err {
				t.Errorf("%q: error %v, want %s", test.who, err, test.err)
			}
			continue
		}
		var got []string
		for _, a := range addrs {
			if isIt(a) {
				got = append(got, a.String())
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q is %s, want %s", test.who, got, test.want)
		}
	}
}
