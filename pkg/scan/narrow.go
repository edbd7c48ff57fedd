package scan

import (
	"iter"
	"net/netip"
	"slices"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
)

// Narrow leaves in r the flows of one device, by whatever it is called: its MAC, one
// of its addresses or its name. The frames of the others stand in the ledger as
// filtered, and so do those of totals whose device was not kept. An error says that
// nothing, or not just one device, is called so.
func (r *Result) Narrow(who string) error {
	var devices []netip.Addr
	for f := range r.all() {
		if !f.AnyDevice {
			devices = append(devices, f.self())
		}
	}
	isIt, err := r.Devices.Find(who, devices)
	if err != nil {
		return err
	}
	others := func(f Flow) bool { return f.AnyDevice || !isIt(f.self()) }
	r.Flows = slices.DeleteFunc(r.Flows, others)
	r.Folded = slices.DeleteFunc(r.Folded, others)

	var kept Entry
	for f := range r.all() {
		for _, c := range f.From {
			kept.Frames += c.Frames
			kept.WireBytes += c.Wire
		}
	}
	inFlow, filtered := &r.Ledger[decode.InFlow], &r.Ledger[decode.Filtered]
	filtered.Frames += inFlow.Frames - kept.Frames
	filtered.WireBytes += inFlow.WireBytes - kept.WireBytes
	*inFlow = kept
	return nil
}

// all are the flows and the totals of flows.
func (r *Result) all() iter.Seq[*Flow] {
	return func(yield func(*Flow) bool) {
		for _, flows := range [...][]Flow{r.Flows, r.Folded} {
			for i := range flows {
				if !yield(&flows[i]) {
					return
				}
			}
		}
	}
}

// self returns the device's address.
func (f *Flow) self() netip.Addr { return f.Key.Addr(f.Device == flow.B) }
