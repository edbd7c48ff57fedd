package main

import (
	"path/filepath"
	"testing"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/google/go-cmp/cmp"
)

// TestDevice narrows reports to each of their devices: every table must add up to
// the device's row in the whole report, and all devices' frames to all frames.
func TestDevice(t *testing.T) {
	const most = 6 // devices of a capture; those with more take long and show nothing else
	paths := captures(t, "public.txt")
	narrowed := 0
	for _, path := range paths {
		args := []string{"--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows", "--pivot", "device,app,host", path}
		code, printed, _ := flowscan(t, args...)
		if code == exitFailed {
			continue
		}
		whole := parse(t, printed)
		if n := len(whole.Devices); n < 1 || n > most {
			continue
		}
		narrowed++
		t.Run(filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), func(t *testing.T) {
			var sum report.Entry
			for _, want := range whole.Devices {
				_, printed, stderr := flowscan(t, append(args, "--device", want.ID)...)
				if printed == "" {
					t.Fatalf("--device %s: %s", want.ID, stderr)
				}
				r := parse(t, printed)
				balance(t, r)
				if diff := cmp.Diff([]report.Device{want}, r.Devices); diff != "" {
					t.Errorf("--device %s (-whole +narrowed):\n%s", want.ID, diff)
				}
				sum.Frames, sum.WireBytes = sum.Frames+entry(r, "flow").Frames, sum.WireBytes+entry(r, "flow").WireBytes
			}
			if want := entry(whole, "flow"); sum.Frames != want.Frames || sum.WireBytes != want.WireBytes {
				t.Errorf("all devices have %d frames of %d bytes, the flows %d of %d", sum.Frames, sum.WireBytes, want.Frames, want.WireBytes)
			}
		})
	}
	if narrowed == 0 {
		t.Error("no capture has devices")
	}
}

// entry returns a line of the ledger.
func entry(r *report.Report, reason string) report.Entry {
	for _, e := range r.Ledger {
		if e.Reason == reason {
			return e
		}
	}
	return report.Entry{}
}
