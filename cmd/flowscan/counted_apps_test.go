package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/google/go-cmp/cmp"
)

// use is what an app exchanged with a country.
type use struct{ app, country string }

// TestCountedApps compares apps and countries with the counts in the READMEs of
// fixtures whose capture names apps. The rig made them: it knows which app had
// which port.
func TestCountedApps(t *testing.T) {
	tested := 0
	for _, path := range fixtures(t) {
		dir := filepath.Dir(path)
		readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		want, uids := countedApps(string(readme))
		if len(want) == 0 {
			continue
		}
		tested++
		t.Run(filepath.Base(dir), func(t *testing.T) {
			_, printed, _ := flowscan(t, "--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--pivot", "app,country", path)
			r := parse(t, printed)
			got := make(map[use][2]tally)
			for _, row := range r.Pivot.Rows {
				got[use{row.Values[0], row.Values[1]}] = [2]tally{{row.PacketsSent, row.Sent}, {row.PacketsReceived, row.Received}}
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(tally{})); diff != "" {
				t.Errorf("(-rig +flowscan):\n%s", diff)
			}
			gotUIDs := make(map[string]string)
			for _, a := range r.Apps {
				gotUIDs[a.App] = strconv.Itoa(int(a.UID))
			}
			if diff := cmp.Diff(uids, gotUIDs); diff != "" {
				t.Errorf("user ids (-rig +flowscan):\n%s", diff)
			}
			checkSums(t, r, want)
		})
	}
	if tested < 2 {
		t.Errorf("%d fixtures name apps", tested)
	}
}

// checkSums compares the table of apps with the sums of what the rig counted.
func checkSums(t *testing.T, r *report.Report, want map[use][2]tally) {
	t.Helper()
	sent := make(map[string]uint64)
	for u, counts := range want {
		sent[u.app] += counts[0].bytes
	}
	for _, a := range r.Apps {
		if a.Sent != sent[a.App] {
			t.Errorf("%s sent %d, want %d", a.App, a.Sent, sent[a.App])
		}
	}
}

// countedApps reads a README's table of apps.
func countedApps(readme string) (counts map[use][2]tally, uids map[string]string) {
	counts, uids = make(map[use][2]tally), make(map[string]string)
	for line := range strings.Lines(readme) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if len(cells) != 7 {
			continue
		}
		if _, err := strconv.ParseUint(cells[3], 10, 64); err != nil {
			continue // the table's head
		}
		counts[use{cells[0], cells[2]}] = [2]tally{{number(cells[3]), number(cells[4])}, {number(cells[5]), number(cells[6])}}
		uids[cells[0]] = cells[1]
	}
	return counts, uids
}
