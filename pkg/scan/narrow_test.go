package scan

import (
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
)

// TestNarrow leaves one of two devices, and what was folded of it.
func TestNarrow(t *testing.T) {
	const tablet = "192.168.2.42:50000"
	var tr trace
	tr.udp(here, there, []byte("abc"))
	tr.udp(tablet, there, []byte("abcd"))
	tr.udp(there, tablet, []byte("abcde"))
	res := tr.scan(t, Options{})
	whole := res.Ledger[decode.InFlow]

	folded := func(f Flow, any bool) Flow {
		sum := *f.Flow
		sum.From = [2]flow.Count{{Packets: 1, Bytes: 40, Frames: 1, Wire: 54}}
		f.Flow, f.AnyDevice = &sum, any
		return f
	}
	res.Folded = []Flow{folded(res.Flows[0], false), folded(res.Flows[1], false), folded(res.Flows[1], true)}
	for range res.Folded {
		res.Ledger[decode.InFlow].Frames++
		res.Ledger[decode.InFlow].WireBytes += 54
	}
	if err := res.Narrow("192.168.2.42"); err != nil {
		t.Fatal(err)
	}
	if len(res.Flows) != 1 || len(res.Folded) != 1 || res.Flows[0].self() != res.Folded[0].self() {
		t.Errorf("%d flows and %d totals left, want one of each", len(res.Flows), len(res.Folded))
	}
	const link, ip = 14, 20 + 8
	kept := Entry{3, 2*(link+ip) + 4 + 5 + 54}
	if got := res.Ledger[decode.InFlow]; got != kept {
		t.Errorf("in flows %+v, want %+v", got, kept)
	}
	if got, want := res.Ledger[decode.Filtered], (Entry{3, whole.WireBytes + 3*54 - kept.WireBytes}); got != want {
		t.Errorf("filtered %+v, want %+v", got, want)
	}
	if err := res.Narrow("nobody"); err == nil || len(res.Flows) != 1 {
		t.Errorf("nobody is somebody: %v", err)
	}
}
