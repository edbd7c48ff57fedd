package scan

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/names"
)

// readService reads a name-service message and remembers what it tells whom.
func readService(s names.Service, p *decode.Packet, message []byte, book *names.Book) names.Message {
	m := s.Parse(message, nil)
	for _, r := range m.Records {
		book.Add(names.Answer{
			Record: r,
			Client: p.Key.Addr(!p.FromB), ClientMAC: p.DstMAC,
			Time: p.Time, Timed: p.Timed, Index: p.Index, Place: p.Place,
		})
	}
	book.AddOffer(m.Offer, p.Index)
	return m
}

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
	f.Names = slices.Clip(f.Names)
	for _, m := range n.matches {
		f.Names = append(f.Names, Name{Host: m.Name, Via: answerVia(m.Via), Place: m.Place, Chain: m.Chain})
	}
	f.choose()
	for _, m := range n.matches {
		if answerVia(m.Via) != f.Via {
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

// choose makes the strongest name that is a hostname the flow's host, and sorts
// it first, the others by frame.
func (f *Flow) choose() {
	slices.SortStableFunc(f.Names, func(a, b Name) int {
		return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Frame, b.Frame))
	})
	best := -1
	for i, n := range f.Names {
		if !n.IsAddr && (best < 0 || n.Via.rank() < f.Names[best].Via.rank()) {
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

// rank is v, but for the equals, which only a flow's first bytes tell apart.
func (v Via) rank() Via {
	if v == ViaQUIC || v == ViaDTLS {
		return ViaSNI
	}
	return v
}

func answerVia(v names.Via) Via {
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
