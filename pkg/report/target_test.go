package report

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/scan"
)

// TestGroup groups flows as their countries' rows are counted.
func TestGroup(t *testing.T) {
	db, err := geo.Open("../../fixtures/geo/test.mmdb")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	group := Group(db)
	const phone, phone6 = "192.168.7.23", "2001:db8:7::23"
	through := func(outer string, sender flow.End, f found) scan.Flow {
		tunnel := f.flow()
		tunnel.Encap = &decode.Encap{Src: netip.MustParseAddr("192.168.7.23"), Dst: netip.MustParseAddr(outer)}
		if sender == flow.B {
			tunnel.Encap.Src, tunnel.Encap.Dst = tunnel.Encap.Dst, tunnel.Encap.Src
		}
		tunnel.EncapBy = sender
		return tunnel
	}
	china := found{from: phone, to: "203.107.1.65"}.flow()
	for _, test := range []struct {
		name string
		flow scan.Flow
		want string
	}{
		{"a country", china, "CN CN false"},
		{"registered elsewhere", found{from: phone, to: "8.219.9.77"}.flow(), "SG CN false"},
		{"anycast", found{from: phone, to: "104.18.20.30"}.flow(), "US US true"},
		{"LAN", found{from: phone, to: "192.168.7.1"}.flow(), "LAN  false"},
		{"multicast", found{from: phone, to: "224.0.0.251"}.flow(), "MULTICAST  false"},
		{"the device's own link", found{from: phone6, to: "2001:db8:7::1"}.flow(), "LAN"},
		{"another link", found{from: phone6, to: "2001:db8:8::1"}.flow(), "UNKNOWN  false"},
		{"the far end of a tunnel", through("8.219.9.77", flow.A, found{from: "10.0.0.2", to: "10.0.0.1"}), "SG CN false"},
		{"the same, seen from there", through("8.219.9.77", flow.B, found{from: "10.0.0.2", to: "10.0.0.1"}), "SG CN false"},
		{"beyond a tunnel", through("8.219.9.77", flow.A, found{from: "10.0.0.2", to: "203.107.1.65"}), "CN CN false"},
	} {
		if got := group(&test.flow); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// A remote that is not where the packets went is marked so.
func TestMarks(t *testing.T) {
	f := found{from: "10.0.0.2", to: "203.107.1.65", marks: []scan.Mark{scan.MarkShared}}.flow()
	f.Routed = true
	to := &remote{tunnel: true}
	to.Inside = geo.NAT64
	if got, want := marks(&f, to), []string{"shared", "nat64", "tunnel", "routed"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
