package main

import (
	"net/netip"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/report"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/google/go-cmp/cmp"
)

func TestParseLocal(t *testing.T) {
	prefixes := func(list ...string) (l flow.Local) {
		for _, s := range list {
			l.Prefixes = append(l.Prefixes, netip.MustParsePrefix(s))
		}
		return l
	}
	mac := flow.Local{MACs: [][6]byte{{0, 0, 0x5e, 0, 0x53, 0x23}}}
	for _, test := range []struct {
		name string
		args []string
		want flow.Local
		err  string
	}{
		{name: "nothing"},
		{name: "a prefix", args: []string{"192.168.7.0/24"}, want: prefixes("192.168.7.0/24")},
		{name: "an address with its prefix's length", args: []string{"192.168.7.23/24"}, want: prefixes("192.168.7.0/24")},
		{name: "an address", args: []string{"192.168.7.23"}, want: prefixes("192.168.7.23/32")},
		{name: "IPv6", args: []string{"2001:db8:7::/64", "2001:db8:7::23"}, want: prefixes("2001:db8:7::/64", "2001:db8:7::23/128")},
		{name: "a zone, which captures do not tell", args: []string{"fe80::1%eth0"}, want: prefixes("fe80::1/128")},
		{name: "IPv4 as IPv6", args: []string{"::ffff:192.168.7.23"}, want: prefixes("192.168.7.23/32")},
		{name: "an IPv4 prefix as IPv6", args: []string{"::ffff:192.168.7.0/120"}, want: prefixes("192.168.7.0/24")},
		{name: "a MAC", args: []string{"00:00:5e:00:53:23"}, want: mac},
		{name: "a MAC with hyphens", args: []string{"00-00-5E-00-53-23"}, want: mac},
		{name: "an EUI-64", args: []string{"00-00-5e-ff-fe-00-53-23"}, err: `--local "00-00-5e-ff-fe-00-53-23": not an address, a CIDR prefix or a MAC`},
		{name: "too long a prefix", args: []string{"10.0.0.0/33"}, err: `--local "10.0.0.0/33": not an address, a CIDR prefix or a MAC`},
		{name: "a name", args: []string{"phone"}, err: `--local "phone": not an address, a CIDR prefix or a MAC`},
		{name: "empty", args: []string{""}, err: `--local "": not an address, a CIDR prefix or a MAC`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := parseLocal(test.args)
			if err == nil && test.err != "" || err != nil && err.Error() != test.err {
				t.Fatalf("error %v, want %q", err, test.err)
			}
			if diff := cmp.Diff(test.want, got, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnlisted(t *testing.T) {
	const told = "7 flows have no line, to bound memory; tables count them"
	for _, test := range []struct {
		folded int
		o      report.Options
		want   string
	}{
		{7, report.Options{Format: report.NDJSON}, told},
		{7, report.Options{Format: report.CSV, Flows: true}, told},
		{7, report.Options{Format: report.CSV}, ""},
		{7, report.Options{Format: report.Table, Flows: true}, ""},
		{7, report.Options{Format: report.JSON, Flows: true}, ""},
		{0, report.Options{Format: report.NDJSON}, ""},
	} {
		if got := unlisted(&report.Report{Folded: report.Folded{Flows: test.folded}}, test.o); got != test.want {
			t.Errorf("%d folded, %+v: %q, want %q", test.folded, test.o, got, test.want)
		}
	}
}

func TestDoubled(t *testing.T) {
	for _, test := range []struct {
		copied float64
		frames uint64
		want   bool
	}{
		{0.5, 20, true},     // a short capture at two places
		{0.66, 150, true},   // at three
		{0.25, 8, false},    // two frames that a sender sent again
		{0.001, 1e6, false}, // a thousand of them
		{0.06, 1e6, true},   // at two places, for a while
		{0.5, 10, false},    // cannot be told
	} {
		res := &scan.Result{Copied: test.copied}
		res.Ledger[decode.InFlow].Frames = test.frames
		if got := doubled(res); got != test.want {
			t.Errorf("%v of %d frames are copies: %v", test.copied, test.frames, got)
		}
	}
}
