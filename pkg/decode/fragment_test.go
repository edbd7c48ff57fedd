package decode

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/go-cmp/cmp"
)

// fragment4 is a fragment of a UDP packet, port 5000 to 53, with id and bytes
// offset to end of its fragmentable part: a header and what payload gives.
func fragment4(payload string, id, offset, end int, more bool) *capture.Frame {
	udp := make([]byte, 8, 8+len(payload))
	binary.BigEndian.PutUint16(udp, 5000)
	binary.BigEndian.PutUint16(udp[2:], 53)
	binary.BigEndian.PutUint16(udp[4:], uint16(8+len(payload)))
	part := append(udp, payload...)[offset:end]
	b := append([]byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, UDP, 0, 0, 192, 168, 2, 100, 203, 0, 113, 5}, part...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	binary.BigEndian.PutUint16(b[4:], uint16(id))
	binary.BigEndian.PutUint16(b[6:], uint16(offset/8))
	if more {
		b[6] |= 0x20
	}
	return &capture.Frame{Data: b, Length: uint32(len(b)), Link: capture.LinkRaw, Timed: true}
}

const text = "0123456789abcdefghijklmnopqrstuvwxyz" // 36 bytes: with the header 44, in fragments of 16, 16, 12

func fragments4(id int) []*capture.Frame {
	return []*capture.Frame{
		fragment4(text, id, 0, 16, true),
		fragment4(text, id, 16, 32, true),
		fragment4(text, id, 32, 44, false),
	}
}

// In whatever order fragments come, their bytes belong to the flow of the first
// and the payload is read whole. Fragments that come twice do not read it again,
// unless all of them do: that is another packet.
func TestFragmentsInAnyOrder(t *testing.T) {
	for _, test := range []struct {
		order []int
		whole int
	}{
		{[]int{0, 1, 2}, 1}, {[]int{0, 2, 1}, 1}, {[]int{1, 0, 2}, 1}, {[]int{1, 2, 0}, 1}, {[]int{2, 0, 1}, 1}, {[]int{2, 1, 0}, 1},
		{[]int{0, 0, 1, 1, 2, 2}, 1}, {[]int{2, 1, 0, 2, 1, 0}, 2}, {[]int{0, 1, 2, 0, 1, 2}, 2},
	} {
		order := test.order
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			d := NewDecoder()
			var packets []Packet
			for i, k := range order {
				f := fragments4(7)[k]
				f.Number = uint64(i + 1)
				packets, _ = d.Decode(f, packets)
			}
			packets = d.Flush(packets)
			if len(packets) != len(order) {
				t.Fatalf("%d packets of %d fragments", len(packets), len(order))
			}
			whole, bytes, payload := 0, uint32(0), uint32(0)
			for _, p := range packets {
				if !p.Key.Ports || p.Key.Port(p.FromB) != 5000 {
					t.Errorf("frame %d is of no flow", p.Frame)
				}
				if string(p.Payload) == text {
					whole++
				}
				bytes += p.Length
				payload += p.PayloadLength
			}
			copies := uint32(len(order) / 3)
			if whole != test.whole || bytes != copies*(3*20+44) || payload != copies*36 {
				t.Errorf("whole %d times, %d bytes of IP, %d of payload", whole, bytes, payload)
			}
		})
	}
}

func TestFragments(t *testing.T) {
	for _, test := range []struct {
		name   string
		frames []*capture.Frame
		want   string // payload of the last packet that has one
		flows  int    // packets with ports
	}{
		{"the first bytes to come win", []*capture.Frame{fragment4(text, 7, 0, 16, true), fragment4("XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", 7, 8, 32, true), fragment4(text, 7, 16, 44, false)},
			"01234567XXXXXXXXXXXXXXXXopqrstuvwxyz", 3},
		{"a hole stays", []*capture.Frame{fragments4(7)[0], fragments4(7)[2]}, "01234567", 2},
		{"the first never comes", []*capture.Frame{fragments4(7)[1], fragments4(7)[2]}, "", 0},
		{"another packet's fragments", []*capture.Frame{fragments4(7)[0], fragments4(8)[1], fragments4(7)[2]}, "01234567", 2},
		{"one inside another (teardrop)", []*capture.Frame{fragment4(text, 7, 0, 40, true), fragment4(text, 7, 24, 32, false)}, "0123456789abcdefghijklmn", 2},
		{"an end before the end", []*capture.Frame{fragment4(text, 7, 16, 24, false), fragment4(text, 7, 0, 16, true), fragment4(text, 7, 24, 44, true)}, "0123456789abcdef", 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := NewDecoder()
			var packets []Packet
			for _, f := range test.frames {
				packets, _ = d.Decode(f, packets)
			}
			payload, flows := "", 0
			for _, p := range d.Flush(packets) {
				if len(p.Payload) > 0 {
					payload = string(p.Payload)
				}
				if p.Key.Ports {
					flows++
				}
			}
			if payload != test.want || flows != test.flows {
				t.Errorf("payload %q of %d packets with ports, want %q of %d", payload, flows, test.want, test.flows)
			}
		})
	}
}

// tunnelled returns an IPv4 packet of a protocol in two fragments, with ipv4TCP behind
// a header in it.
func tunnelled(t *testing.T, protocol string, header string) []*capture.Frame {
	t.Helper()
	inside := frame(t, capture.LinkRaw, header+ipv4TCP).Data
	const half = 24
	first := frame(t, capture.LinkRaw, outer4(protocol, half)+hex.EncodeToString(inside[:half]))
	first.Data[6] |= 0x20
	last := frame(t, capture.LinkRaw, outer4(protocol, len(inside)-half)+hex.EncodeToString(inside[half:]))
	binary.BigEndian.PutUint16(last.Data[6:], half/8)
	return []*capture.Frame{first, last}
}

// What a tunnel's packet carried counts once, when all its fragments are there; a
// part of it is the tunnel's own.
func TestTunnelInFragments(t *testing.T) {
	for _, test := range []struct {
		name, protocol, header string
		kind                   string
		outer                  seen // of the first fragment alone
	}{
		{"GRE", "2f", "0000 0800", "gre", seen{Proto: 47}},
		{"IP in IP", "04", "", "ipip", seen{Proto: 4}},
		{"GTP-U", "11", "c000 0868 003c 0000" + "30 ff 002c 00000007", "gtp", seen{Proto: UDP, Ports: true}},
	} {
		for _, order := range [][]int{{0, 1}, {1, 0}} {
			t.Run(fmt.Sprint(test.name, order), func(t *testing.T) {
				d := NewDecoder()
				fragments := tunnelled(t, test.protocol, test.header)
				var packets []Packet
				for i, k := range order {
					var reason Reason
					fragments[k].Number = uint64(i + 1)
					if packets, reason = d.Decode(fragments[k], packets); reason != InFlow {
						t.Errorf("fragment %d is %v", k, reason)
					}
				}
				packets = d.Flush(packets)
				if len(packets) != 1 {
					t.Fatalf("%d packets, want that inside alone", len(packets))
				}
				if diff := cmp.Diff(inside(tcp4, test.kind)[0], look(packets[0]), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" || packets[0].Frame != 2 {
					t.Errorf("frame %d (-want +got):\n%s", packets[0].Frame, diff)
				}
			})
		}
		t.Run(test.name+" without an end", func(t *testing.T) {
			d := NewDecoder()
			packets, _ := d.Decode(tunnelled(t, test.protocol, test.header)[0], nil)
			if len(packets) != 0 {
				t.Fatal("told before the rest could come")
			}
			packets = d.Flush(packets)
			if len(packets) != 1 {
				t.Fatalf("%d packets of one fragment", len(packets))
			}
			if got := look(packets[0]); got.Proto != test.outer.Proto || got.Ports != test.outer.Ports || got.Length != 44 || got.Encap != nil {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// A fragmented packet inside a tunnel is put together apart from one with the same
// identification outside.
func TestFragmentsInTunnel(t *testing.T) {
	d := NewDecoder()
	outside := fragments4(7)
	var packets []Packet
	for i, f := range fragments4(7) {
		g := frame(t, capture.LinkRaw, outer4("04", len(f.Data))+hex.EncodeToString(f.Data))
		packets, _ = d.Decode(outside[i], packets)
		packets, _ = d.Decode(g, packets)
	}
	whole := 0
	for _, p := range d.Flush(packets) {
		if string(p.Payload) == text {
			whole++
		}
	}
	if whole != 2 {
		t.Errorf("%d packets read whole, want 2", whole)
	}
}

// An identification that comes again after a minute is another packet's.
func TestOldFragments(t *testing.T) {
	d := NewDecoder()
	frames := fragments4(7)
	frames[1].Time, frames[2].Time = fragmentAge+1, fragmentAge+1
	var packets []Packet
	for _, f := range frames {
		packets, _ = d.Decode(f, packets)
	}
	for _, p := range d.Flush(packets) {
		if string(p.Payload) == text {
			t.Error("fragments a minute apart were put together")
		}
	}
}

// A flood of fragments is counted, in bounded memory.
func TestFragmentFlood(t *testing.T) {
	d := NewDecoder()
	sent, got := 0, 0
	for i := range 20_000 {
		packets, reason := d.Decode(fragment4(text, i, 8*(i%5), 44, i%3 > 0), nil)
		if reason != InFlow {
			t.Fatal(reason)
		}
		sent, got = sent+1, got+len(packets)
		if d.fragments.oldest.Len() > maxFragmented || d.fragments.bytes > maxFragmentBytes+1<<16 {
			t.Fatalf("after %d: %d packets, %d bytes kept", i, d.fragments.oldest.Len(), d.fragments.bytes)
		}
	}
	if got += len(d.Flush(nil)); got != sent || d.fragments.bytes != 0 {
		t.Errorf("%d of %d fragments told, %d bytes kept at the end", got, sent, d.fragments.bytes)
	}
}
