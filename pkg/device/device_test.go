package device

import (
	"net/netip"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
)

var (
	phone  = MAC{0, 0, 0x5e, 0, 0x53, 0x23}
	router = MAC{0, 0, 0x5e, 0, 0x53, 0x01}
)

// sent is a flow of which end A alone has sent something.
func sent(from string, mac MAC) *flow.Flow {
	a := netip.MustParseAddr(from)
	return &flow.Flow{
		Key:  decode.Key{A: a.As16(), B: netip.MustParseAddr("224.0.0.1").As16(), V6: a.Is6()},
		From: [2]flow.Count{{Packets: 1}},
		MAC:  [2][6]byte{mac},
	}
}

func TestGateway(t *testing.T) {
	for _, test := range []struct {
		name    string
		from    []string
		gateway bool
	}{
		{"one IPv4 address", []string{"192.168.7.23"}, false},
		{"the same again", []string{"192.168.7.23", "192.168.7.23"}, false},
		{"two IPv4 addresses", []string{"192.168.7.1", "203.0.113.7"}, true},
		{"two private IPv4 addresses", []string{"192.168.7.1", "192.168.8.1"}, true},
		{"self-assigned before its lease", []string{"169.254.3.4", "192.168.7.23"}, false},
		{"its loopback, in a cooked capture", []string{"127.0.0.1", "192.168.7.23"}, false},
		{"IPv4 and IPv6", []string{"192.168.7.23", "2001:db8:7::23", "fe80::23"}, false},
		{"privacy addresses of one /64", []string{"2001:db8:7::23", "2001:db8:7::42", "2001:db8:7::43"}, false},
		{"ULA and global", []string{"fd00:7::23", "2001:db8:7::23"}, false},
		{"several ULA prefixes", []string{"fd00:7::23", "fd00:8::23"}, false},
		{"several link-local addresses", []string{"fe80::1", "fe80::2"}, false},
		{"another /64", []string{"2001:db8:7::1", "2001:db8:8::1"}, true},
		{"its own address first, others' later", []string{"192.168.7.1", "fe80::1", "203.0.113.7", "203.0.113.8"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var flows []*flow.Flow
			for _, a := range test.from {
				flows = append(flows, sent(a, phone))
			}
			table := Learn(flows)
			for _, a := range test.from {
				want := phone
				if test.gateway {
					want = MAC{}
				}
				if mac, ok := table.MAC(netip.MustParseAddr(a)); mac != want || ok == test.gateway {
					t.Errorf("%s: MAC %v, %v; want %v", a, mac, ok, want)
				}
			}
		})
	}
}

func TestLearn(t *testing.T) {
	silent := sent("192.168.7.9", phone)
	silent.From[0].Packets, silent.From[1].Packets = 0, 1
	table := Learn([]*flow.Flow{
		sent("192.168.7.23", phone),
		sent("192.168.7.23", MAC{2}), // by somebody who forwards it: the first keeps it
		sent("10.77.0.23", MAC{}),    // by a link without MACs
		silent,
	})
	for addr, want := range map[string]MAC{"192.168.7.23": phone, "10.77.0.23": {}, "192.168.7.9": {}, "192.168.7.10": {}} {
		if mac, ok := table.MAC(netip.MustParseAddr(addr)); mac != want || ok != (want != MAC{}) {
			t.Errorf("%s: MAC %v, %v; want %v", addr, mac, ok, want)
		}
	}
}

func TestNumber(t *testing.T) {
	table := Learn([]*flow.Flow{
		sent("192.168.7.23", phone), sent("2001:db8:7::23", phone),
		sent("192.168.7.1", router), sent("203.0.113.7", router), sent("203.0.113.8", router),
	})
	number := func(addr string, mac MAC) uint32 { return table.Number(netip.MustParseAddr(addr), mac) }
	for _, test := range []struct {
		name string
		a, b uint32
		same bool
	}{
		{"addresses of one device", number("192.168.7.23", MAC{}), number("2001:db8:7::23", MAC{}), true},
		{"an address, and one of it that only receives", number("192.168.7.23", MAC{}), number("2001:db8:7::42", phone), true},
		{"an address, again", number("192.0.2.9", MAC{}), number("192.0.2.9", MAC{}), true},
		{"two addresses nobody knows", number("192.0.2.9", MAC{}), number("192.0.2.10", MAC{}), false},
		{"two behind the router", number("203.0.113.7", router), number("203.0.113.8", router), false},
		{"two behind the router that only receive", number("203.0.113.9", router), number("203.0.113.10", router), false},
		{"what the router says as it forwards to the phone", number("203.0.113.7", phone), number("192.168.7.23", MAC{}), false},
	} {
		if (test.a == test.b) != test.same || test.a == 0 || test.b == 0 {
			t.Errorf("%s: numbers %d and %d; the same: %v", test.name, test.a, test.b, test.same)
		}
	}
}

func TestMAC(t *testing.T) {
	for _, test := range []struct {
		mac    MAC
		want   string
		random bool
	}{
		{MAC{}, "", false},
		{phone, "00:00:5e:00:53:23", false},
		{MAC{0xda, 0xa1, 0x19, 1, 2, 3}, "da:a1:19:01:02:03", true},
	} {
		if got := test.mac.String(); got != test.want || test.mac.Random() != test.random {
			t.Errorf("%s, random %v; want %s, %v", got, test.mac.Random(), test.want, test.random)
		}
	}
}

// Whoever has no address yet uses 0.0.0.0: it is nobody's.
func TestUnspecifiedIsNobodys(t *testing.T) {
	table := Learn([]*flow.Flow{sent("0.0.0.0", phone), sent("192.168.7.23", phone)})
	if mac, ok := table.MAC(netip.MustParseAddr("0.0.0.0")); ok {
		t.Errorf("0.0.0.0 is %v's", mac)
	}
	if mac, _ := table.MAC(netip.MustParseAddr("192.168.7.23")); mac != phone {
		t.Errorf("the device's own address is %v's", mac)
	}
}

// An address that moves to another MAC makes no gateway of it.
func TestAddressThatMoved(t *testing.T) {
	tablet := MAC{0, 0, 0x5e, 0, 0x53, 0x42}
	table := Learn([]*flow.Flow{sent("192.168.7.23", phone), sent("192.168.7.23", tablet), sent("192.168.7.23", tablet), sent("2001:db8:7::42", tablet)})
	if mac, _ := table.MAC(netip.MustParseAddr("2001:db8:7::42")); mac != tablet {
		t.Errorf("2001:db8:7::42 is %v's, want %v's", mac, tablet)
	}
}

// TestStations holds that a client of an access point is one device, whatever
// addresses it has had.
func TestStations(t *testing.T) {
	flows := []*flow.Flow{sent("192.168.7.23", phone), sent("10.10.10.20", phone)}
	if _, ok := Learn(flows).MAC(netip.MustParseAddr("10.10.10.20")); ok {
		t.Error("two addresses make no gateway")
	}
	if mac, ok := Learn(flows, phone).MAC(netip.MustParseAddr("10.10.10.20")); !ok || mac != phone {
		t.Errorf("%v, %v, want %v", mac, ok, phone)
	}
}
