package report

import (
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/scan"
)

// told is a capture that has something to say on every line, some of it hostile.
func told() *scan.Result {
	return &scan.Result{Inputs: []capture.Input{{
		Path: "week.pcapng.gz", Size: 1_234_567, Format: "pcapng", Compression: "gzip", SHA256: strings.Repeat("ab", 32),
		LinkTypes: []capture.LinkType{capture.LinkEthernet, capture.LinkRaw},
		Interfaces: []capture.Interface{
			{Name: "wlan0", Description: "the \x1b[31mred\u202e one", Link: capture.LinkEthernet, SnapLen: 96, TicksPerSecond: 1_000_000, Frames: 1_200, Dropped: 34,
				Filter: "host 192.0.2.1", OS: "Linux 6.1"},
			{Link: capture.LinkRaw, TicksPerSecond: 1 << 20, Frames: 34, Hardware: "i7"},
		},
		Sections: []capture.Section{
			{Major: 1, Application: "Dumpcap 4.0", OS: "Linux 6.1", Hardware: "i7"},
			{Major: 1, Minor: 2, BigEndian: true, Application: "Dumpcap 4.0", OS: "Linux 6.1", Hardware: "i7"},
		},
		Frames: 1_234, WireBytes: 1_000_000, CapturedBytes: 90_000, Dropped: 34,
		First: 1_000_000_000_000_000_000, Last: 1_000_000_100_000_000_001, Timed: true,
		NameRecords: 2, Comments: []capture.Comment{{Text: "a\nb"}, {Frame: 3, Text: "c"}}, CommentCount: 70,
		Damage: "cut off in frame 1235: 3 of 4 bytes",
	}, {
		Path: "-", Format: "pcap", LinkTypes: []capture.LinkType{capture.LinkEthernet},
		Interfaces: []capture.Interface{{Link: capture.LinkEthernet, TicksPerSecond: 1_000_000_000}},
		Sections:   []capture.Section{{Major: 2, Minor: 4}},
	}}}
}

func TestInfoGolden(t *testing.T) {
	for _, test := range []struct {
		name string
		o    Options
	}{
		{"info.txt", Options{Format: Table}},
		{"info-80.txt", Options{Format: Table, Width: 80, Exact: true}},
		{"info.json", Options{Format: JSON}},
	} {
		var b strings.Builder
		if err := WriteInfo(&b, Infos(told()), test.o); err != nil {
			t.Fatal(err)
		}
		golden(t, test.name, b.String())
	}
	if err := WriteInfo(new(strings.Builder), new(InfoList), Options{Format: CSV}); err == nil || err.Error() != `no format is called "csv"; there are table and json` {
		t.Errorf("as CSV: %v", err)
	}
}

func TestManyInterfaces(t *testing.T) {
	in := &Info{Dropped: maxInterfaces + 5}
	for range maxInterfaces + 5 {
		in.Interfaces = append(in.Interfaces, Interface{LinkType: "RAW", Frames: 3, Dropped: 1})
	}
	rows := notes{}.interfaces(in).rows
	last := rows[len(rows)-1]
	if want := "… 5 more||15|5"; len(rows) != maxInterfaces+1 || !strings.HasPrefix(strings.Join(last.cells, "|"), want) {
		t.Errorf("%d rows, the last %q", len(rows), last.cells)
	}
}

func TestResolution(t *testing.T) {
	for ticks, want := range map[uint64]string{
		0: "<1ns", 1: "1s", 1_000: "1ms", 1_000_000: "1µs", 10_000_000: "100ns", 1_000_000_000: "1ns",
		10_000_000_000: "1/10000000000s", 1 << 20: "1/1048576s", 64: "15.625ms",
	} {
		if got := resolution(ticks); got != want {
			t.Errorf("%d: %s, want %s", ticks, got, want)
		}
	}
}

func TestThreeDigits(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0.00", 1e-9: "<0.01", 0.006: "0.01", 9.982: "9.98", 12.34: "12.3", 123.4: "123", 123_456.7: "123,457",
	} {
		if got := (figures{}).threeDigits(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}
