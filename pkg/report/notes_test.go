package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for _, test := range []struct{ first, last, want string }{
		{"2026-11-20T09:14:02Z", "2026-11-20T09:21:40Z", "2026-11-20 09:14:02–09:21:40 UTC (7m38s)"},
		{"2026-11-20T09:14:02Z", "2026-11-20T09:14:02.0123Z", "2026-11-20 09:14:02–09:14:02 UTC (12ms)"},
		{"2026-11-20T23:59:59Z", "2026-11-21T00:00:09.44Z", "2026-11-20 23:59:59 – 2026-11-21 00:00:09 UTC (10.4s)"},
		{"2026-11-20T09:00:00+09:00", "2026-11-20T01:00:00Z", "2026-11-20 00:00:00–01:00:00 UTC (1h0m0s)"},
		{"2009-05-04T07:34:16Z", "2022-12-15T13:51:44Z", "2009-05-04 07:34:16 – 2022-12-15 13:51:44 UTC (4973d6h)"},
	} {
		if got := span(*at(test.first), *at(test.last)); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestCaptureNote(t *testing.T) {
	r := sample(nil)
	r.Capture.First = nil // Simple Packet Blocks carry no time
	for _, test := range []struct {
		inputs []Input
		want   string
	}{
		{[]Input{{Path: "a.pcap"}}, "a.pcap"},
		{[]Input{{Path: "-"}}, "standard input"},
		{[]Input{{Path: "a.pcap"}, {Path: "b.pcap"}}, "a.pcap and 1 other file"},
		{[]Input{{Path: "-"}, {Path: "b.pcap"}}, "standard input and 1 other file"},
		{make([]Input, 1_002), " and 1,001 other files"},
	} {
		r.Inputs = test.inputs
		got := notes{report: r}.capture()
		if want := []string{test.want, "18,204 frames, 0 B of IP"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDamageNote(t *testing.T) {
	r := &Report{}
	for i := range 8 {
		r.Inputs = append(r.Inputs, Input{Path: fmt.Sprint(i), Damage: "cut short"}, Input{Path: "whole"})
	}
	got := strings.Join(notes{report: r}.damage(), " · ")
	if want := "0: cut short · 1: cut short · 2: cut short · 3: cut short · 4: cut short · 3 more damaged files"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestBlindSpotNotes(t *testing.T) {
	for _, test := range []struct {
		spot BlindSpot
		want string
	}{
		{BlindSpot{Kind: "no_name", Sent: 12_004, Flows: 1}, "12.0 kB sent without a name (1 flow)"},
		{BlindSpot{Kind: "ech", Sent: 10, Flows: 2}, "10 B under a front name only (ECH, 2 flows)"},
		{BlindSpot{Kind: "encrypted_dns", Flows: 2}, "encrypted DNS (2 flows)"},
		{BlindSpot{Kind: "encrypted_dns", Flows: 2, Detail: "a.example, b.example, c.example"}, "encrypted DNS to a.example, b.example +1 (2 flows)"},
		{BlindSpot{Kind: "vpn", Sent: 10, Flows: 1, Detail: "192.0.2.1"}, "10 B inside a VPN to 192.0.2.1 (1 flow)"},
		{BlindSpot{Kind: "ech?", Sent: 10, Flows: 2}, "10 B under a name that may be a front (ECH or GREASE, 2 flows)"},
		{BlindSpot{Kind: "truncated", Sent: 10, Flows: 3}, "10 B in 3 flows whose names may be cut off"},
		{BlindSpot{Kind: "truncated", Sent: 10, Flows: 1, Detail: "snap length 68, 96"}, "10 B in 1 flow whose names may be cut off (snap length 68, 96)"},
		{BlindSpot{Kind: "midstream", Sent: 10, Flows: 3}, "10 B in 3 flows that began before the capture"},
		{BlindSpot{Kind: "length_beyond_frame", Sent: 10, Flows: 1}, "10 B claimed by headers beyond their frames (1 flow)"},
		{BlindSpot{Kind: "wifi_encrypted", Sent: 1_840, Received: 586, Detail: "lab: no key"},
			"about 1.84 kB sent and 586 B received by Wi-Fi that stayed encrypted (lab: no key)"},
		{BlindSpot{Kind: "new_kind", Sent: 10, Flows: 1, Detail: "why"}, "new_kind: 10 B sent (1 flow) (why)"},
	} {
		r := &Report{BlindSpots: []BlindSpot{test.spot}}
		if got := (notes{report: r}).notVisible(); len(got) != 1 || got[0] != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestGeoNote(t *testing.T) {
	r := &Report{
		Geo: []Geo{{Source: "embedded", Type: "Lite", Built: "2026-09-01", Licence: "CC0"}, {Source: "a.mmdb"}, {Source: "b.mmdb", Type: "City"}},
		Countries: []Country{{Registered: map[string]uint64{"US": 40, "DE": 2}}, {Registered: map[string]uint64{"US": 5}},
			{Scope: "unknown", Registered: map[string]uint64{"AU": 9}}},
	}
	got := strings.Join(notes{report: r}.geo(), "; ")
	if want := "Lite 2026-09-01 (CC0); a.mmdb; City b.mmdb; 47 B sent to addresses registered in another country"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLength(t *testing.T) {
	if got := length(0); got != "0s" {
		t.Errorf("a single moment is %s", got)
	}
	if got := length(47*time.Hour + 59*time.Minute); got != "47h59m0s" {
		t.Errorf("got %s", got)
	}
}
