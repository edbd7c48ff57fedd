package names

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"
	"sort"
)

// Directory is what books hold, put in order to be asked. It does not change; several
// goroutines may ask it.
type Directory struct {
	answers []*Answer // the oldest first
	entries []entry
	offers  map[string][]*offerMade // by name, the oldest first
	fronts  map[ECHConfig]uint64    // the index of the first offer
}

// entry is an answer where a question finds it. One to a device stands twice: for that
// device, and as [ViaDNSOther] for all.
type entry struct {
	key
	several bool  // up to here the key's answers give several names
	answer  int32 // in Directory.answers
}

// key is what a question asks for, packed.
type key struct {
	remote [16]byte
	device uint32 // 0 where it does not matter
	via    Via
}

func (k *key) compare(o *key) int {
	return cmp.Or(bytes.Compare(k.remote[:], o.remote[:]), cmp.Compare(k.via, o.via), cmp.Compare(k.device, o.device))
}

// NewDirectory puts books in order. device numbers the devices that answers went to:
// addresses of one device have one number.
func NewDirectory(device func(client netip.Addr, mac [6]byte) uint32, books ...*Book) *Directory {
	d := &Directory{offers: make(map[string][]*offerMade), fronts: make(map[ECHConfig]uint64)}
	var offers []*offerMade
	for _, b := range books {
		d.answers = append(d.answers, newest(slices.Clone(b.answers), MaxAnswers, (*Answer).compare)...)
		offers = append(offers, newest(slices.Clone(b.offers), maxOffers, (*offerMade).compare)...)
	}
	d.answers = newest(d.answers, len(d.answers), (*Answer).compare)
	d.addOffers(newest(offers, len(offers), (*offerMade).compare))
	d.entries = make([]entry, 0, 2*len(d.answers))
	for i, a := range d.answers {
		k := key{remote: a.Addr.As16(), via: a.Via}
		if a.Via == ViaHTTPDNS || a.Via == ViaDNS {
			k.device = device(a.Client, a.ClientMAC)
			d.entries = append(d.entries, entry{key: k, answer: int32(i)})
			k.device, k.via = 0, ViaDNSOther
		}
		d.entries = append(d.entries, entry{key: k, answer: int32(i)})
	}
	slices.SortFunc(d.entries, func(a, b entry) int {
		return cmp.Or(a.key.compare(&b.key), cmp.Compare(a.answer, b.answer))
	})
	for i := 1; i < len(d.entries); i++ {
		before, e := &d.entries[i-1], &d.entries[i]
		e.several = e.key == before.key && (before.several || d.answers[e.answer].Name != d.answers[before.answer].Name)
	}
	return d
}

// Answers returns all answers, the oldest first. They are not to be changed.
func (d *Directory) Answers() []*Answer { return d.answers }

// Query asks for the names of a flow's remote.
type Query struct {
	Device uint32     // as numbered for [NewDirectory]
	Local  netip.Addr // the device's address
	Remote netip.Addr
	Index  uint64 // of the flow's first packet: only answers before it count
	Timed  bool   // Time is valid
	Time   int64  // of the flow's first packet, ns since 1970 UTC
}

// Match is a name for a flow's remote.
type Match struct {
	*Answer
	Via    Via  // ViaDNSOther, if another device was told; otherwise the Answer's
	Shared bool // the address answered to several names before the flow, for this device if Via depends on it
	Stale  bool // the answer was older than its TTL
}

// Find appends the newest name of each way, the strongest first. What another device
// was told stands there only if this one was told nothing; names that hosts give
// themselves only if the remote is near.
func (d *Directory) Find(q Query, dst []Match) []Match {
	k := key{remote: q.Remote.As16()}
	before := len(dst)
	for k.via = ViaHTTPDNS; k.via <= ViaPTR; k.via++ {
		k.device = 0
		switch k.via {
		case ViaHTTPDNS, ViaDNS:
			k.device = q.Device
		case ViaDNSOther:
			if len(dst) > before {
				continue
			}
		case ViaMDNS, ViaLLMNR, ViaNetBIOS:
			if !isNear(q.Remote, q.Local) {
				continue
			}
		}
		if e := d.newest(&k, q.Index); e != nil {
			a := d.answers[e.answer]
			dst = append(dst, Match{a, k.via, e.several, a.stale(&q)})
		}
	}
	return dst
}

// newest returns the key's last entry before index, nil if there is none.
func (d *Directory) newest(k *key, index uint64) *entry {
	i := sort.Search(len(d.entries), func(i int) bool {
		e := &d.entries[i]
		return cmp.Or(e.key.compare(k), cmp.Compare(d.answers[e.answer].Index, index)) >= 0
	})
	if i == 0 || d.entries[i-1].key != *k {
		return nil
	}
	return &d.entries[i-1]
}

// stale tells whether the flow began after the answer's TTL. Times may be anything: the
// difference is taken modulo 2^64.
func (a *Answer) stale(q *Query) bool {
	const second = 1e9
	return a.Timed && q.Timed && a.TTL != NoTTL && q.Time > a.Time && uint64(q.Time)-uint64(a.Time) > uint64(a.TTL)*second
}

// isNear tells whether a remote can be on the device's own network, where hosts give
// themselves names: its address is not global, or shares the device's /64.
func isNear(remote, local netip.Addr) bool {
	if remote.IsPrivate() || remote.IsLinkLocalUnicast() {
		return true
	}
	if !remote.Is6() || !local.Is6() {
		return false
	}
	a, b := remote.As16(), local.As16()
	return [8]byte(a[:]) == [8]byte(b[:])
}
