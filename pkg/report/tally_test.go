package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/scan"
)

func TestTally(t *testing.T) {
	countries := map[string]string{"203.107.1.65": "CN CN false", "8.219.64.12": "SG SG false", "192.168.7.1": "LAN"}
	tally := NewTally(func(f *scan.Flow) string { return countries[f.Key.Addr(f.Remote() == 2).String()] })
	line := func() string { return tally.Line(61*time.Second, 1_234_567, 1, 0) }
	if got, want := line(), "1m1s · 1.23 MB/s · sent 0 B, received 0 B · 1 frame dropped"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	cn := found{from: "192.168.7.23", to: "203.107.1.65", host: "telemetry.vendor.example"}.flow()
	sg := found{from: "192.168.7.23", to: "8.219.64.12"}.flow()
	lan := found{from: "192.168.7.23", to: "192.168.7.1", host: "evil\x1b[31m"}.flow()
	tally.Add(&cn, 250, 0)
	tally.Add(&sg, 500, 70)
	tally.Add(&lan, 100, 0)
	if got, want := line(), "1m1s · 1.23 MB/s · sent 850 B, received 70 B · SG 58.8% · [8.219.64.12] 58.8% · 1 frame dropped"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	tally.Add(&lan, 1000, 0)
	if got, want := tally.Line(time.Second, 0, 0, 12), "1s · 0 B/s …"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := line(); !strings.Contains(got, `LAN 59.5% · evil\x1b[31m 59.5%`) {
		t.Errorf("%q", got)
	}
}

// TestTallyForgets keeps the hosts that matter among more than it has room for.
func TestTallyForgets(t *testing.T) {
	tally := NewTally(func(*scan.Flow) string { return "CN" })
	for i := range 5 * maxTallied {
		f := found{from: "192.168.7.23", to: "203.107.1.65", host: fmt.Sprintf("h%d.example", i)}.flow()
		tally.Add(&f, 1, 0)
		f.Host = "large.example"
		tally.Add(&f, 10, 0)
	}
	if len(tally.hosts) > maxTallied {
		t.Errorf("%d hosts", len(tally.hosts))
	}
	if name, n := largest(tally.hosts); name != "large.example" || n != 10*5*maxTallied {
		t.Errorf("%s has %d", name, n)
	}
}
