package device

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Find says which of the addresses of devices are those of the one called who: by
// its MAC, one of its addresses, or the name it gave itself, whose letters may be
// of any case. An error says that none is called so, or several are.
func (t *Table) Find(who string, addrs []netip.Addr) (isIt func(netip.Addr) bool, err error) {
	isIt = t.called(who)
	found := make(map[subject]netip.Addr) // by which of its addresses
	for _, a := range addrs {
		s := t.identity(a)
		if known, ok := found[s]; isIt(a) && (!ok || a.Less(known)) {
			found[s] = a
		}
	}
	if len(found) == 1 {
		return isIt, nil
	}
	const shown = 5
	var list []string
	for _, a := range found {
		list = append(list, a.String())
	}
	slices.Sort(list)
	if len(list) > shown {
		list = append(list[:shown], "…")
	}
	mac, isMAC := parseMAC(who)
	switch {
	case len(found) > 1:
		return nil, fmt.Errorf("%d devices are called %q; say which by its address: %s", len(found), who, strings.Join(list, ", "))
	case isMAC && t.stations[mac] != nil && t.stations[mac].gateway:
		return nil, fmt.Errorf("%s sends from several addresses, as a router's does; name one of them", mac)
	}
	return nil, fmt.Errorf("no device here is called %q; --by device lists them", who)
}

// called returns whether an address is of a device called who.
func (t *Table) called(who string) func(netip.Addr) bool {
	if mac, ok := parseMAC(who); ok {
		return func(a netip.Addr) bool {
			of, ok := t.MAC(a)
			return ok && of == mac
		}
	}
	if addr, err := netip.ParseAddr(who); err == nil {
		addr = addr.WithZone("")
		asIs, unmapped := t.identity(addr), t.identity(addr.Unmap())
		return func(a netip.Addr) bool {
			s := t.identity(a)
			return s == asIs || s == unmapped
		}
	}
	return func(a netip.Addr) bool { return who != "" && strings.EqualFold(t.About(a).Name, who) }
}

// identity returns what the addresses of one device have in common.
func (t *Table) identity(a netip.Addr) subject {
	if mac, ok := t.MAC(a); ok {
		return subject{mac: mac}
	}
	return subject{addr: a}
}

func parseMAC(s string) (m MAC, ok bool) {
	b, err := net.ParseMAC(s)
	if err != nil || len(b) != len(m) {
		return m, false
	}
	return MAC(b), true
}
