package report

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"

	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/scan"
	"golang.org/x/net/publicsuffix"
)

// countryRow becomes a Country.
type countryRow struct {
	Counts
	scope      geo.Scope
	hosts      set[string]
	anycast    uint64
	registered map[string]uint64
}

func (c *countryRow) add(f *scan.Flow, to *remote) {
	c.Counts.add(f)
	c.scope = to.scope
	if f.Host != "" {
		c.hosts.add(f.Host)
	}
	sent := f.Sent().Bytes
	if to.Anycast {
		c.anycast += sent
	}
	if to.Registered != "" && to.Registered != to.Country {
		if c.registered == nil {
			c.registered = make(map[string]uint64)
		}
		c.registered[to.Registered] += sent
	}
}

func (c *countryRow) finish(key string) Country {
	scope := c.scope
	if key == geo.Unknown {
		scope = geo.ScopeUnknown
	}
	return Country{Country: key, Name: geo.CountryName(key), Scope: scope.String(), Hosts: c.hosts.len(),
		AnycastSent: c.anycast, Registered: c.registered, Counts: c.Counts}
}

// hostKey is a hostname or, where there is none, a remote address.
type hostKey struct {
	host string
	addr netip.Addr
}

func keyOf(f *scan.Flow, address netip.Addr) hostKey {
	if f.Host != "" {
		return hostKey{host: f.Host}
	}
	if f.Grouped {
		return hostKey{} // remotes whose addresses were not kept
	}
	return hostKey{addr: address}
}

// name is what k's row is sorted by.
func (k hostKey) name() string { return k.host + "\x00" + addrText(k.addr) }

// addrText is a as text, "" if it is not known.
func addrText(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// hostRow becomes a Host.
type hostRow struct {
	Counts
	vias       set[scan.Via]
	marks      set[string]
	addresses  set[netip.Addr]
	countries  set[string]
	networks   set[string]
	encryption Encryption
}

func (h *hostRow) add(f *scan.Flow, address netip.Addr, to *remote) {
	h.Counts.add(f)
	h.vias.add(f.Via)
	for _, m := range marks(f, to) {
		h.marks.add(m)
	}
	h.countries.add(to.key)
	if !f.Grouped {
		h.addresses.add(address)
		if to.network != "" {
			h.networks.add(to.network)
		}
	}
	h.encryption.add(f.Encryption.String(), f.Sent().Bytes)
}

func (h *hostRow) finish(key hostKey) Host {
	row := Host{Host: key.host, Domain: domainOf(key.host), Vias: []string{}, Marks: sortedSet(&h.marks), Countries: sortedSet(&h.countries),
		Networks: sortedSet(&h.networks), Encryption: h.encryption, Counts: h.Counts, Addresses: []string{}}
	for _, v := range slices.Sorted(h.vias.all()) {
		if v != scan.ViaNone {
			row.Vias = append(row.Vias, v.String())
		}
	}
	row.Via = first(row.Vias)
	for _, a := range slices.SortedFunc(h.addresses.all(), netip.Addr.Compare) {
		row.Addresses = append(row.Addresses, a.String())
	}
	return row
}

// marks returns what qualifies a flow to this remote.
func marks(f *scan.Flow, to *remote) []string {
	list := make([]string, 0, len(f.Marks)+1)
	for _, m := range f.Marks {
		list = append(list, string(m))
	}
	if to.Inside != "" {
		list = append(list, to.Inside)
	}
	if to.tunnel {
		list = append(list, "tunnel")
	}
	if f.Routed {
		list = append(list, "routed")
	}
	return list
}

// domainRow becomes a Domain.
type domainRow struct {
	Counts
	hosts set[string]
}

func (d *domainRow) add(f *scan.Flow) {
	d.Counts.add(f)
	if f.Host != "" {
		d.hosts.add(f.Host)
	}
}

func (d *domainRow) finish(key string) Domain {
	return Domain{Domain: key, Hosts: d.hosts.len(), Counts: d.Counts}
}

// domainOf returns the registrable domain of a hostname by the public suffix
// list; a name that is a suffix itself, or has a single label, is its own.
func domainOf(host string) string {
	if host == "" { // the library makes an error of it, for each of many flows
		return ""
	}
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// deviceRow becomes a Device.
type deviceRow struct {
	Counts
	addresses  set[netip.Addr]
	encryption Encryption
	model      string
}

func (d *deviceRow) add(f *scan.Flow, address netip.Addr) {
	if d.model == "" {
		d.model = f.Model
	}
	d.Counts.add(f)
	if address.IsValid() {
		d.addresses.add(address)
	}
	d.encryption.add(f.Encryption.String(), f.Sent().Bytes)
}

func (b *builder) device(d *deviceRow, id netip.Addr) Device {
	row := Device{ID: addrText(id), Model: d.model, Encryption: d.encryption, Counts: d.Counts, Addresses: []string{}}
	for _, a := range slices.SortedFunc(d.addresses.all(), netip.Addr.Compare) {
		row.Addresses = append(row.Addresses, a.String())
	}
	if mac, ok := b.devices.table.MAC(id); ok {
		row.MAC, row.RandomMAC, row.Vendor = mac.String(), mac.Random(), mac.Vendor()
		if s := b.air[mac]; s != nil {
			row.SSID, row.EncryptedSent, row.EncryptedReceived = s.ssid, s.sent, s.received
		}
	}
	about := b.devices.table.About(id)
	row.Name, row.VendorClass, row.Model = about.Name, about.Class, cmp.Or(row.Model, about.Product)
	return row
}

// deviceIDs names each device by one of its addresses.
type deviceIDs struct {
	table *device.Table
	ids   map[device.MAC]netip.Addr
}

// learn chooses for each MAC the address its device goes by: its lowest, IPv4
// first, link-local last, which does not depend on the order of its flows.
func (d *deviceIDs) learn(flows []scan.Flow) {
	d.ids = make(map[device.MAC]netip.Addr)
	for i := range flows {
		a := flows[i].Key.Addr(flows[i].Device == flow.B)
		mac, ok := d.table.MAC(a)
		if !ok {
			continue
		}
		if id, known := d.ids[mac]; !known || isBetter(a, id) {
			d.ids[mac] = a
		}
	}
}

// isBetter says whether to call a device by a rather than b: link-local ones, which
// it may share with devices elsewhere, come last.
func isBetter(a, b netip.Addr) bool {
	if a.IsLinkLocalUnicast() != b.IsLinkLocalUnicast() {
		return b.IsLinkLocalUnicast()
	}
	return a.Less(b)
}

// of returns the address by which the device that has a is known.
func (d *deviceIDs) of(a netip.Addr) netip.Addr {
	if mac, ok := d.table.MAC(a); ok {
		if id, ok := d.ids[mac]; ok {
			return id
		}
	}
	return a
}

// protoName returns IANA's keyword of a protocol number, in lower case.
func protoName(n uint8) string {
	switch n {
	case 0:
		return "hopopt"
	case 1:
		return "icmp"
	case 2:
		return "igmp"
	case 4:
		return "ipv4"
	case 6:
		return "tcp"
	case 17:
		return "udp"
	case 41:
		return "ipv6"
	case 47:
		return "gre"
	case 50:
		return "esp"
	case 51:
		return "ah"
	case 58:
		return "ipv6-icmp"
	case 88:
		return "eigrp"
	case 89:
		return "ospf"
	case 103:
		return "pim"
	case 112:
		return "vrrp"
	case 115:
		return "l2tp"
	case 132:
		return "sctp"
	case 255:
		return "other" // reserved by IANA; totals of many protocols have it
	}
	return "proto-" + strconv.Itoa(int(n))
}
