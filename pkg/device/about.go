package device

import (
	"cmp"
	"net/netip"
	"slices"
)

// About is what is known of a device beside its addresses.
type About struct {
	Name    string // what it calls itself
	Class   string // DHCP's vendor class: "android-dhcp-14"
	Product string // that it announces by SSDP: "Sonos/57.3 (ZPS9)"

	named Source // of Name
}

// subject is a MAC or, where that is not known, an address.
type subject struct {
	mac  MAC
	addr netip.Addr
}

// Describe learns what devices said of themselves: from books, and other hints.
func (t *Table) Describe(hints []Hint, books ...*Book) {
	all := slices.Clone(hints)
	for _, b := range books {
		all = append(all, b.hints...)
	}
	slices.SortFunc(all, func(a, b Hint) int { return a.compare(&b) })
	for _, h := range all { // all leases before what is said under any
		if h.MAC != (MAC{}) && h.Addr.IsValid() {
			t.leases[h.Addr] = h.MAC
		}
	}
	for _, h := range all {
		who := subject{mac: h.MAC}
		if h.MAC == (MAC{}) {
			who = t.subject(h.Addr)
		}
		about := t.about[who]
		about.learn(&h)
		t.about[who] = about
	}
}

// learn takes over what h says better or later than was said before.
func (a *About) learn(h *Hint) {
	if h.Name != "" && h.Source >= a.named {
		a.Name, a.named = h.Name, h.Source
	}
	a.Class = cmp.Or(h.Class, a.Class)
	a.Product = cmp.Or(h.Product, a.Product)
}

// About returns what the device that has address a said of itself.
func (t *Table) About(a netip.Addr) About { return t.about[t.subject(a)] }

// subject returns whom a stands for: the device it was seen at or, where that was
// not seen, was given to.
func (t *Table) subject(a netip.Addr) subject {
	s := t.identity(a)
	if mac, ok := t.leases[a]; ok && s.mac == (MAC{}) {
		return subject{mac: mac}
	}
	return s
}
