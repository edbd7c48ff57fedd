package decode

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/go-cmp/cmp"
)

// Pieces of frames, as hex with comments.
const (
	etherHeader = "00005e005302 00005e005301" // to :02, from :01; an EtherType follows
	isIPv4      = "0800"
	isIPv6      = "86dd"
	// 192.168.2.100 → 203.0.113.5, TCP, 44 bytes: SYN from port 45106 to 443, sequence number 7
	ipv4TCP = "45 00 002c 0001 4000 40 06 0000 c0a80264 cb007105" + "b032 01bb 00000007 00000000 50 02 ffff 0000 0000" + "68656c6c"
	// 2001:db8::1 → 2001:db8::2, UDP, 40+8+4 bytes: port 5000 to 53
	ipv6UDP = "60000000 000c 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002" + "1388 0035 000c 0000" + "61626364"
)

// ipv6 is a packet between the same two addresses.
func ipv6(payloadLength, next, rest string) string {
	return "60000000" + payloadLength + next + "40 20010db8000000000000000000000001 20010db8000000000000000000000002" + rest
}

func frame(t testing.TB, link capture.LinkType, text string) *capture.Frame {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return &capture.Frame{Data: b, Length: uint32(len(b)), Link: link, Number: 1}
}

// seen is what a test expects of a packet.
type seen struct {
	Src, Dst netip.AddrPort // port 0 where there are none
	Proto    uint8
	Ports    bool
	Length   uint32
	Payload  string // captured
	PayLen   uint32 // on the wire
	Flags    TCPFlags
	VLAN     []uint16
	Beyond   uint32
	SrcMAC   string
}

// decodeAll decodes f as if the capture ended with it.
func decodeAll(d *Decoder, f *capture.Frame) ([]Packet, Reason) {
	packets, reason := d.Decode(f, nil)
	return d.Flush(packets), reason
}

func look(p Packet) seen {
	s := seen{
		Src: netip.AddrPortFrom(p.Key.Addr(p.FromB), p.Key.Port(p.FromB)), Dst: netip.AddrPortFrom(p.Key.Addr(!p.FromB), p.Key.Port(!p.FromB)),
		Proto: p.Key.Proto, Ports: p.Key.Ports, Length: p.Length, Payload: string(p.Payload), PayLen: p.PayloadLength, Flags: p.Flags, Beyond: p.Beyond,
	}
	if p.VLANs > 0 {
		s.VLAN = p.VLAN[:p.VLANs]
	}
	if p.SrcMAC != [6]byte{} {
		s.SrcMAC = hex.EncodeToString(p.SrcMAC[:])
	}
	return s
}

var (
	phone4, server4 = netip.MustParseAddrPort("192.168.2.100:45106"), netip.MustParseAddrPort("203.0.113.5:443")
	phone6, server6 = netip.MustParseAddrPort("[2001:db8::1]:5000"), netip.MustParseAddrPort("[2001:db8::2]:53")
	none6, other6   = netip.AddrPortFrom(phone6.Addr(), 0), netip.AddrPortFrom(server6.Addr(), 0)
	tcp4            = seen{Src: phone4, Dst: server4, Proto: TCP, Ports: true, Length: 44, Payload: "hell", PayLen: 4, Flags: SYN}
	udp6            = seen{Src: phone6, Dst: server6, Proto: UDP, Ports: true, Length: 52, Payload: "abcd", PayLen: 4}
)

// with returns s as change makes it.
func with(s seen, change func(*seen)) seen { change(&s); return s }

func onEthernet(s seen) seen { s.SrcMAC = "00005e005301"; return s }

var frames = []struct {
	name   string
	link   capture.LinkType
	data   string
	wire   uint32 // the frame's length on the wire, if not all of it was captured
	want   []seen
	reason Reason
}{
	{name: "Ethernet, IPv4, TCP", link: capture.LinkEthernet, data: etherHeader + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "Ethernet, IPv6, UDP", link: capture.LinkEthernet, data: etherHeader + isIPv6 + ipv6UDP, want: []seen{onEthernet(udp6)}},
	{name: "padding does not count", link: capture.LinkEthernet, data: etherHeader + isIPv4 + ipv4TCP + "0000 0000 0000", want: []seen{onEthernet(tcp4)}},
	{name: "802.1Q", link: capture.LinkEthernet, data: etherHeader + "8100 0064" + isIPv4 + ipv4TCP,
		want: []seen{with(onEthernet(tcp4), func(s *seen) { s.VLAN = []uint16{100} })}},
	{name: "802.1ad", link: capture.LinkEthernet, data: etherHeader + "88a8 0007 8100 2064" + isIPv6 + ipv6UDP,
		want: []seen{with(onEthernet(udp6), func(s *seen) { s.VLAN = []uint16{7, 100} })}},
	{name: "four tags", link: capture.LinkEthernet, data: etherHeader + "8100 0001 8100 0002 8100 0003 8100 0004" + isIPv4 + ipv4TCP,
		want: []seen{with(onEthernet(tcp4), func(s *seen) { s.VLAN = []uint16{1, 2, 3} })}},
	{name: "802.3, LLC, SNAP", link: capture.LinkEthernet, data: etherHeader + "0034" + "aa aa 03 000000" + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "ARP", link: capture.LinkEthernet, data: etherHeader + "0806" + "0001 0800 06 04 0001", reason: NonIP},
	{name: "unknown EtherType", link: capture.LinkEthernet, data: etherHeader + "9999 00000000", reason: NonIP},

	{name: "raw IPv4", link: capture.LinkRaw, data: ipv4TCP, want: []seen{tcp4}},
	{name: "raw IPv6", link: capture.LinkRaw, data: ipv6UDP, want: []seen{udp6}},
	{name: "DLT 12", link: capture.LinkRawBSD, data: ipv4TCP, want: []seen{tcp4}},
	{name: "DLT 14", link: capture.LinkRawOpenBSD, data: ipv6UDP, want: []seen{udp6}},
	{name: "LINKTYPE_IPV4", link: capture.LinkIPv4, data: ipv4TCP, want: []seen{tcp4}},
	{name: "LINKTYPE_IPV6", link: capture.LinkIPv6, data: ipv6UDP, want: []seen{udp6}},
	{name: "NULL, little-endian AF_INET", link: capture.LinkNull, data: "02000000" + ipv4TCP, want: []seen{tcp4}},
	{name: "NULL, big-endian AF_INET", link: capture.LinkNull, data: "00000002" + ipv4TCP, want: []seen{tcp4}},
	{name: "NULL, AF_INET6 of Linux", link: capture.LinkNull, data: "0a000000" + ipv6UDP, want: []seen{udp6}},
	{name: "NULL, AF_INET6 of NetBSD", link: capture.LinkNull, data: "18000000" + ipv6UDP, want: []seen{udp6}},
	{name: "NULL, AF_INET6 of FreeBSD", link: capture.LinkNull, data: "1c000000" + ipv6UDP, want: []seen{udp6}},
	{name: "NULL, AF_INET6 of macOS", link: capture.LinkNull, data: "1e000000" + ipv6UDP, want: []seen{udp6}},
	{name: "LOOP", link: capture.LinkLoop, data: "0000001e" + ipv6UDP, want: []seen{udp6}},
	{name: "NULL, another family", link: capture.LinkNull, data: "07000000" + ipv4TCP, reason: NonIP},
	{name: "SLL", link: capture.LinkLinuxSLL, data: "0004 0001 0006 00005e0053010000" + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "SLL without an address", link: capture.LinkLinuxSLL, data: "0004 fffe 0000 0000000000000000" + isIPv4 + ipv4TCP, want: []seen{tcp4}},
	{name: "SLL of a netlink socket", link: capture.LinkLinuxSLL, data: "0004 0338 0000 0000000000000000" + isIPv4 + ipv4TCP, reason: NonIP},
	{name: "SLL2", link: capture.LinkLinuxSLL2, data: isIPv6 + "0000 00000002 0001 04 06 00005e0053010000" + ipv6UDP, want: []seen{onEthernet(udp6)}},
	{name: "a link type nobody reads", link: 9999, data: ipv4TCP, reason: UnsupportedLink},

	{name: "total length 0: segmentation offload", link: capture.LinkRaw, data: strings.Replace(ipv4TCP, "002c", "0000", 1), want: []seen{tcp4}},
	{name: "IPv6 payload length 0: segmentation offload", link: capture.LinkRaw, data: strings.Replace(ipv6UDP, "000c", "0000", 1), want: []seen{udp6}},
	{name: "IPv6 with nothing in it", link: capture.LinkRaw, data: ipv6("0000", "3b", ""), want: []seen{{Src: none6, Dst: other6, Proto: protoNone, Length: 40}}},
	{name: "length beyond the frame", link: capture.LinkRaw, data: strings.Replace(ipv4TCP, "002c", "0100", 1),
		want: []seen{with(tcp4, func(s *seen) { s.Length, s.PayLen, s.Beyond = 256, 216, 212 })}},
	{name: "payload cut by the snap length", link: capture.LinkRaw, data: ipv4TCP[:len(ipv4TCP)-4], wire: 44,
		want: []seen{with(tcp4, func(s *seen) { s.Payload = "he" })}},
	{name: "TCP header cut after the ports", link: capture.LinkRaw, data: "45 00 002c 0001 4000 40 06 0000 c0a80264 cb007105 b032 01bb 0000", wire: 44,
		want: []seen{with(tcp4, func(s *seen) { s.Payload, s.PayLen, s.Flags = "", 0, 0 })}},
	{name: "TCP header cut before the ports", link: capture.LinkRaw, data: "45 00 002c 0001 4000 40 06 0000 c0a80264 cb007105 b032", wire: 44,
		want: []seen{{Src: netip.AddrPortFrom(phone4.Addr(), 0), Dst: netip.AddrPortFrom(server4.Addr(), 0), Proto: TCP, Length: 44}}},
	{name: "IPv4 options", link: capture.LinkRaw, data: "46 00 0030 0001 4000 40 06 0000 c0a80264 cb007105 01010100" + "b032 01bb 00000007 00000000 50 02 ffff 0000 0000 68656c6c",
		want: []seen{with(tcp4, func(s *seen) { s.Length = 48 })}},
	{name: "a later IPv4 fragment has no ports", link: capture.LinkRaw, data: strings.Replace(ipv4TCP, "4000 40", "0020 40", 1),
		want: []seen{{Src: netip.AddrPortFrom(phone4.Addr(), 0), Dst: netip.AddrPortFrom(server4.Addr(), 0), Proto: TCP, Length: 44, PayLen: 24}}},
	{name: "ICMP", link: capture.LinkRaw, data: "45 00 001c 0001 0000 40 01 0000 c0a80264 cb007105 0800 f7fd 0001 0001",
		want: []seen{{Src: netip.AddrPortFrom(phone4.Addr(), 0), Dst: netip.AddrPortFrom(server4.Addr(), 0), Proto: 1, Length: 28}}},

	{name: "hop-by-hop and destination options", link: capture.LinkRaw, data: ipv6("001c", "00", "3c 00 0104 00000000"+"11 00 0104 00000000"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 68 })}},
	{name: "segment routing header", link: capture.LinkRaw, data: ipv6("0024", "2b", "11 02 04 00 00000000 20010db8000000000000000000000009"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 76 })}},
	{name: "first IPv6 fragment", link: capture.LinkRaw, data: ipv6("0014", "2c", "11 00 0001 00000007"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 60 })}},
	{name: "a later IPv6 fragment has no ports", link: capture.LinkRaw, data: ipv6("0014", "2c", "11 00 0009 00000007"+"1388 0035 000c 0000 61626364"),
		want: []seen{{Src: none6, Dst: other6, Proto: UDP, Length: 60, PayLen: 12}}},
	{name: "authentication header", link: capture.LinkRaw, data: ipv6("0024", "33", "11 04 0000 00000001 00000001 000000000000000000000000"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 76 })}},

	{name: "empty frame", link: capture.LinkEthernet, reason: Malformed},
	{name: "empty frame, cut", link: capture.LinkEthernet, wire: 60, reason: Truncated},
	{name: "IPv4 header cut by the snap length", link: capture.LinkRaw, data: "45 00 002c 0001 4000 40 06 0000", wire: 44, reason: Truncated},
	{name: "IPv4 header that ends with its frame", link: capture.LinkRaw, data: "45 00 002c 0001 4000 40 06 0000", reason: Malformed},
	{name: "IPv4 header length below 20", link: capture.LinkRaw, data: "44" + ipv4TCP[2:], reason: Malformed},
	{name: "IPv4 total length below the header's", link: capture.LinkRaw, data: strings.Replace(ipv4TCP, "002c", "0010", 1), reason: Malformed},
	{name: "IP version 5", link: capture.LinkRaw, data: "55" + ipv4TCP[2:], reason: Malformed},
	{name: "extension header longer than the packet", link: capture.LinkRaw, data: ipv6("000c", "00", "11 09 0104 00000000 61626364"), reason: Malformed},
	{name: "extension header cut by the snap length", link: capture.LinkRaw, data: ipv6("0010", "00", "11 00 01"), wire: 56, reason: Truncated},
}

func TestDecode(t *testing.T) {
	for _, test := range frames {
		t.Run(test.name, func(t *testing.T) {
			f := frame(t, test.link, test.data)
			if test.wire > 0 {
				f.Length = test.wire
			}
			packets, reason := decodeAll(NewDecoder(), f)
			var got []seen
			for _, p := range packets {
				got = append(got, look(p))
			}
			if diff := cmp.Diff(test.want, got, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
				t.Errorf("packets (-want +got):\n%s", diff)
			}
			if reason != test.reason {
				t.Errorf("reason %v, want %v", reason, test.reason)
			}
		})
	}
}

// A reused Decoder says of any frame what a fresh one says, whatever came before.
func TestReuse(t *testing.T) {
	for _, a := range frames {
		for _, b := range frames {
			reused := NewDecoder()
			decodeAll(reused, frame(t, a.link, a.data))
			got, gotReason := decodeAll(reused, frame(t, b.link, b.data))
			want, wantReason := decodeAll(NewDecoder(), frame(t, b.link, b.data))
			if diff := cmp.Diff(want, got); diff != "" || gotReason != wantReason {
				t.Errorf("%s after %s: %v, want %v\n%s", b.name, a.name, gotReason, wantReason, diff)
			}
		}
	}
}

// However much of a frame is kept, its packet is the one it was sent as, or the
// frame is called truncated.
func TestEveryPrefix(t *testing.T) {
	for _, test := range frames {
		if test.wire > 0 {
			continue
		}
		whole := frame(t, test.link, test.data)
		want, _ := decodeAll(NewDecoder(), whole)
		for n := range whole.Data {
			cut := *whole
			cut.Data = whole.Data[:n:n]
			got, reason := decodeAll(NewDecoder(), &cut)
			switch {
			case len(got) > len(want):
				t.Errorf("%s cut to %d bytes: a packet that was not there", test.name, n)
			case len(got) == 1 && got[0].Length != want[0].Length:
				t.Errorf("%s cut to %d bytes: %d bytes of IP, want %d", test.name, n, got[0].Length, want[0].Length)
			case len(got) == 0 && len(want) == 1 && reason != Truncated:
				t.Errorf("%s cut to %d bytes: %v", test.name, n, reason)
			}
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	d := NewDecoder()
	for _, test := range frames[:7] {
		f := frame(t, test.link, test.data)
		packets := make([]Packet, 0, 1)
		if n := testing.AllocsPerRun(100, func() { d.Decode(f, packets) }); n != 0 {
			t.Errorf("%s: %v allocations", test.name, n)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, test := range frames {
		f.Add(uint16(test.link), frame(f, test.link, test.data).Data, test.wire)
	}
	d := NewDecoder()
	f.Fuzz(func(t *testing.T, link uint16, data []byte, wire uint32) {
		frame := &capture.Frame{Data: data, Length: wire, Link: capture.LinkType(link), Number: 1}
		packets, reason := decodeAll(d, frame)
		if (len(packets) > 0) != (reason == InFlow) {
			t.Fatalf("%d packets of a frame called %v", len(packets), reason)
		}
		for _, p := range packets {
			if len(p.Payload) > len(data) || uint32(len(p.Payload)) > p.PayloadLength || p.PayloadLength > p.Length {
				t.Fatalf("payload %d of %d bytes in %d of IP, frame of %d", len(p.Payload), p.PayloadLength, p.Length, len(data))
			}
			if p.FromB && p.Key.A == p.Key.B && p.Key.APort == p.Key.BPort {
				t.Fatal("a packet to itself comes from end A")
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	for _, test := range frames[:4] {
		b.Run(test.name, func(b *testing.B) {
			d, f, packets := NewDecoder(), frame(b, test.link, test.data), make([]Packet, 0, 1)
			b.ReportAllocs()
			for b.Loop() {
				d.Decode(f, packets)
			}
		})
	}
}
