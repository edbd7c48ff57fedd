package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/google/go-cmp/cmp"
)

// way is one direction of what two addresses said over one protocol.
type way struct{ from, to, proto string }

// tally is packets and IP bytes.
type tally struct{ packets, bytes uint64 }

// TestCounted compares each fixture's report with the counts in its README, which
// tshark made.
func TestCounted(t *testing.T) {
	for _, path := range fixtures(t) {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			_, printed, _ := flowscan(t, "--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows", path)
			r := parse(t, printed)
			readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
			if err != nil {
				t.Fatal(err)
			}
			counts, countries := counted(string(readme))
			if len(counts) == 0 {
				t.Fatal("no counts in README.md")
			}
			got := make(map[way]tally)
			for _, f := range r.Flows {
				add(got, way{f.Device, f.Remote, f.Proto}, f.PacketsSent, f.Sent)
				add(got, way{f.Remote, f.Device, f.Proto}, f.PacketsReceived, f.Received)
				if want := countries[f.Remote]; want != "" && f.Country != want {
					t.Errorf("%s is in %s, want %s", f.Remote, f.Country, want)
				}
			}
			if diff := cmp.Diff(counts, got, cmp.AllowUnexported(tally{})); diff != "" {
				t.Errorf("(-tshark +flowscan):\n%s", diff)
			}
			packets := r.Totals.PacketsSent + r.Totals.PacketsReceived
			head := fmt.Sprintf("%d frames of %d bytes: %d IP packets of %d IP bytes, %d frames without IP.",
				r.Capture.Frames, r.Capture.WireBytes, packets, r.Totals.Sent+r.Totals.Received, frames(r, "non_ip"))
			if !strings.Contains(string(readme), head) {
				t.Errorf("README.md does not say: %s", head)
			}
		})
	}
}

// counted reads a README's table of counts, and which country a remote is in.
func counted(readme string) (counts map[way]tally, countries map[string]string) {
	counts, countries = make(map[way]tally), make(map[string]string)
	protos := strings.NewReplacer("icmpv6", "ipv6-icmp", "fragment", "udp") // the rest of datagrams
	for line := range strings.Lines(readme) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if len(cells) != 10 {
			continue
		}
		if _, err := strconv.ParseUint(cells[5], 10, 64); err != nil {
			continue // the table's head
		}
		device, proto, remote := cells[0], protos.Replace(cells[1]), cells[2]
		countries[remote] = strings.TrimSpace(cells[4])
		add(counts, way{device, remote, proto}, number(cells[6]), number(cells[7]))
		add(counts, way{remote, device, proto}, number(cells[8]), number(cells[9]))
	}
	return counts, countries
}

func add(sums map[way]tally, w way, packets, bytes uint64) {
	if packets == 0 {
		return
	}
	sum := sums[w]
	sums[w] = tally{sum.packets + packets, sum.bytes + bytes}
}

// number is what tshark counted; a cell that is none shows as 0.
func number(cell string) uint64 {
	n, _ := strconv.ParseUint(strings.TrimSpace(cell), 10, 64)
	return n
}

// frames returns how many the ledger has under reason.
func frames(r *report.Report, reason string) uint64 {
	for _, e := range r.Ledger {
		if e.Reason == reason {
			return e.Frames
		}
	}
	return 0
}
