package flow

import (
	"net/netip"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
)

func TestOrient(t *testing.T) {
	const (
		private, ula, linkLocal = "192.168.2.100", "fd00::7", "fe80::7"
		cgnat, zero             = "100.64.0.9", "0.0.0.0"
		global, other, third    = "203.0.113.5", "198.51.100.7", "198.51.100.8"
		global6                 = "2001:db8::5"
		multicast, broadcast    = "224.0.0.251", "255.255.255.255"
	)
	on := func(addr, port string) string {
		return netip.AddrPortFrom(netip.MustParseAddr(addr), parsePort(port)).String()
	}
	for _, test := range []struct {
		name    string
		local   string // prefix
		packets []packet
		request string // who sent a request
		device  string // of the first flow
		role    Role
	}{
		{name: "named by the user", local: "203.0.113.0/24", packets: []packet{{from: on(private, "5000"), to: on(global, "80")}}, device: global, role: RoleLocal},
		{name: "both named: the next rule", local: "0.0.0.0/0", packets: []packet{{from: on(global, "80"), to: on(private, "5000")}}, device: private, role: RolePrivate},
		{name: "private", packets: []packet{{from: on(global, "443"), to: on(private, "5000")}}, device: private, role: RolePrivate},
		{name: "private against a SYN", packets: []packet{{from: on(global, "443"), to: on(private, "22"), flags: decode.SYN}}, device: private, role: RolePrivate},
		{name: "ULA", packets: []packet{{from: on(global6, "443"), to: on(ula, "5000")}}, device: ula, role: RolePrivate},
		{name: "link-local", packets: []packet{{from: on(global6, "443"), to: on(linkLocal, "5000")}}, device: linkLocal, role: RolePrivate},
		{name: "carrier-grade NAT", packets: []packet{{from: on(global, "443"), to: on(cgnat, "5000")}}, device: cgnat, role: RolePrivate},
		{name: "unspecified", packets: []packet{{from: on(zero, "68"), to: on(broadcast, "67"), proto: 17}}, device: zero, role: RolePrivate},
		{name: "private to multicast", packets: []packet{{from: on(private, "5353"), to: on(multicast, "5353"), proto: 17}}, device: private, role: RolePrivate},
		{name: "global to multicast", packets: []packet{{from: on(global, "5353"), to: on(multicast, "5353"), proto: 17}}, device: global, role: RoleFirst},
		{name: "link-local to multicast, IPv6", packets: []packet{{from: on(linkLocal, "546"), to: on("ff02::1:2", "547"), proto: 17}}, device: linkLocal, role: RolePrivate},
		{name: "neighbour discovery", packets: []packet{
			{from: linkLocal, to: global6, proto: 58},
			{from: global6, to: "2001:db8:9::1", proto: 58}}, device: linkLocal, role: RoleFirst},
		{name: "neighbour discovery with a device", packets: []packet{
			{from: linkLocal, to: global6, proto: 58},
			{from: on(global6, "5000"), to: on("2001:db8:9::1", "80"), flags: decode.SYN}}, device: global6, role: RoleKnown},
		{name: "SYN", packets: []packet{{from: on(other, "80"), to: on(global, "443"), flags: decode.SYN}}, device: other, role: RoleSYN},
		{name: "SYN-ACK", packets: []packet{{from: on(other, "80"), to: on(global, "443"), flags: decode.SYN | decode.ACK}}, device: global, role: RoleSYN},
		{name: "SYN between private ends", packets: []packet{{from: on(private, "5000"), to: on("192.168.2.1", "80"), flags: decode.SYN}}, device: private, role: RoleSYN},
		{name: "request", packets: []packet{{from: on(global, "443"), to: on(other, "5000")}}, request: global, device: global, role: RoleRequest},
		{name: "known from another flow", packets: []packet{
			{from: on(global, "443"), to: on(other, "5000")},
			{from: on(other, "5001"), to: on(third, "80"), flags: decode.SYN}}, device: other, role: RoleKnown},
		{name: "both known: the next rule", packets: []packet{
			{from: on(global, "443"), to: on(other, "5000")},
			{from: on(other, "5001"), to: on(third, "80"), flags: decode.SYN},
			{from: on(global, "5001"), to: on(third, "80"), flags: decode.SYN}}, device: other, role: RolePort},
		{name: "port", packets: []packet{{from: on(global, "443"), to: on(other, "5000")}}, device: other, role: RolePort},
		{name: "both ports low", packets: []packet{{from: on(global, "500"), to: on(other, "500"), proto: 17}}, device: global, role: RoleFirst},
		{name: "first", packets: []packet{{from: on(global, "4443"), to: on(other, "5000")}}, device: global, role: RoleFirst},
		{name: "first, without ports", packets: []packet{{from: global, to: other, proto: 1}}, device: global, role: RoleFirst},
	} {
		t.Run(test.name, func(t *testing.T) {
			flows := feed(t, test.packets)
			f := flows[0]
			if test.request != "" {
				f.Request = EndOf(f.Key.Addr(true) == netip.MustParseAddr(test.request))
			}
			var local Local
			if test.local != "" {
				local.Prefixes = []netip.Prefix{netip.MustParsePrefix(test.local)}
			}
			got := Orient(flows, &local)[0]
			if addr := f.Key.Addr(got.Device == B); addr.String() != test.device || got.Role != test.role {
				t.Errorf("device %v by rule %v, want %s by %v", addr, got.Role, test.device, test.role)
			}
		})
	}
}

func TestOrientByMAC(t *testing.T) {
	flows := feed(t, []packet{{from: "203.0.113.5:1", to: "203.0.113.6:2"}})
	flows[0].MAC[1] = [6]byte{0, 0, 0x5e, 0, 0x53, 1}
	got := Orient(flows, &Local{MACs: [][6]byte{{0, 0, 0x5e, 0, 0x53, 1}}})[0]
	if got != (Oriented{B, RoleLocal}) {
		t.Errorf("got %+v", got)
	}
}

// A device that only received is known by where it was sent to.
func TestOrientByReceiver(t *testing.T) {
	mac := [6]byte{0, 0, 0x5e, 0, 0x53, 1}
	p := packet{from: "203.0.113.5:1", to: "203.0.113.6:2"}.packet(t, 1)
	p.DstMAC = mac
	table := NewTable(nil)
	table.Add(p)
	if got := Orient(table.Flows(), &Local{MACs: [][6]byte{mac}})[0]; got != (Oriented{B, RoleLocal}) {
		t.Errorf("got %+v", got)
	}
}

func parsePort(s string) uint16 { return netip.MustParseAddrPort("0.0.0.0:" + s).Port() }
