package flow

import "net/netip"

// Role is the rule that told which end of a flow is the device.
type Role uint8

// The rules, the first that decides wins.
const (
	RoleNone    Role = iota
	RoleLocal        // the user said so
	RolePrivate      // exactly one end has an address that is not routed globally
	RoleSYN          // sent the SYN, or received the SYN-ACK
	RoleRequest      // sent the ClientHello, the DNS query, the HTTP request …
	RoleKnown        // is a device by the rules before in another flow, and the other end is not
	RolePort         // the other end's port is below 1024, this one's is not
	RoleFirst        // sent the first packet
)

// String returns the rule's name in reports.
func (r Role) String() string {
	return [...]string{"none", "local", "private", "syn", "request", "known", "port", "first"}[r]
}

// Oriented is which end of a flow is the device, and why.
type Oriented struct {
	Device End
	Role   Role
}

// Local names the devices' own addresses.
type Local struct {
	Prefixes []netip.Prefix
	MACs     [][6]byte
}

func (l *Local) has(f *Flow, b bool) bool {
	a := f.Key.Addr(b)
	for _, p := range l.Prefixes {
		if p.Contains(a) {
			return true
		}
	}
	for _, m := range l.MACs {
		if f.MAC[side(b)] == m {
			return true
		}
	}
	return false
}

// Orient tells for each flow which end is the device, by the rules of Role.
func Orient(flows []*Flow, local *Local) []Oriented {
	all := make([]Oriented, len(flows))
	devices := make(map[netip.Addr]bool)
	for i, f := range flows {
		all[i] = f.alone(local)
		if d := all[i].Device; d != None {
			devices[f.Key.Addr(d == B)] = true
		}
	}
	for i, f := range flows {
		if all[i].Device == None {
			all[i] = f.among(devices)
		}
	}
	return all
}

// OrientOne tells by the flow's own evidence alone, for flows that are reported
// before the others are known.
func (f *Flow) OrientOne(local *Local) Oriented {
	if o := f.alone(local); o.Device != None {
		return o
	}
	return f.among(nil)
}

// alone applies the rules that need no other flow.
func (f *Flow) alone(local *Local) Oriented {
	a, b := f.Key.Addr(false), f.Key.Addr(true)
	if d := one(local.has(f, false), local.has(f, true)); d != None {
		return Oriented{d, RoleLocal}
	}
	if d := one(notGlobal(a), notGlobal(b)); d != None && !f.neighbours() {
		return Oriented{d, RolePrivate}
	}
	if d := one(!group(a), !group(b)); d != None { // a group of hosts is never the device
		return Oriented{d, RoleFirst}
	}
	if f.SYN != None {
		return Oriented{f.SYN, RoleSYN}
	}
	if f.Request != None {
		return Oriented{f.Request, RoleRequest}
	}
	return Oriented{}
}

// neighbours says whether a link-local and a global address talk below TCP and
// UDP: neighbour discovery, in which either may be the device's.
func (f *Flow) neighbours() bool {
	a, b := f.Key.Addr(false), f.Key.Addr(true)
	return !f.Key.Ports && (a.IsLinkLocalUnicast() && !notGlobal(b) || b.IsLinkLocalUnicast() && !notGlobal(a)) && !group(a) && !group(b)
}

// among applies the other rules.
func (f *Flow) among(devices map[netip.Addr]bool) Oriented {
	if d := one(devices[f.Key.Addr(false)], devices[f.Key.Addr(true)]); d != None {
		return Oriented{d, RoleKnown}
	}
	if f.Key.Ports {
		if d := one(f.Key.BPort < 1024, f.Key.APort < 1024); d != None {
			return Oriented{d, RolePort}
		}
	}
	return Oriented{f.Sender, RoleFirst}
}

// one returns the end for which alone the condition holds.
func one(a, b bool) End {
	switch {
	case a && !b:
		return A
	case b && !a:
		return B
	}
	return None
}

// cgnat is the address space of carrier-grade NAT (RFC 6598).
var cgnat = netip.MustParsePrefix("100.64.0.0/10")

// notGlobal says whether a is private, ULA, link-local, CGNAT, loopback or
// unspecified: a device's address, seen from its own network.
func notGlobal(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsLoopback() || a.IsUnspecified() || cgnat.Contains(a)
}

// group says whether a is multicast or the limited broadcast address.
func group(a netip.Addr) bool {
	return a.IsMulticast() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255})
}
