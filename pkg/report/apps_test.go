package report

import (
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/google/go-cmp/cmp"
)

// TestBuildApps tells apart what has a name in common, and joins what two captures
// say of one app.
func TestBuildApps(t *testing.T) {
	const phone, far = "192.168.7.23", "203.107.1.65"
	r := build(t,
		found{from: phone, to: far, sent: 100, received: 1, app: &decode.App{UID: 10123, Name: "Shop"}},
		found{from: phone, to: far, sent: 20, received: 2, app: &decode.App{UID: 10123, Name: "Shop", Package: "com.vendor.shop"}},
		found{from: phone, to: far, sent: 50, app: &decode.App{UID: 1010123, Name: "Shop", Package: "com.vendor.shop"}}, // of another user
		found{from: phone, to: far, sent: 40},
		found{from: phone, to: far, sent: 30, app: &decode.App{UID: 10124}},
		found{from: phone, to: far, sent: 10, app: &decode.App{UID: noUID, Name: "curl"}},
		found{from: phone, to: far, sent: 5, app: &decode.App{UID: noUID}},
	)
	want := []App{
		{UID: 10123, App: "Shop", Package: "com.vendor.shop", Counts: Counts{Sent: 120, Received: 3, PacketsSent: 2, PacketsReceived: 2, Flows: 2}},
		{UID: 1010123, App: "Shop", Package: "com.vendor.shop", Counts: Counts{Sent: 50, PacketsSent: 1, Flows: 1}},
		{UID: noUID, Counts: Counts{Sent: 45, PacketsSent: 2, Flows: 2}},
		{UID: 10124, Counts: Counts{Sent: 30, PacketsSent: 1, Flows: 1}},
		{UID: noUID, App: "curl", Counts: Counts{Sent: 10, PacketsSent: 1, Flows: 1}},
	}
	if diff := cmp.Diff(want, r.Apps); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var labels []string
	for _, f := range r.Flows {
		labels = append(labels, f.App)
	}
	if diff := cmp.Diff([]string{"Shop", "Shop", "Shop", "", "uid 10124", "curl", ""}, labels); diff != "" {
		t.Errorf("of the flows (-want +got):\n%s", diff)
	}
}
