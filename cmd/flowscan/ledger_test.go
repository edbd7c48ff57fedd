package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/report"
)

// longest is how long the program may take for any one capture: those of the
// corpus are a few megabytes at most.
const longest = 10 * time.Second

// TestBalance holds every report to adding up: those of the fixtures and of the
// captures in the directory FLOWSCAN_CORPUS.
func TestBalance(t *testing.T) {
	for _, path := range captures(t, "public.txt", "derived.txt") {
		t.Run(filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), func(t *testing.T) {
			start := time.Now()
			code, printed, stderr := flowscan(t, "--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows", "--pivot", "device,app,host", path)
			if took := time.Since(start); took > longest {
				t.Errorf("took %v", took)
			}
			if code == exitFailed {
				if printed != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, path) {
					t.Errorf("exit 2 without a line that names the file: %q", stderr)
				}
				return
			}
			r := parse(t, printed)
			if damaged := r.Inputs[0].Damage != ""; damaged != (code == exitDamaged) || damaged && !strings.Contains(stderr, path) {
				t.Errorf("exit %d with damage %q: %q", code, r.Inputs[0].Damage, stderr)
			}
			balance(t, r)
		})
	}
}

// TestBalanceFiltered holds the reports of a part of each fixture and of the rest
// to adding up, each alone and both together.
func TestBalanceFiltered(t *testing.T) {
	for _, path := range fixtures(t) {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			part := func(expr string) *report.Report {
				_, printed, _ := flowscan(t, "--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows", "--pivot", "device,app,host", "-f", expr, path)
				r := parse(t, printed)
				balance(t, r)
				return r
			}
			tcp, rest := part("tcp"), part("not tcp")
			all := frames(tcp, "filtered") + frames(rest, "filtered")
			if all != tcp.Capture.Frames || all != rest.Capture.Frames {
				t.Errorf("%d and %d frames are filtered out of %d", frames(tcp, "filtered"), frames(rest, "filtered"), tcp.Capture.Frames)
			}
		})
	}
}

// balance checks every sum that must hold in a report with its flows.
func balance(t *testing.T, r *report.Report) {
	t.Helper()
	var inputs, inLedger, wire, inFlows uint64
	for _, in := range r.Inputs {
		inputs += in.Frames
	}
	for _, e := range r.Ledger {
		inLedger, wire = inLedger+e.Frames, wire+e.WireBytes
		if e.Reason == "flow" {
			inFlows = e.WireBytes
		}
	}
	if inLedger != inputs || inLedger != r.Capture.Frames {
		t.Errorf("the ledger has %d frames, the inputs %d, the capture %d", inLedger, inputs, r.Capture.Frames)
	}
	if wire != r.Capture.WireBytes {
		t.Errorf("the ledger has %d bytes, the capture %d", wire, r.Capture.WireBytes)
	}
	if want := int64(inFlows) - int64(r.Totals.Sent+r.Totals.Received); r.Overhead != want {
		t.Errorf("overhead %d, want %d", r.Overhead, want)
	}
	same := func(table string, rows []report.Counts) {
		var sum report.Counts
		for _, c := range rows {
			sum.Sent, sum.Received = sum.Sent+c.Sent, sum.Received+c.Received
			sum.PacketsSent, sum.PacketsReceived = sum.PacketsSent+c.PacketsSent, sum.PacketsReceived+c.PacketsReceived
			sum.PayloadSent, sum.PayloadReceived = sum.PayloadSent+c.PayloadSent, sum.PayloadReceived+c.PayloadReceived
			sum.Flows += c.Flows
		}
		want := r.Totals
		want.First, want.Last = nil, nil
		if sum != want {
			t.Errorf("%s: %+v, want %+v", table, sum, want)
		}
	}
	same("countries", counts(r.Countries, func(x report.Country) report.Counts { return x.Counts }))
	same("hosts", counts(r.Hosts, func(x report.Host) report.Counts { return x.Counts }))
	same("domains", counts(r.Domains, func(x report.Domain) report.Counts { return x.Counts }))
	same("networks", counts(r.Networks, func(x report.Network) report.Counts { return x.Counts }))
	same("protos", counts(r.Protos, func(x report.Proto) report.Counts { return x.Counts }))
	same("apps", counts(r.Apps, func(x report.App) report.Counts { return x.Counts }))
	same("devices", counts(r.Devices, func(x report.Device) report.Counts { return x.Counts }))
	same("pivot", counts(r.Pivot.Rows, func(x report.PivotRow) report.Counts { return x.Counts }))
	sent := make(map[string]uint64)
	for _, row := range r.Pivot.Rows {
		sent[row.Values[0]] += row.Sent
	}
	for _, d := range r.Devices {
		if sent[d.ID] != d.Sent {
			t.Errorf("device %s: sent %d by the pivot, %d by its own table", d.ID, sent[d.ID], d.Sent)
		}
	}
	if r.Folded.Flows == 0 {
		same("flows", counts(r.Flows, func(f report.Flow) report.Counts {
			return report.Counts{Sent: f.Sent, Received: f.Received, PacketsSent: f.PacketsSent, PacketsReceived: f.PacketsReceived,
				PayloadSent: f.PayloadSent, PayloadReceived: f.PayloadReceived, Flows: 1}
		}))
	}
	for _, h := range r.Hosts {
		if sum := total(h.Encryption); sum != h.Sent {
			t.Errorf("host %q %v: %v by encryption, %d sent", h.Host, h.Addresses, h.Encryption, h.Sent)
		}
	}
	for _, d := range r.Devices {
		if sum := total(d.Encryption); sum != d.Sent {
			t.Errorf("device %s: %v by encryption, %d sent", d.ID, d.Encryption, d.Sent)
		}
	}
}

func counts[T any](rows []T, of func(T) report.Counts) []report.Counts {
	all := make([]report.Counts, len(rows))
	for i, row := range rows {
		all[i] = of(row)
	}
	return all
}

func total(kinds report.Encryption) (sum uint64) {
	for _, kind := range kinds {
		sum += kind.Sent
	}
	return sum
}

// captures returns the fixtures and, where FLOWSCAN_CORPUS names a corpus, the
// captures in its lists.
func captures(t *testing.T, lists ...string) []string {
	t.Helper()
	paths := fixtures(t)
	corpus := os.Getenv("FLOWSCAN_CORPUS")
	if corpus == "" {
		t.Log("only the fixtures: FLOWSCAN_CORPUS names no corpus of captures")
		return paths
	}
	for _, list := range lists {
		for _, name := range listed(t, corpus, list) {
			paths = append(paths, filepath.Join(corpus, name))
		}
	}
	return paths
}

// listed returns the captures that a list of the corpus names; one of ten with
// -short.
func listed(t *testing.T, corpus, list string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(corpus, list))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 0; lines.Scan(); n++ {
		if _, path, ok := strings.Cut(lines.Text(), " "); ok && (n%10 == 0 || !testing.Short()) {
			paths = append(paths, path)
		}
	}
	return paths
}
