package scan

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/names"
)

// namer gives flows the names their remotes were asked by.
type namer struct {
	directory *names.Directory
	devices   *device.Table
	matches   []names.Match // reused
}

func newNamer(books []*names.Book, devices *device.Table) *namer {
	number := func(client netip.Addr, mac [6]byte) uint32 { return devices.Number(client, mac) }
	return &namer{directory: names.NewDirectory(number, books...), devices: devices}
}

// name adds to f the names that answers gave for its remote, and chooses its
// host.
func (n *namer) name(f *Flow) {
	self := f.Key.Addr(f.Device == flow.B)
	n.matches = n.directory.Find(names.Query{
		Device: n.devices.Number(self, [6]byte{}), Local: self, Remote: f.Key.Addr(f.Remote() == flow.B),
		Index: f.Origin, Time: f.OriginTime, Timed: f.Timed,
	}, n.matches[:0])
	if f.Midstream() { // it may have begun before an answer that was outdated by its first packet
		n.matches = slices.DeleteFunc(n.matches, func(m names.Match) bool { return m.Stale })
	}
	f.Names = slices.Clip(f.Names)
	for _, m := range n.matches {
		f.Names = append(f.Names, Name{Host: m.Name, Via: ViaOfAnswer(m.Via), Place: m.Place, Chain: m.Chain})
	}
	if f.ech.Seen {
		n.judgeECH(f)
	}
	f.choose()
	for _, m := range n.matches {
		if ViaOfAnswer(m.Via) != f.Via {
			continue
		}
		if m.Shared {
			f.Marks = append(f.Marks, MarkShared)
		}
		if m.Stale {
			f.Marks = append(f.Marks, MarkStale)
		}
	}
}

// judgeECH marks a flow whose ClientHello has an ECH extension. If that is real,
// the visible name is but the front of another.
func (n *namer) judgeECH(f *Flow) {
	visible := slices.IndexFunc(f.Names, func(n Name) bool { return n.Via.rank() == ViaSNI })
	front := ""
	if visible >= 0 {
		front = f.Names[visible].Host
	}
	ech := n.directory.ECH(front, f.ech.ConfigID, f.Origin)
	f.Marks = append(f.Marks, Mark(ech.String()))
	if ech == names.ECHReal && visible >= 0 {
		f.Names[visible].front = true
	}
}

// choose makes the strongest name that is a hostname the flow's host, and sorts
// it first, the others by frame.
func (f *Flow) choose() {
	slices.SortStableFunc(f.Names, func(a, b Name) int {
		return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Frame, b.Frame))
	})
	best := -1
	for i, n := range f.Names {
		if !n.IsAddr && (best < 0 || n.rank() < f.Names[best].rank()) {
			best = i
		}
	}
	if best < 0 {
		return
	}
	host := f.Names[best]
	f.Names = slices.Insert(slices.Delete(f.Names, best, best+1), 0, host)
	f.Host, f.Via = host.Host, host.Via
}

// rank is how strong a name is, lower is stronger. A front is weaker than what
// DNS said.
func (n *Name) rank() Via {
	if n.front {
		return ViaMDNS
	}
	return n.Via.rank()
}

// rank is v, but for the equals, which only a flow's first bytes tell apart.
func (v Via) rank() Via {
	if v == ViaQUIC || v == ViaDTLS {
		return ViaSNI
	}
	return v
}

// ViaOfAnswer returns the way of an answer.
func ViaOfAnswer(v names.Via) Via {
	switch v {
	case names.ViaHTTPDNS:
		return ViaHTTPDNS
	case names.ViaDNS:
		return ViaDNS
	case names.ViaDNSOther:
		return ViaDNSOther
	case names.ViaMDNS:
		return ViaMDNS
	case names.ViaLLMNR:
		return ViaLLMNR
	case names.ViaNetBIOS:
		return ViaNetBIOS
	case names.ViaNRB:
		return ViaNRB
	case names.ViaPTR:
		return ViaPTR
	}
	return ViaNone
}

// ownNames are the names that hosts of a LAN answer to, for they chose them
// themselves.
func ownNames(answers []*names.Answer) []device.Hint {
	var hints []device.Hint
	for _, a := range answers {
		h := device.Hint{Addr: a.Addr, Name: strings.TrimSuffix(a.Name, ".local"), Index: a.Index}
		switch a.Via {
		case names.ViaMDNS:
			h.Source = device.FromMDNS
		case names.ViaLLMNR:
			h.Source = device.FromLLMNR
		case names.ViaNetBIOS:
			h.Source = device.FromNetBIOS
		default:
			continue
		}
		hints = append(hints, h)
	}
	return hints
}
