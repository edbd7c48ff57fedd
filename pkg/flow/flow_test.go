package flow

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/decode"
)

// packet is how tests write packets: from one end to the other.
type packet struct {
	from, to string // address:port, or address where there are no ports
	proto    uint8  // 0 is TCP
	at       time.Duration
	untimed  bool
	length   uint32
	flags    decode.TCPFlags
	seq      uint32
}

// feed adds packets to a new table and returns the flows by first packet.
func feed(t testing.TB, packets []packet) []*Flow {
	t.Helper()
	table := NewTable(func(*Flow) { t.Error("a flow was forgotten") })
	for i, p := range packets {
		table.Add(p.packet(t, uint64(i+1)))
	}
	return table.Flows()
}

func (p packet) packet(t testing.TB, index uint64) *decode.Packet {
	t.Helper()
	if p.proto == 0 {
		p.proto = decode.TCP
	}
	src, sport := end(t, p.from)
	dst, dport := end(t, p.to)
	out := &decode.Packet{Time: int64(p.at), Timed: !p.untimed, Index: index, Length: p.length, Flags: p.flags, Seq: p.seq}
	a, b := src.As16(), dst.As16()
	out.Key = decode.Key{A: a, B: b, APort: sport, BPort: dport, Proto: p.proto, V6: src.Is6(), Ports: sport != 0}
	if src.Compare(dst) > 0 || src == dst && sport > dport {
		out.Key.A, out.Key.B, out.Key.APort, out.Key.BPort = b, a, dport, sport
		out.FromB = true
	}
	return out
}

func end(t testing.TB, s string) (netip.Addr, uint16) {
	if a, err := netip.ParseAddr(s); err == nil {
		return a, 0
	}
	ap, err := netip.ParseAddrPort(s)
	if err != nil {
		t.Fatal(err)
	}
	return ap.Addr(), ap.Port()
}

const (
	phone  = "192.168.2.100:45106"
	server = "203.0.113.5:443"
)

// Overlays may number the two ways of a flow apart; two tenants with the same
// addresses have a number each.
func TestNetworks(t *testing.T) {
	type in struct {
		network uint32
		back    bool
		at      time.Duration
	}
	for _, test := range []struct {
		name    string
		packets []in
		want    [][2]uint64 // packets of each flow, from the phone and to it
	}{
		{"one number", []in{{7, false, 0}, {7, true, 0}, {7, false, 0}}, [][2]uint64{{2, 1}}},
		{"a number each way", []in{{10, false, 0}, {11, true, 0}, {10, false, 0}, {11, true, 0}}, [][2]uint64{{2, 2}}},
		{"a number each way, the answer first", []in{{11, true, 0}, {10, false, 0}, {11, true, 0}}, [][2]uint64{{1, 2}}},
		{"two tenants", []in{{7, false, 0}, {8, false, 0}, {7, true, 0}, {8, true, 0}, {8, true, 0}}, [][2]uint64{{1, 1}, {1, 2}}},
		{"two tenants, one after the other", []in{{7, false, 0}, {7, true, 0}, {8, true, 0}, {8, false, 0}}, [][2]uint64{{1, 1}, {1, 1}}},
		{"tunnelled one way", []in{{7, false, 0}, {0, true, 0}, {7, false, 0}, {0, true, 0}}, [][2]uint64{{2, 2}}},
		{"tunnelled one way, the answer first", []in{{0, true, 0}, {7, false, 0}, {0, true, 0}}, [][2]uint64{{1, 2}}},
		{"both ways, in a tunnel and out of it", []in{{0, false, 0}, {7, false, 0}, {7, true, 0}, {0, true, 0}}, [][2]uint64{{1, 1}, {1, 1}}},
		{"two tenants, one's answer first", []in{{7, false, 0}, {8, true, 0}, {7, true, 0}, {8, false, 0}, {7, false, 0}, {8, true, 0}}, [][2]uint64{{2, 2}, {1, 1}}}, // the first answer alone went astray
		{"two tenants, a number each way", []in{{7, false, 0}, {8, false, 0}, {17, true, 0}, {18, true, 0}}, [][2]uint64{{1, 0}, {1, 0}, {0, 1}, {0, 1}}},
		{"a half of an hour ago", []in{{10, false, 0}, {11, true, time.Hour}}, [][2]uint64{{1, 0}, {0, 1}}},
		{"a number each way, after an idle time", []in{{10, false, 0}, {11, true, 0}, {11, true, time.Hour}, {10, false, time.Hour}, {10, false, 2 * time.Hour}, {11, true, 2 * time.Hour}},
			[][2]uint64{{1, 1}, {1, 1}, {1, 1}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			table := NewTable(func(*Flow) {})
			for i, p := range test.packets {
				from, to := phone, server
				if p.back {
					from, to = to, from
				}
				q := packet{from: from, to: to, length: 40, at: p.at}.packet(t, uint64(i+1))
				if p.network != 0 {
					q.Key.Encap, q.Key.Network = 1, p.network
				}
				table.Add(q)
			}
			var got [][2]uint64
			for _, f := range table.Flows() {
				got = append(got, [2]uint64{f.From[0].Packets, f.From[1].Packets})
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("flows of %d packets, want %d", got, test.want)
			}
			for _, f := range table.Flows() {
				table.forget(f)
			}
			if len(table.flows)+len(table.tunnels) != 0 {
				t.Errorf("%d keys and %d tunnels of flows forgotten", len(table.flows), len(table.tunnels))
			}
		})
	}
}

func TestCounts(t *testing.T) {
	flows := feed(t, []packet{
		{from: phone, to: server, length: 60, at: time.Second, flags: decode.SYN},
		{from: server, to: phone, length: 52, at: 3 * time.Second, flags: decode.SYN | decode.ACK},
		{from: phone, to: server, length: 500, at: 2 * time.Second}, // a clock that ran backwards
		{from: phone, to: server, length: 40, untimed: true},
	})
	if len(flows) != 1 {
		t.Fatalf("%d flows, want 1", len(flows))
	}
	f := flows[0]
	if f.From != [2]Count{{Packets: 3, Bytes: 600}, {Packets: 1, Bytes: 52}} {
		t.Errorf("counted %+v", f.From)
	}
	if f.First != int64(time.Second) || f.Last != int64(3*time.Second) {
		t.Errorf("from %v to %v", time.Duration(f.First), time.Duration(f.Last))
	}
}

func TestFlowEnds(t *testing.T) {
	const syn, fin, rst = decode.SYN, decode.FIN, decode.RST
	for _, test := range []struct {
		name    string
		packets []packet
		flows   int
	}{
		{"TCP quiet for 600 s", []packet{{from: phone, to: server}, {from: phone, to: server, at: 600 * time.Second}}, 1},
		{"TCP quiet for longer", []packet{{from: phone, to: server}, {from: phone, to: server, at: 601 * time.Second}}, 2},
		{"UDP quiet for 120 s", []packet{{from: phone, to: server, proto: 17}, {from: phone, to: server, proto: 17, at: 120 * time.Second}}, 1},
		{"UDP quiet for longer", []packet{{from: phone, to: server, proto: 17}, {from: phone, to: server, proto: 17, at: 121 * time.Second}}, 2},
		{"untimed packets never idle", []packet{{from: phone, to: server, untimed: true}, {from: phone, to: server, at: time.Hour}}, 1},
		{"SYN again", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: phone, to: server, flags: syn, seq: 1}}, 1},
		{"another SYN without an end", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: phone, to: server, flags: syn, seq: 9}}, 1},
		{"another SYN after one FIN", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: phone, to: server, flags: fin}, {from: phone, to: server, flags: syn, seq: 9}}, 1},
		{"another SYN after both FINs", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: phone, to: server, flags: fin}, {from: server, to: phone, flags: fin}, {from: phone, to: server, flags: syn, seq: 9}}, 2},
		{"another SYN after RST", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: server, to: phone, flags: rst}, {from: phone, to: server, flags: syn, seq: 9}}, 2},
		{"the same SYN after RST", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: server, to: phone, flags: rst}, {from: phone, to: server, flags: syn, seq: 1}}, 1},
		{"the answer to a new SYN is not another", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: server, to: phone, flags: rst}, {from: phone, to: server, flags: syn, seq: 9}, {from: server, to: phone, flags: syn | decode.ACK, seq: 5}}, 2},
		{"the answer to a SYN that came again after RST", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: server, to: phone, flags: rst, seq: 3}, {from: phone, to: server, flags: syn, seq: 1}, {from: server, to: phone, flags: syn | decode.ACK, seq: 5}}, 1},
		{"only answers were captured", []packet{{from: server, to: phone, flags: syn | decode.ACK, seq: 1}, {from: server, to: phone, flags: rst}, {from: server, to: phone, flags: syn | decode.ACK, seq: 5}}, 2},
		{"a SYN that comes after its connection", []packet{{from: server, to: phone, flags: syn | decode.ACK, seq: 5}, {from: phone, to: server, seq: 2}, {from: phone, to: server, flags: fin, seq: 9}, {from: server, to: phone, flags: fin, seq: 9}, {from: phone, to: server, flags: syn, seq: 1}}, 1},
		{"another SYN after a silence", []packet{{from: phone, to: server, flags: syn, seq: 1}, {from: phone, to: server, flags: syn, seq: 9, at: time.Hour}}, 2},
		{"other ports", []packet{{from: phone, to: server}, {from: "192.168.2.100:45107", to: server}}, 2},
		{"other protocol", []packet{{from: phone, to: server}, {from: phone, to: server, proto: 17}}, 2},
		{"both directions without ports", []packet{{from: "10.0.0.1", to: "10.0.0.2", proto: 1}, {from: "10.0.0.2", to: "10.0.0.1", proto: 1}}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := len(feed(t, test.packets)); got != test.flows {
				t.Errorf("%d flows, want %d", got, test.flows)
			}
		})
	}
}

func TestIdlePartInherits(t *testing.T) {
	flows := feed(t, []packet{
		{from: server, to: phone, at: time.Second, flags: decode.SYN | decode.ACK},
		{from: server, to: phone, at: time.Hour},
		{from: phone, to: server, at: 2 * time.Hour},
	})
	if len(flows) != 3 {
		t.Fatalf("%d flows, want 3", len(flows))
	}
	for _, f := range flows {
		if f.SYN != A || f.Origin != 1 || f.OriginTime != int64(time.Second) {
			t.Errorf("part at packet %d: opened by %d, began at packet %d", f.Index, f.SYN, f.Origin)
		}
	}
}

// A full shard forgets the flow that has been quiet for longest, and says so.
func TestForgetsTheOldest(t *testing.T) {
	var forgotten []Flow
	table := NewTable(func(f *Flow) { forgotten = append(forgotten, *f) })
	var first *decode.Packet
	added := 0
	for i := uint32(0); added <= maxFlows; i++ {
		p := packet{from: phone, to: server, proto: 17, length: 1}.packet(t, uint64(i+1))
		binary.BigEndian.PutUint32(p.Key.A[:], i) // any part of an address will do
		if Shard(&p.Key) != 0 {
			continue
		}
		if first == nil {
			first = p
		} else if added == maxFlows {
			table.Add(first) // it is the oldest no more
		}
		table.Add(p)
		added++
	}
	if len(forgotten) != 1 || forgotten[0].Key == first.Key {
		t.Fatalf("forgot %d flows, of them the one just seen: %v", len(forgotten), len(forgotten) == 1)
	}
	if n := len(table.Flows()); n != maxFlows {
		t.Errorf("%d flows remembered, want %d", n, maxFlows)
	}
	if f, _ := table.Add(first); f.From[0].Packets+f.From[1].Packets != 3 {
		t.Error("the flow kept has lost packets")
	}
}

func TestAddDoesNotAllocate(t *testing.T) {
	table := NewTable(nil)
	p := packet{from: phone, to: server}.packet(t, 1)
	table.Add(p)
	if n := testing.AllocsPerRun(100, func() { table.Add(p) }); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

// A flow is of the app that its first packet to tell one tells; a part that tells
// none is of the app of the part before.
func TestApp(t *testing.T) {
	shop, chat := &decode.App{UID: 10123, Name: "Shop"}, &decode.App{UID: 10124, Name: "Chat"}
	type told struct {
		at  time.Duration
		app *decode.App
	}
	for _, test := range []struct {
		name    string
		packets []told
		want    []*decode.App // of each part
	}{
		{"none", []told{{}}, []*decode.App{nil}},
		{"the first packet", []told{{app: shop}, {}}, []*decode.App{shop}},
		{"a later packet", []told{{}, {app: shop}, {app: chat}}, []*decode.App{shop}},
		{"a part that tells none", []told{{app: shop}, {at: time.Hour}}, []*decode.App{shop, shop}},
		{"a part of another app", []told{{app: shop}, {at: time.Hour, app: chat}}, []*decode.App{shop, chat}},
	} {
		table := NewTable(nil)
		for i, told := range test.packets {
			p := packet{from: phone, to: server, at: told.at}.packet(t, uint64(i+1))
			p.App = told.app
			table.Add(p)
		}
		var got []*decode.App
		for _, f := range table.Flows() {
			got = append(got, f.App)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
