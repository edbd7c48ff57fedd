package device

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/flowscan/flowscan/pkg/decode"
)

// Hint is what a device says of itself.
type Hint struct {
	MAC     MAC        // its own, zero if the message does not tell
	Addr    netip.Addr // its own, invalid if it has none yet
	Name    string     // what it wants to be called, "" if it does not say
	Class   string     // DHCP's vendor class, "" if it does not say
	Product string     // of SSDP, "" if it does not say
	Source  Source
	Index   uint64 // of the packet that says so
}

// Source is where a Hint is from. Of several names that of the greatest wins.
type Source uint8

// The sources.
const (
	FromSSDP Source = iota
	FromNetBIOS
	FromLLMNR
	FromMDNS
	FromDHCP
)

// compare is a total order of hints, the oldest first.
func (h *Hint) compare(o *Hint) int {
	return cmp.Or(cmp.Compare(h.Index, o.Index), cmp.Compare(h.Source, o.Source), slices.Compare(h.MAC[:], o.MAC[:]),
		h.Addr.Compare(o.Addr), cmp.Compare(h.Name, o.Name), cmp.Compare(h.Class, o.Class), cmp.Compare(h.Product, o.Product))
}

// maxHints is how many hints a Book keeps. With one for each of 256 virtual shards
// that is 65,536; a device gives some a day.
const maxHints = 256

// Book holds the newest hints that packets gave, in their order. Its zero value is
// empty.
type Book struct{ hints []Hint }

// Ports of the services in which devices tell of themselves.
const (
	portDHCP   = 67  // the server's
	portDHCPv6 = 547 // the server's
	portSSDP   = 1900
)

// Tells says whether devices tell of themselves in packets of a key.
func Tells(k *decode.Key) bool {
	return k.Proto == decode.UDP && k.Ports && (isTold(k.APort) || isTold(k.BPort))
}

func isTold(port uint16) bool { return port == portDHCP || port == portDHCPv6 || port == portSSDP }

// Read takes over what p tells, which Tells said may tell something. It returns
// whether that could be read.
func (b *Book) Read(p *decode.Packet) bool {
	from, to := p.Key.Port(p.FromB), p.Key.Port(!p.FromB)
	var h Hint
	ok := false
	switch {
	case to == portDHCP || from == portDHCP:
		h, ok = parseDHCP(p.Payload)
	case to == portDHCPv6: // answers go to 546
		if h, ok = parseDHCPv6(p.Payload); ok {
			h.Addr = p.Key.Addr(p.FromB)
		}
	case to == portSSDP || from == portSSDP:
		if h, ok = parseSSDP(p.Payload); ok {
			h.Addr = p.Key.Addr(p.FromB)
		}
	}
	if h.Addr.IsUnspecified() {
		h.Addr = netip.Addr{}
	}
	isLease := h.MAC != MAC{} && h.Addr.IsValid()
	isSomebody := h.MAC != MAC{} || h.Addr.IsValid()
	if isLease || isSomebody && (h.Name != "" || h.Class != "" || h.Product != "") {
		h.Index = p.Index
		b.add(h)
	}
	return ok
}

// add keeps h, unless it says what the hint before it said.
func (b *Book) add(h Hint) {
	if n := len(b.hints); n > 0 {
		last := b.hints[n-1]
		if last.Index = h.Index; last == h {
			return
		}
		if n == maxHints {
			b.hints = slices.Delete(b.hints, 0, maxHints/4) // not one at a time: it moves the others
		}
	}
	b.hints = append(b.hints, h)
}

// words is text of a field, as far as it is for people.
func words(field []byte) string {
	const longest = 255 // DHCP's
	field, _, _ = bytes.Cut(field[:min(len(field), longest)], []byte{0})
	return strings.TrimSpace(string(field))
}
