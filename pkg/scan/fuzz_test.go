package scan

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/sni"
)

// FuzzRun reads whole captures. Whatever is in one, the ledger balances, and the
// number of workers makes no difference.
func FuzzRun(f *testing.F) {
	paths, err := filepath.Glob("../../fixtures/pcaps/*/input.pcap*")
	if err != nil || len(paths) == 0 {
		f.Fatalf("found %d fixtures: %v", len(paths), err)
	}
	for _, path := range paths {
		seed, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		const enough = 32 << 10 // has what each fixture is about; more only takes longer to mutate
		f.Add(seed[:min(len(seed), enough)], filepath.Base(filepath.Dir(path)) == "doubled")
	}
	f.Fuzz(func(t *testing.T, pcap []byte, dedup bool) {
		one := runBytes(t, pcap, Options{Workers: 1, Dedup: dedup})
		several := runBytes(t, pcap, Options{Workers: 3, Dedup: dedup})
		if !slices.Equal(one, several) {
			t.Errorf("one worker: %+v\nthree: %+v", one, several)
		}
	})
}

// outcome is what a report says of a flow.
type outcome struct {
	key            decode.Key
	role           flow.Role
	host           string
	via            Via
	encryption     sni.Encryption
	sent, received flow.Count
	names          int
}

// runBytes runs the pipeline over a capture and holds its ledger to what the
// capture has. Nil if it is none.
func runBytes(t *testing.T, pcap []byte, opt Options) (flows []outcome) {
	files, err := capture.Open([]string{"-"}, capture.Options{Stdin: bytes.NewReader(pcap)})
	if err != nil {
		return nil
	}
	defer files.Close()
	res, err := Run(t.Context(), files, opt)
	if err != nil {
		t.Fatal(err)
	}
	var sum Entry
	for _, e := range res.Ledger {
		sum.Frames += e.Frames
		sum.WireBytes += e.WireBytes
	}
	if in := res.Inputs[0]; sum != (Entry{in.Frames, in.WireBytes}) {
		t.Errorf("%+v in the ledger, %d frames and %d bytes in the capture", sum, in.Frames, in.WireBytes)
	}
	for i := range res.Flows {
		x := &res.Flows[i]
		flows = append(flows, outcome{x.Key, x.Role, x.Host, x.Via, x.Encryption, x.Sent(), x.Received(), len(x.Names)})
	}
	return flows
}
