package names

import (
	"fmt"
	"math"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	phone   = netip.MustParseAddr("192.168.1.2")
	phone6  = netip.MustParseAddr("2001:db8:1::2")
	tablet  = netip.MustParseAddr("192.168.1.3")
	printer = netip.MustParseAddr("192.168.1.7")
	remoteA = netip.MustParseAddr("203.0.113.1")
	remoteB = netip.MustParseAddr("2001:db8:2::1")
)

// byAddr numbers devices as a test's Query does: the phone has two addresses.
func byAddr(client netip.Addr, _ [6]byte) uint32 {
	switch client {
	case phone, phone6:
		return 1
	case tablet:
		return 2
	}
	return 0
}

// told is a DNS answer.
func told(index uint64, client netip.Addr, name string, addr netip.Addr) Answer {
	return Answer{Record: Record{Name: name, Addr: addr, TTL: NoTTL, Via: ViaDNS}, Client: client, Index: index}
}

// otherwise is an answer that became known in another way.
func otherwise(via Via, index uint64, client netip.Addr, name string, addr netip.Addr) Answer {
	a := told(index, client, name, addr)
	a.Via = via
	return a
}

// timed is an answer with its time and TTL in seconds.
func timed(seconds int64, ttl uint32, a Answer) Answer {
	a.Timed, a.Time, a.TTL = true, seconds*1e9, ttl
	return a
}

func TestDirectoryFind(t *testing.T) {
	ask := func(index uint64, remote netip.Addr) Query {
		return Query{Device: 1, Local: phone, Remote: remote, Index: index}
	}
	at := func(seconds int64, q Query) Query {
		q.Timed, q.Time = true, seconds*1e9
		return q
	}
	gua := netip.MustParseAddr("2001:db8:1::7") // in the /64 of phone6
	tests := map[string]struct {
		answers []Answer
		query   Query
		want    []string // via, name, marks
	}{
		"nothing":                          {nil, ask(9, remoteA), nil},
		"an answer":                        {[]Answer{told(1, phone, "a.example", remoteA)}, ask(9, remoteA), []string{"dns a.example"}},
		"an answer for IPv6":               {[]Answer{told(1, phone, "a.example", remoteB)}, ask(9, remoteB), []string{"dns a.example"}},
		"for another address":              {[]Answer{told(1, phone, "a.example", remoteB)}, ask(9, remoteA), nil},
		"to the device's other address":    {[]Answer{told(1, phone6, "a.example", remoteA)}, ask(9, remoteA), []string{"dns a.example"}},
		"in the flow's first packet":       {[]Answer{told(9, phone, "a.example", remoteA)}, ask(9, remoteA), nil},
		"after the flow began":             {[]Answer{told(10, phone, "a.example", remoteA)}, ask(9, remoteA), nil},
		"after the flow began, to another": {[]Answer{told(10, tablet, "a.example", remoteA)}, ask(9, remoteA), nil},
		"the same name twice": {[]Answer{told(1, phone, "a.example", remoteA), told(2, phone, "a.example", remoteA)},
			ask(9, remoteA), []string{"dns a.example"}},
		"the newest of two": {[]Answer{told(1, phone, "a.example", remoteA), told(2, phone, "b.example", remoteA)},
			ask(9, remoteA), []string{"dns b.example shared"}},
		"the newest of three before the flow": {[]Answer{told(1, phone, "a.example", remoteA), told(2, phone, "b.example", remoteA), told(3, phone, "a.example", remoteA),
			told(10, phone, "c.example", remoteA)}, ask(9, remoteA), []string{"dns a.example shared"}},
		"another name after the flow began is not shared": {[]Answer{told(1, phone, "a.example", remoteA), told(10, phone, "b.example", remoteA)},
			ask(9, remoteA), []string{"dns a.example"}},
		"another name told to another device is not shared": {[]Answer{told(1, phone, "a.example", remoteA), told(2, tablet, "b.example", remoteA)},
			ask(9, remoteA), []string{"dns a.example"}},
		"another device only": {[]Answer{told(1, tablet, "a.example", remoteA)}, ask(9, remoteA), []string{"dns-other a.example"}},
		"two other devices": {[]Answer{told(1, tablet, "a.example", remoteA), told(2, printer, "b.example", remoteA)},
			ask(9, remoteA), []string{"dns-other b.example shared"}},
		"another device before the flow, this one after": {[]Answer{told(1, tablet, "a.example", remoteA), told(10, phone, "b.example", remoteA)},
			ask(9, remoteA), []string{"dns-other a.example"}},
		"another device's HTTPDNS": {[]Answer{otherwise(ViaHTTPDNS, 1, tablet, "a.example", remoteA)}, ask(9, remoteA), []string{"dns-other a.example"}},

		"every way": {[]Answer{
			otherwise(ViaPTR, 1, phone, "p.example", printer), otherwise(ViaNRB, 0, netip.Addr{}, "r.example", printer),
			otherwise(ViaNetBIOS, 2, netip.Addr{}, "n", printer), otherwise(ViaLLMNR, 3, phone, "l", printer),
			otherwise(ViaMDNS, 4, netip.Addr{}, "m.local", printer), told(5, phone, "d.example", printer), otherwise(ViaHTTPDNS, 1, phone, "h.example", printer),
		}, ask(9, printer), []string{"httpdns h.example", "dns d.example", "mdns m.local", "llmnr l", "netbios n", "nrb r.example", "ptr p.example"}},
		"a name record, in the first flow":  {[]Answer{otherwise(ViaNRB, 0, netip.Addr{}, "r.example", remoteA)}, ask(1, remoteA), []string{"nrb r.example"}},
		"a host's own name for itself, far": {[]Answer{otherwise(ViaMDNS, 1, netip.Addr{}, "m.local", remoteA)}, ask(9, remoteA), nil},
		"a host's own name for itself, in the device's /64": {[]Answer{otherwise(ViaMDNS, 1, netip.Addr{}, "m.local", gua)},
			Query{Device: 1, Local: phone6, Remote: gua, Index: 9}, []string{"mdns m.local"}},
		"two hosts' names": {[]Answer{otherwise(ViaMDNS, 1, netip.Addr{}, "m.local", printer), otherwise(ViaMDNS, 2, netip.Addr{}, "n.local", printer)},
			ask(9, printer), []string{"mdns n.local shared"}},

		"fresh":                  {[]Answer{timed(100, 60, told(1, phone, "a.example", remoteA))}, at(160, ask(9, remoteA)), []string{"dns a.example"}},
		"stale":                  {[]Answer{timed(100, 60, told(1, phone, "a.example", remoteA))}, at(161, ask(9, remoteA)), []string{"dns a.example stale"}},
		"renewed":                {[]Answer{timed(100, 60, told(1, phone, "a.example", remoteA)), timed(150, 60, told(2, phone, "a.example", remoteA))}, at(200, ask(9, remoteA)), []string{"dns a.example"}},
		"stale, shared":          {[]Answer{timed(1, 60, told(1, phone, "b.example", remoteA)), timed(100, 0, told(2, phone, "a.example", remoteA))}, at(101, ask(9, remoteA)), []string{"dns a.example shared stale"}},
		"no TTL":                 {[]Answer{timed(100, NoTTL, told(1, phone, "a.example", remoteA))}, at(8e9, ask(9, remoteA)), []string{"dns a.example"}},
		"a clock that went back": {[]Answer{timed(100, 0, told(1, phone, "a.example", remoteA))}, at(1, ask(9, remoteA)), []string{"dns a.example"}},
		"a flow without time":    {[]Answer{timed(100, 0, told(1, phone, "a.example", remoteA))}, ask(9, remoteA), []string{"dns a.example"}},
		"an answer without time": {[]Answer{told(1, phone, "a.example", remoteA)}, at(1e9, ask(9, remoteA)), []string{"dns a.example"}},
		"no remote":              {[]Answer{told(1, phone, "a.example", remoteA)}, ask(9, netip.Addr{}), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var b Book
			for _, a := range test.answers {
				b.Add(a)
			}
			var got []string
			for _, m := range NewDirectory(byAddr, &b).Find(test.query, nil) {
				text := fmt.Sprint(m.Via, " ", m.Name)
				if m.Shared {
					text += " shared"
				}
				if m.Stale {
					text += " stale"
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnswerStaleExtremes(t *testing.T) {
	a := Answer{Timed: true, Time: math.MinInt64, Record: Record{TTL: 1<<31 - 1}}
	if !a.stale(&Query{Timed: true, Time: math.MaxInt64}) {
		t.Error("584 years are not longer than a TTL")
	}
}

func TestDirectoryFindAllocations(t *testing.T) {
	var b Book
	b.Add(told(1, phone, "a.example", remoteA))
	d := NewDirectory(byAddr, &b)
	dst := make([]Match, 0, 8)
	q := Query{Device: 1, Local: phone, Remote: remoteA, Index: 9}
	if n := testing.AllocsPerRun(100, func() { d.Find(q, dst) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkDirectoryFind(b *testing.B) {
	books := make([]*Book, 16)
	for i := range books {
		books[i] = new(Book)
		for j := range MaxAnswers {
			addr := netip.AddrFrom4([4]byte{203, byte(i), byte(j >> 8), byte(j)})
			books[i].Add(told(uint64(i*MaxAnswers+j), phone, "a.example", addr))
		}
	}
	d := NewDirectory(byAddr, books...)
	dst := make([]Match, 0, 8)
	q := Query{Device: 1, Local: phone, Remote: netip.MustParseAddr("203.7.8.9"), Index: math.MaxUint64}
	for b.Loop() {
		d.Find(q, dst)
	}
}
