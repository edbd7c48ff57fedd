package decode

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/cryptobyte"
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
// and the payload is read whole, once: where it was completed.
func TestFragmentsInAnyOrder(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {0, 0, 1, 1, 2, 2}, {2, 2, 1, 1, 0, 0}, {2, 1, 0, 2, 1, 0}} {
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
			if whole != 1 || bytes != copies*(3*20+44) || payload != copies*36 {
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
		{"one inside another (teardrop)", []*capture.Frame{fragment4(text, 7, 0, 40, true), fragment4(text, 7, 24, 32, false)}, "0123456789abcdefghijklmnopqrstuv", 2},
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

// cut returns an IPv4 packet of a protocol in fragments of size bytes.
func cut(t testing.TB, protocol string, inside []byte, size int) []*capture.Frame {
	t.Helper()
	var fragments []*capture.Frame
	for at := 0; at < len(inside); at += size {
		part := inside[at:min(at+size, len(inside))]
		f := frame(t, capture.LinkRaw, outer4(protocol, len(part))+hex.EncodeToString(part))
		binary.BigEndian.PutUint16(f.Data[6:], uint16(at/8))
		if at+size < len(inside) {
			f.Data[6] |= 0x20
		}
		fragments = append(fragments, f)
	}
	return fragments
}

// tunnelled returns an IPv4 packet of a protocol in two fragments, with ipv4TCP
// behind a header in it.
func tunnelled(t testing.TB, protocol string, header string) []*capture.Frame {
	t.Helper()
	inside := frame(t, capture.LinkRaw, header+ipv4TCP).Data
	return cut(t, protocol, inside, (len(inside)/2+7)&^7)
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
			first := tunnelled(t, test.protocol, test.header)[0]
			packets, _ := d.Decode(first, nil)
			if len(packets) != 0 {
				t.Fatal("told before the rest could come")
			}
			packets = d.Flush(packets)
			if len(packets) != 1 {
				t.Fatalf("%d packets of one fragment", len(packets))
			}
			if got := look(packets[0]); got.Proto != test.outer.Proto || got.Ports != test.outer.Ports || got.Length != first.Length || got.Encap != nil {
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

// Every byte of a tunnel's fragments counts once: with the packet inside, or as the
// tunnel's own if it came again.
func TestTunnelFragmentsComeAgain(t *testing.T) {
	const first, last, inner = 44, 44, 44 // bytes of IP
	for _, test := range []struct {
		order []int
		want  uint32
	}{
		{[]int{0, 1}, inner},
		{[]int{0, 0, 1}, inner + first},
		{[]int{0, 0, 1, 1}, inner + first + last},
		{[]int{1, 1, 0, 0}, inner + first + last},
		{[]int{1, 0, 0, 0, 1}, inner + 2*first + last},
	} {
		t.Run(fmt.Sprint(test.order), func(t *testing.T) {
			d := NewDecoder()
			var packets []Packet
			for i, k := range test.order {
				f := *tunnelled(t, "2f", "0000 0800")[k]
				f.Number = uint64(i + 1)
				packets, _ = d.Decode(&f, packets)
			}
			packets = d.Flush(packets)
			if n, _ := carried(packets); n != uint32(len(test.order)) {
				t.Errorf("packets of %d frames, of %d", n, len(test.order))
			}
			got, opened := uint32(0), 0
			frames := make(map[uint64]bool)
			for _, p := range packets {
				got += p.Length
				if p.Encap != nil {
					opened++
				}
				if frames[p.Frame] {
					t.Errorf("frame %d counts twice", p.Frame)
				}
				frames[p.Frame] = true
			}
			if got != test.want || opened != 1 {
				t.Errorf("%d bytes of IP, %d packets from inside; want %d and 1", got, opened, test.want)
			}
		})
	}
}

// A packet of the greatest length is opened at the least MTU; more fragments than
// that are the tunnel's own, and what is inside is not told as well.
func TestManyTunnelFragments(t *testing.T) {
	inside := frame(t, capture.LinkRaw, "0000 0800"+ipv4TCP).Data
	inside = append(inside, make([]byte, 60_000)...)
	binary.BigEndian.PutUint16(inside[4+2:], uint16(len(inside)-4))
	for _, test := range []struct {
		size    int
		opened  int
		packets int
	}{
		{552, 1, 1},
		{400, 0, (len(inside) + 399) / 400},
	} {
		d := NewDecoder()
		var packets []Packet
		for _, f := range cut(t, "2f", inside, test.size) {
			packets, _ = d.Decode(f, packets)
		}
		packets = d.Flush(packets)
		opened := 0
		for _, p := range packets {
			if p.Encap != nil {
				opened++
			}
		}
		if len(packets) != test.packets || opened != test.opened {
			t.Errorf("fragments of %d bytes: %d packets, %d from inside; want %d and %d", test.size, len(packets), opened, test.packets, test.opened)
		}
	}
}

// Two networks may use the same addresses and identifications.
func TestFragmentsOfNetworks(t *testing.T) {
	d := NewDecoder()
	var packets []Packet
	for i := range 3 {
		for _, network := range []string{"00002a", "00002b"} {
			f := fragments4(7)[i]
			packets, _ = d.Decode(frame(t, capture.LinkRaw, outer4("11", 8+8+14+len(f.Data))+udpTo(4789, 8+14+len(f.Data))+"08 000000"+network+"00"+
				etherHeader+isIPv4+hex.EncodeToString(f.Data)), packets)
		}
	}
	bytes, whole := make(map[uint32]uint32), 0
	for _, p := range d.Flush(packets) {
		bytes[p.Key.Network&0xffffff] += p.Length
		if string(p.Payload) == text {
			whole++
		}
	}
	if bytes[0x2a] != bytes[0x2b] || whole != 2 {
		t.Errorf("bytes by network %v, %d packets read whole; want as much each, and 2", bytes, whole)
	}
}

// What stays of a packet's copies is not read as part of the next packet with its
// identification.
func TestFragmentsOfTheNextPacket(t *testing.T) {
	next := strings.Repeat("B", len(text))
	d := NewDecoder()
	var packets []Packet
	frames := fragments4(7)
	frames = []*capture.Frame{frames[0], frames[0], frames[1], frames[1], frames[2], frames[2],
		fragment4(next, 7, 0, 16, true), fragment4(next, 7, 16, 32, true), fragment4(next, 7, 32, 44, false)}
	var whole []string
	for i, f := range frames {
		f.Number = uint64(i + 1)
		packets, _ = d.Decode(f, packets[:0])
		for _, p := range packets {
			if len(p.Payload) == len(text) {
				whole = append(whole, string(p.Payload))
			}
		}
	}
	if !slices.Equal(whole, []string{text, next}) {
		t.Errorf("read whole: %q", whole)
	}
}

// A name that a reassembled packet gives is proven by the frame that completed it.
func TestWhereFragmentsComplete(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {1, 0, 2}} {
		d := NewDecoder()
		var packets []Packet
		for i, k := range order {
			f := fragments4(7)[k]
			f.Number = uint64(i + 1)
			packets, _ = d.Decode(f, packets)
		}
		for _, p := range packets {
			if string(p.Payload) == text && p.Frame != 3 {
				t.Errorf("order %v: frame %d, which did not complete it", order, p.Frame)
			}
		}
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

// A flood of fragments is counted, in bounded memory, whether they begin packets or
// go on with them.
func TestFragmentFlood(t *testing.T) {
	d := NewDecoder()
	sent, got := 0, 0
	send := func(f *capture.Frame) {
		t.Helper()
		packets, reason := d.Decode(f, nil)
		if reason != InFlow {
			t.Fatal(reason)
		}
		sent, got = sent+1, got+len(packets)
		if d.fragments.oldest.Len() > maxFragmented || d.fragments.bytes > maxFragmentBytes+1<<16 {
			t.Fatalf("after %d: %d packets, %d bytes kept", sent, d.fragments.oldest.Len(), d.fragments.bytes)
		}
	}
	for i := range 20_000 {
		send(fragment4(text, i, 8*(i%5), 44, i%3 > 0))
	}
	for round := range 6 {
		for i := range maxFragmented {
			f := frame(t, capture.LinkRaw, fmt.Sprintf("45 00 05c8 %04x %04x 40 2f 0000 0a000001 c6336402", i, 0x2000|200*round)+strings.Repeat("00", 1460))
			send(f)
		}
	}
	if got += len(d.Flush(nil)); got != sent || d.fragments.bytes != 0 {
		t.Errorf("%d of %d fragments told, %d bytes kept at the end", got, sent, d.fragments.bytes)
	}
}

// Frames one after the other through a Decoder: none is lost or counts twice, and
// nothing is kept in the end.
func FuzzFragments(f *testing.F) {
	add := func(frames ...*capture.Frame) {
		var b []byte
		for _, x := range frames {
			b = append(binary.BigEndian.AppendUint16(b, uint16(len(x.Data))), x.Data...)
		}
		f.Add(b)
	}
	add(fragments4(7)...)
	for _, x := range [][2]string{{"2f", "0000 0800"}, {"04", ""}, {"11", "c000 0868 003c 0000" + "30 ff 002c 00000007"}, {"04", outer4("2f", 48) + "0000 0800"},
		{"73", "00000007" + etherHeader + isIPv4}, {"89", "00015140"}} {
		p := tunnelled(f, x[0], x[1])
		add(p...)
		add(p[1], p[0], p[0])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := NewDecoder()
		d.Dedup = len(data)%2 == 0
		s := cryptobyte.String(data)
		var packets []Packet
		frames, counted, length := uint64(0), uint32(0), uint32(0)
		for one := (cryptobyte.String)(nil); s.ReadUint16LengthPrefixed(&one); frames++ {
			var reason Reason
			b := bytes.Clone(one)
			packets, reason = d.Decode(&capture.Frame{Data: b, Length: uint32(len(b)), Link: capture.LinkRaw, Number: frames, Timed: true, Time: int64(frames)}, packets)
			if reason == InFlow {
				counted++
				length += uint32(len(b))
			}
			clear(b) // as if its memory held the next frame
		}
		packets = d.Flush(packets)
		if n, wire := carried(packets); n != counted || wire != length {
			t.Fatalf("packets of %d frames of %d bytes, of %d of %d", n, wire, counted, length)
		}
		for _, p := range packets {
			if p.PayloadLength > p.Length {
				t.Fatalf("payload of %d bytes in %d of IP", p.PayloadLength, p.Length)
			}
		}
		if d.fragments.bytes != 0 || d.fragments.oldest.Len() != 0 {
			t.Fatalf("%d bytes, %d packets kept", d.fragments.bytes, d.fragments.oldest.Len())
		}
	})
}
