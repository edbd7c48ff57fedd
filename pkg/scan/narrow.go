package scan

import (
	"iter"
	"net"
	"net/netip"
	"slices"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
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
	station, silent := r.station(who)
	switch {
	case err == nil:
	case silent: // nothing of it could be read, and so it has no flows
		isIt = func(netip.Addr) bool { return false }
	default:
		return err
	}
	others := func(f Flow) bool { return f.AnyDevice || !isIt(f.self()) }
	r.Flows = slices.DeleteFunc(r.Flows, others)
	r.Folded = slices.DeleteFunc(r.Folded, others)

	var kept Entry
	var macs []device.MAC
	if silent {
		macs = append(macs, station)
	}
	for f := range r.all() {
		if mac, ok := r.Devices.MAC(f.self()); ok {
			macs = append(macs, mac)
		}
		for _, c := range f.From {
			kept.Frames += c.Frames
			kept.WireBytes += c.Wire
		}
	}
	inFlow, filtered := &r.Ledger[decode.InFlow], &r.Ledger[decode.Filtered]
	filtered.Frames += inFlow.Frames - kept.Frames
	filtered.WireBytes += inFlow.WireBytes - kept.WireBytes
	*inFlow = kept
	r.narrowNetworks(macs)
	return nil
}

// station returns the MAC that who is, if it is that of a Wi-Fi station.
func (r *Result) station(who string) (mac device.MAC, ok bool) {
	parsed, err := net.ParseMAC(who)
	if err != nil || len(parsed) != len(mac) {
		return mac, false
	}
	mac = device.MAC(parsed)
	return mac, slices.Contains(stations(r.Networks), mac)
}

// narrowNetworks leaves the stations with one of some MACs, and their networks.
func (r *Result) narrowNetworks(macs []device.MAC) {
	others := func(s decode.WiFiStation) bool { return !slices.Contains(macs, device.MAC(s.Addr)) }
	for i := range r.Networks {
		n := &r.Networks[i]
		n.Stations, n.Group = slices.DeleteFunc(n.Stations, others), decode.WiFiTraffic{}
	}
	r.Networks = slices.DeleteFunc(r.Networks, func(n decode.WiFiNetwork) bool { return len(n.Stations) == 0 })
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
