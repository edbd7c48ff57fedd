// Package device tells which addresses belong to one device, and who that is.
package device

import (
	"iter"
	"net"
	"net/netip"

	"github.com/flowscan/flowscan/pkg/flow"
)

// MAC is a link-layer address.
type MAC [6]byte

// Table knows the addresses that each MAC sends packets from.
type Table struct {
	stations map[MAC]*station
	owner    map[netip.Addr]MAC // the first MAC an address was seen behind that is no gateway, if any is none
	leases   map[netip.Addr]MAC // whom an address was given to by DHCP
	about    map[subject]About

	// Number's; 0 is nobody's.
	byAddr  map[netip.Addr]uint32
	byMAC   map[MAC]uint32
	numbers uint32
}

// station is one MAC.
type station struct {
	v4      netip.Addr   // the first routable IPv4 address
	prefix  netip.Prefix // the /64 of the first global IPv6 address
	gateway bool
	single  bool // it is known to be no gateway
}

// Learn returns the table that flows show. Stations are MACs of single devices,
// whatever addresses they have: clients of an access point.
func Learn(flows []*flow.Flow, stations ...MAC) *Table {
	t := &Table{stations: make(map[MAC]*station), owner: make(map[netip.Addr]MAC),
		leases: make(map[netip.Addr]MAC), about: make(map[subject]About),
		byAddr: make(map[netip.Addr]uint32), byMAC: make(map[MAC]uint32)}
	for _, mac := range stations {
		t.stations[mac] = &station{single: true}
	}
	for a, mac := range senders(flows) {
		t.see(a, mac)
	}
	for a, mac := range senders(flows) { // of a capture on both sides of a gateway
		if owner, known := t.owner[a]; known && t.stations[owner].gateway && !t.stations[mac].gateway {
			t.owner[a] = mac
		}
	}
	return t
}

// senders are the addresses that packets came from, and the MACs.
func senders(flows []*flow.Flow) iter.Seq2[netip.Addr, MAC] {
	return func(yield func(netip.Addr, MAC) bool) {
		for _, f := range flows {
			for side, mac := range f.MAC {
				if f.From[side].Packets > 0 && mac != [6]byte{} && !yield(f.Key.Addr(side == 1), mac) {
					return
				}
			}
		}
	}
}

func (t *Table) see(a netip.Addr, mac MAC) {
	if a.IsUnspecified() { // nobody's: whoever has no address yet
		return
	}
	s := t.stations[mac]
	if s == nil {
		s = new(station)
		t.stations[mac] = s
	}
	if s.gateway {
		return
	}
	switch owner, known := t.owner[a]; {
	case !known:
		t.owner[a] = mac
	case owner == mac:
		return
	}
	s.judge(a)
}

// judge makes s a gateway if a shows that it forwards for others: a second IPv4
// address, or a global IPv6 address outside its own /64. Addresses that every
// host may have beside its own do not count.
func (s *station) judge(a netip.Addr) {
	switch {
	case s.single:
	case a.IsUnspecified() || a.IsLinkLocalUnicast() || a.IsLoopback():
	case a.Is4():
		if s.v4.IsValid() && s.v4 != a {
			s.gateway = true
		}
		s.v4 = a
	case a.IsPrivate(): // ULA: beside the global ones
	default:
		p, _ := a.Prefix(64)
		if s.prefix.IsValid() && p != s.prefix {
			s.gateway = true
		}
		s.prefix = p
	}
}

// MAC returns the MAC of the device that has address a; false if a was not seen
// or is behind a gateway.
func (t *Table) MAC(a netip.Addr) (MAC, bool) {
	mac, ok := t.owner[a]
	if !ok || t.stations[mac].gateway {
		return MAC{}, false
	}
	return mac, true
}

// Number returns a number that the addresses of one device share. mac is where
// an address that sent nothing was reached, zero if that is not known.
func (t *Table) Number(a netip.Addr, mac MAC) uint32 {
	if own, ok := t.MAC(a); ok {
		mac = own
	} else if s := t.stations[mac]; s == nil || s.gateway || t.owned(a) {
		return number(t.byAddr, a, &t.numbers)
	}
	return number(t.byMAC, mac, &t.numbers)
}

func (t *Table) owned(a netip.Addr) bool {
	_, ok := t.owner[a]
	return ok
}

func number[K comparable](known map[K]uint32, k K, last *uint32) uint32 {
	n, ok := known[k]
	if !ok {
		*last++
		n = *last
		known[k] = n
	}
	return n
}

// String returns the address as six colon-separated bytes, "" if it is not known.
func (m MAC) String() string {
	if m == (MAC{}) {
		return ""
	}
	return net.HardwareAddr(m[:]).String()
}

// Random says whether the address is locally administered, as randomised ones
// are (IEEE 802c: bit 1 of the first byte).
func (m MAC) Random() bool { return m[0]&2 != 0 }
