package report

import (
	"slices"
	"testing"
)

func TestUnbalanced(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*Report)
		want  []string
	}{
		{"whole", func(*Report) {}, nil},
		{"a frame unaccounted for", func(r *Report) { r.Capture.Frames++ }, []string{"frames of the capture"}},
		{"a byte unaccounted for", func(r *Report) { r.Capture.WireBytes++ }, []string{"bytes of the capture"}},
		{"overhead", func(r *Report) { r.Overhead-- }, []string{"bytes of flows"}},
		{"negative overhead", func(r *Report) { // headers that claim 100 bytes more than was there
			r.Ledger[0].WireBytes -= uint64(r.Overhead) + 100
			r.Capture.WireBytes -= uint64(r.Overhead) + 100
			r.Overhead = -100
		}, nil},
		{"a country too few", func(r *Report) { r.Countries = r.Countries[1:] }, []string{"countries"}},
		{"a flow counted twice", func(r *Report) { r.Hosts[0].Flows++ }, []string{"hostnames"}},
	} {
		r := sample(phone())
		test.spoil(r)
		if got := unbalanced(r); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestLedgerWords(t *testing.T) {
	r := &Report{Capture: Capture{Frames: 12_003}, Ledger: []Entry{
		{Reason: "flow", Frames: 11_994}, {Reason: "wifi_control"}, {Reason: "filtered", Frames: 3}, {Reason: "tomorrow"},
		{Reason: "unsupported_link", Frames: 6, LinkTypes: map[string]uint64{"USBPCAP": 1, "CAN_SOCKETCAN": 3, "ETW": 2}},
	}}
	want := "12,003 frames = 11,994 in flows + 3 filtered out + 6 of unsupported link types (CAN_SOCKETCAN, ETW +1)"
	if got := (notes{report: r}).ledger(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
