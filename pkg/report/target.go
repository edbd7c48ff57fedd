package report

import (
	"fmt"
	"net/netip"
	"sync"

	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/scan"
)

// target is the address whose country counts for a flow.
type target struct {
	addr   netip.Addr // the remote's, or with tunnel the far end's of the tunnel to it
	tunnel bool
	onLink bool // the remote is on the device's own link, whatever its address
}

// targetOf returns the remote of f or, if that has no country because it is on
// the network at the far end of a tunnel, that end.
func targetOf(f *scan.Flow) target {
	device, remote := f.Key.Addr(f.Device == flow.B), f.Key.Addr(f.Remote() == flow.B)
	outer := outerRemote(f)
	if outer.IsValid() && geo.ScopeOf(remote) != geo.ScopeGlobal && geo.ScopeOf(outer) == geo.ScopeGlobal {
		return target{addr: outer, tunnel: true}
	}
	return target{addr: remote, onLink: isOnLink(device, remote)}
}

// outerRemote returns the far end of the tunnel that f came through, the zero
// Addr if it came through none.
func outerRemote(f *scan.Flow) netip.Addr {
	switch {
	case f.Encap == nil:
		return netip.Addr{}
	case f.EncapBy == f.Device:
		return f.Encap.Dst
	}
	return f.Encap.Src
}

// isOnLink says that packets between two addresses do not leave the link,
// however global the remote's looks: one is link-local (RFC 4291 §2.5.6), or both
// are of one /64.
func isOnLink(device, remote netip.Addr) bool {
	if remote.IsMulticast() || !remote.Is6() || !device.Is6() {
		return false
	}
	prefix, _ := device.Prefix(64)
	return device.IsLinkLocalUnicast() || remote.IsLinkLocalUnicast() || prefix.Contains(remote)
}

// Group returns the key of all flows that add to the same country's row in the
// same way, for [scan.Options]: of those counted as one, each stands for all. Until
// the scan is over nothing else may use db.
func Group(db *geo.DB) func(*scan.Flow) string {
	var mu sync.Mutex
	return func(f *scan.Flow) string {
		target := targetOf(f)
		if target.onLink {
			return geo.LAN
		}
		mu.Lock()
		defer mu.Unlock()
		rec := db.Lookup(target.addr)
		return fmt.Sprintf("%s %s %t", geo.CountryKey(target.addr, rec), rec.Registered, rec.Anycast)
	}
}
