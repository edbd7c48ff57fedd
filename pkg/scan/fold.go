package scan

import (
	"net/netip"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/sni"
)

// Up to how many totals a virtual shard keeps by device, remote and name; then
// by device and remote; then by device and group of remotes. What comes after
// is kept by group alone: as many as there are countries.
var foldLimits = [...]int{512, 768, 1024}

// fold is the totals of the flows that a virtual shard has forgotten.
type fold struct {
	flows []Flow
	index map[foldKey]int // in flows
}

// foldKey is what the flows of one total share.
type foldKey struct {
	device, remote netip.Addr
	group          string
	host           string
	proto          uint8
	encryption     sni.Encryption
}

// add adds f to the most detailed total there is room for.
func (d *fold) add(f *Flow, group func(netip.Addr) string) {
	if d.index == nil {
		d.index = make(map[foldKey]int)
	}
	f.choose()
	key := foldKey{device: f.Key.Addr(f.Device == flow.B), remote: f.Key.Addr(f.Remote() == flow.B),
		host: f.Host, proto: f.Key.Proto, encryption: f.Encryption}
	for level := 0; ; level++ {
		switch level {
		case 1:
			key.host, f.Host, f.Via, f.Names = "", "", ViaNone, nil
			f.unnamed = true
		case 2:
			if group != nil {
				key.group = group(key.remote)
			}
			key.remote = netip.Addr{}
			f.Grouped = true
		case 3:
			key.device = netip.Addr{}
			f.forgetDevice()
		}
		if i, ok := d.index[key]; ok {
			d.flows[i].merge(f)
			return
		}
		if level == len(foldLimits) || len(d.flows) < foldLimits[level] {
			d.index[key] = len(d.flows)
			d.flows = append(d.flows, f.total())
			return
		}
	}
}

// forgetDevice puts the unspecified address in the device's place.
func (f *Flow) forgetDevice() {
	unspecified := netip.IPv4Unspecified()
	if f.Key.V6 {
		unspecified = netip.IPv6Unspecified()
	}
	whole := *f.Flow
	if f.Device == flow.A {
		whole.Key.A = unspecified.As16()
	} else {
		whole.Key.B = unspecified.As16()
	}
	f.Flow = &whole
}

// total returns f as the beginning of a total: without ports, from device (end
// A) to remote (end B).
func (f *Flow) total() Flow {
	sum := *f.Flow
	sum.Key = decode.Key{A: f.Key.A, B: f.Key.B, Proto: f.Key.Proto, V6: f.Key.V6, Encap: f.Key.Encap}
	t := *f
	t.Flow = &sum
	t.Names = append([]Name(nil), f.Names...)
	if f.Device == flow.B {
		sum.Key.A, sum.Key.B = sum.Key.B, sum.Key.A
		sum.MAC[0], sum.MAC[1] = sum.MAC[1], sum.MAC[0]
		sum.From[0], sum.From[1] = sum.From[1], sum.From[0]
		t.Device = flow.A
	}
	return t
}

// merge adds f, in whichever orientation, to a total.
func (t *Flow) merge(f *Flow) {
	t.Parts += f.Parts
	t.From[0].Add(f.Sent())
	t.From[1].Add(f.Received())
	t.Beyond += f.Beyond
	if f.Timed {
		if !t.Timed {
			t.Timed, t.First, t.Last = true, f.First, f.Last
		}
		t.First, t.Last = min(t.First, f.First), max(t.Last, f.Last)
	}
}
