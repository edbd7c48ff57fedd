package decode

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/go-cmp/cmp"
)

// Pieces of frames, as hex with comments.
const (
	etherHeader = "00005e005302 00005e005301" // to :02, from :01; an EtherType follows
	// 802.11 data to the access point, LLC and SNAP; an EtherType follows
	dataHeader     = "0801 0000 00005e0053aa 00005e005301 00005e005302 1000" + "aaaa03000000"
	radiotapHeader = "00 00 0800 00000000"
	isIPv4         = "0800"
	isIPv6         = "86dd"
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

// bytesOf is a piece of a frame as it goes over the wire.
func bytesOf(text string) string {
	b, _ := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	return string(b)
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
	Encap    []string
	Routed   bool
	App      App
}

// decodeAll decodes f as if the capture ended with it.
func decodeAll(d *Decoder, f *capture.Frame) ([]Packet, Reason) {
	packets, reason := d.Decode(f, nil)
	return d.Flush(packets), reason
}

func look(p Packet) seen {
	s := seen{
		Src: netip.AddrPortFrom(p.Key.Addr(p.FromB), p.Key.Port(p.FromB)), Dst: netip.AddrPortFrom(p.Key.Addr(!p.FromB), p.Key.Port(!p.FromB)),
		Proto: p.Key.Proto, Ports: p.Key.Ports, Length: p.Length, Payload: string(p.Payload), PayLen: p.PayloadLength, Flags: p.Flags, Beyond: p.Beyond, Routed: p.Routed,
	}
	if p.VLANs > 0 {
		s.VLAN = p.VLAN[:p.VLANs]
	}
	if p.Encap != nil {
		s.Encap = p.Encap.Kinds
	}
	if p.App != nil {
		s.App = *p.App
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

var sameAddr = cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })

// alike compares packets but for the numbers that a Decoder gives encapsulations.
func alike(a, b Packet) bool {
	a.Key.Encap, b.Key.Encap = 0, 0
	return a.Key == b.Key && a.FromB == b.FromB && reflect.DeepEqual(look(a), look(b)) && a.DstMAC == b.DstMAC && a.Seq == b.Seq
}

// with returns s as change makes it.
func with(s seen, change func(*seen)) seen { change(&s); return s }

// outer4 is an IPv4 header from 198.51.100.1 to 198.51.100.2, for length bytes
// after it.
func outer4(protocol string, length int) string {
	return fmt.Sprintf("45 00 %04x 0001 0000 40 %s 0000 c6336401 c6336402", 20+length, protocol)
}

// udpTo is the header of a UDP packet to a port, for length bytes after it.
func udpTo(port, length int) string { return fmt.Sprintf("c000 %04x %04x 0000", port, 8+length) }

// overUDP is a packet to a UDP port with a header of n bytes and ipv4TCP in it.
func overUDP(port, n int, header string) string {
	return outer4("11", 8+n+44) + udpTo(port, n+44) + header + ipv4TCP
}

func inside(s seen, kinds ...string) []seen { s.Encap = kinds; return []seen{s} }

func onEthernet(s seen) seen { s.SrcMAC = "00005e005301"; return s }

func inVLAN(s seen, id uint16) seen {
	s.VLAN = []uint16{id}
	return onEthernet(s)
}

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
	{name: "IPv4 source route", link: capture.LinkRaw, data: "48 00 0038 0001 4000 40 06 0000 c0a80264 c6336409 83 0b 04 c633640a cb007105 00" + ipv4TCP[strings.Index(ipv4TCP, "b032"):],
		want: []seen{with(tcp4, func(s *seen) { s.Length, s.Routed = 56, true })}},
	{name: "IPv4 source route at its end", link: capture.LinkRaw, data: "47 00 0034 0001 4000 40 06 0000 c0a80264 cb007105 89 07 08 c633640a 00" + ipv4TCP[strings.Index(ipv4TCP, "b032"):],
		want: []seen{with(tcp4, func(s *seen) { s.Length = 52 })}},
	{name: "IPv4 source route that ends within an address", link: capture.LinkRaw, data: "48 00 0038 0001 4000 40 06 0000 c0a80264 cb007105 83 08 04 c633640a 01 00000000" + ipv4TCP[strings.Index(ipv4TCP, "b032"):],
		want: []seen{with(tcp4, func(s *seen) { s.Length = 56 })}},
	{name: "IPv4 source route cut off", link: capture.LinkRaw, data: "46 00 0030 0001 4000 40 06 0000 c0a80264 cb007105 83 07 04 c6" + ipv4TCP[strings.Index(ipv4TCP, "b032"):],
		want: []seen{with(tcp4, func(s *seen) { s.Length = 48 })}},
	{name: "a later IPv4 fragment has no ports", link: capture.LinkRaw, data: strings.Replace(ipv4TCP, "4000 40", "0020 40", 1),
		want: []seen{{Src: netip.AddrPortFrom(phone4.Addr(), 0), Dst: netip.AddrPortFrom(server4.Addr(), 0), Proto: TCP, Length: 44, PayLen: 24}}},
	{name: "ICMP", link: capture.LinkRaw, data: "45 00 001c 0001 0000 40 01 0000 c0a80264 cb007105 0800 f7fd 0001 0001",
		want: []seen{{Src: netip.AddrPortFrom(phone4.Addr(), 0), Dst: netip.AddrPortFrom(server4.Addr(), 0), Proto: 1, Length: 28}}},

	{name: "hop-by-hop and destination options", link: capture.LinkRaw, data: ipv6("001c", "00", "3c 00 0104 00000000"+"11 00 0104 00000000"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 68 })}},
	{name: "routing header of type 0, not at its end", link: capture.LinkRaw, data: ipv6("0024", "2b", "11 02 00 01 00000000 20010db8000000000000000000000009"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 76 })}},
	{name: "segment routing header", link: capture.LinkRaw, data: ipv6("0024", "2b", "11 02 04 00 00000000 20010db8000000000000000000000009"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 76 })}},
	{name: "first IPv6 fragment", link: capture.LinkRaw, data: ipv6("0014", "2c", "11 00 0001 00000007"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 60 })}},
	{name: "a later IPv6 fragment has no ports", link: capture.LinkRaw, data: ipv6("0014", "2c", "11 00 0009 00000007"+"1388 0035 000c 0000 61626364"),
		want: []seen{{Src: none6, Dst: other6, Proto: UDP, Length: 60, PayLen: 12}}},
	{name: "authentication header", link: capture.LinkRaw, data: ipv6("0024", "33", "11 04 0000 00000001 00000001 000000000000000000000000"+"1388 0035 000c 0000 61626364"),
		want: []seen{with(udp6, func(s *seen) { s.Length = 76 })}},

	{name: "PPP", link: capture.LinkPPP, data: "ff03 0021" + ipv4TCP, want: []seen{tcp4}},
	{name: "PPP, compressed", link: capture.LinkPPP, data: "57" + ipv6UDP, want: []seen{udp6}},
	{name: "PPP that is Cisco HDLC", link: capture.LinkPPP, data: "0f00 0800" + ipv4TCP, want: []seen{tcp4}},
	{name: "Cisco HDLC", link: capture.LinkCiscoHDLC, data: "0f00 86dd" + ipv6UDP, want: []seen{udp6}},
	{name: "frame relay", link: capture.LinkFrameRelay, data: "1841 03 cc" + ipv4TCP, want: []seen{tcp4}},
	{name: "frame relay, Cisco", link: capture.LinkFrameRelay, data: "1841 0800" + ipv4TCP, want: []seen{tcp4}},
	{name: "NFLOG", link: capture.LinkNFLog, data: "02 00 0000 0500 0a00 00 000000 3000 0900" + ipv4TCP, want: []seen{tcp4}},
	{name: "NFLOG with an attribute of no length", link: capture.LinkNFLog, data: "02 00 0000 0000 0100" + ipv4TCP, reason: Malformed},
	{name: "Broadcom's switch tag", link: capture.LinkDSABroadcom, data: etherHeader + "20000080" + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "Broadcom's switch tag, prepended", link: capture.LinkDSABroadcomPrepended, data: "00002005" + etherHeader + isIPv6 + ipv6UDP, want: []seen{onEthernet(udp6)}},
	{name: "Marvell's switch tag", link: capture.LinkDSAMarvell, data: etherHeader + "c00a0000" + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "Marvell's switch tag and a VLAN's", link: capture.LinkDSAMarvell, data: etherHeader + "c00a0000" + "8100 0007" + isIPv6 + ipv6UDP, want: []seen{inVLAN(udp6, 7)}},
	{name: "Marvell's switch tag before a length", link: capture.LinkDSAMarvell, data: etherHeader + "c00a0000" + "0034 aaaa03000000" + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "Marvell's switch tag, cut off", link: capture.LinkDSAMarvell, data: etherHeader + "c00a0000", reason: Malformed},
	{name: "Marvell's switch tag with an EtherType", link: capture.LinkEDSAMarvell, data: etherHeader + "dada 0000 c0000000" + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "netANALYZER", link: capture.LinkNetAnalyzer, data: "00000000" + etherHeader + isIPv4 + ipv4TCP + "01020304", want: []seen{onEthernet(tcp4)}},
	{name: "PFLOG", link: capture.LinkPFLog, data: "3d 02" + strings.Repeat("00", 62) + ipv4TCP, want: []seen{tcp4}},
	{name: "IP over InfiniBand", link: capture.LinkIPoIB, data: strings.Repeat("00", 40) + "0800 0000" + ipv4TCP, want: []seen{tcp4}},
	{name: "PKTAP", link: capture.LinkPktap, data: "0c000000 01000000 65000000" + ipv4TCP, want: []seen{tcp4}},
	{name: "Cisco MetaData", link: capture.LinkEthernet, data: etherHeader + "8909 01 01 0001 0002" + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "Arista's timestamp of 64 bits", link: capture.LinkEthernet, data: etherHeader + "d28b 0001 0110 5d1b2c3d 00000007" + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "Arista's timestamp of 48 bits", link: capture.LinkEthernet, data: etherHeader + "d28b 0001 0021 2c3d 00000007" + isIPv6 + ipv6UDP, want: []seen{onEthernet(udp6)}},
	{name: "another of Arista's headers", link: capture.LinkEthernet, data: etherHeader + "d28b 0002 0010 5d1b2c3d 00000007" + isIPv4 + ipv4TCP, reason: NonIP},
	{name: "MACsec without encryption", link: capture.LinkEthernet, data: etherHeader + "88e5 00 00 00000001" + isIPv4 + ipv4TCP + strings.Repeat("00", 16),
		want: inside(onEthernet(tcp4), "macsec")},
	{name: "MACsec, encrypted", link: capture.LinkEthernet, data: etherHeader + "88e5 0c 00 00000001" + ipv4TCP, reason: NonIP},

	{name: "IPv4 in IPv4", link: capture.LinkRaw, data: outer4("04", 44) + ipv4TCP, want: inside(tcp4, "ipip")},
	{name: "IPv6 in IPv4", link: capture.LinkRaw, data: outer4("29", 52) + ipv6UDP, want: inside(udp6, "6in4")},
	{name: "IPv4 in IPv6", link: capture.LinkRaw, data: ipv6("002c", "04", ipv4TCP), want: inside(tcp4, "4in6")},
	{name: "GRE", link: capture.LinkRaw, data: outer4("2f", 4+44) + "0000 0800" + ipv4TCP, want: inside(tcp4, "gre")},
	{name: "GRE with key and sequence number", link: capture.LinkRaw, data: outer4("2f", 12+44) + "3000 0800 00000007 00000001" + ipv4TCP, want: inside(tcp4, "gre")},
	{name: "PPTP", link: capture.LinkRaw, data: outer4("2f", 12+4+44) + "3001 880b 00300007 00000001 ff030021" + ipv4TCP, want: inside(tcp4, "gre")},
	{name: "ERSPAN type II", link: capture.LinkRaw, data: outer4("2f", 8+8+14+44) + "1000 88be 00000001 1000000000000000" + etherHeader + isIPv4 + ipv4TCP,
		want: inside(onEthernet(tcp4), "gre", "erspan")},
	{name: "VXLAN", link: capture.LinkRaw, data: overUDP(4789, 8+14, "08 000000 00002a 00"+etherHeader+isIPv4), want: inside(onEthernet(tcp4), "vxlan")},
	{name: "Geneve", link: capture.LinkRaw, data: overUDP(6081, 8, "00 00 0800 00002a 00"), want: inside(tcp4, "geneve")},
	{name: "GTP-U", link: capture.LinkRaw, data: overUDP(2152, 8, "30 ff 002c 00000007"), want: inside(tcp4, "gtp")},
	{name: "GTP-U with an extension header", link: capture.LinkRaw, data: overUDP(2152, 16, "34 ff 0034 00000007 0000 00 85 01 100900"), want: inside(tcp4, "gtp")},
	{name: "Teredo", link: capture.LinkRaw, data: outer4("11", 8+52) + udpTo(3544, 52) + ipv6UDP, want: inside(udp6, "teredo")},
	{name: "L2TP", link: capture.LinkRaw, data: overUDP(1701, 10, "0002 0001 0002 ff03 0021"), want: inside(tcp4, "l2tp")},
	{name: "L2TPv3 over UDP", link: capture.LinkRaw, data: overUDP(1701, 8+4+14, "0003 0000 00000007 00000000"+etherHeader+isIPv4), want: inside(onEthernet(tcp4), "l2tp")},
	{name: "L2TPv3", link: capture.LinkRaw, data: outer4("73", 4+14+44) + "00000007" + etherHeader + isIPv4 + ipv4TCP, want: inside(onEthernet(tcp4), "l2tp")},
	{name: "L2TPv3 with a cookie and a sublayer", link: capture.LinkRaw, data: outer4("73", 16+14+52) + "00000007 0102030405060708 40000001" + etherHeader + isIPv6 + ipv6UDP, want: inside(onEthernet(udp6), "l2tp")},
	{name: "L2TPv3 of PPP", link: capture.LinkRaw, data: outer4("73", 8+4+44) + "00000007 00000000 ff030021" + ipv4TCP, want: inside(tcp4, "l2tp")},
	{name: "L2TPv3 of a tagged frame", link: capture.LinkRaw, data: outer4("73", 4+18+44) + "00000007" + etherHeader + "8100 0005" + isIPv4 + ipv4TCP,
		want: inside(with(onEthernet(tcp4), func(s *seen) { s.VLAN = []uint16{5} }), "l2tp")},
	{name: "L2TPv3 control message", link: capture.LinkRaw, data: outer4("73", 8) + "00000000 c8030014",
		want: []seen{{Src: netip.MustParseAddrPort("198.51.100.1:0"), Dst: netip.MustParseAddrPort("198.51.100.2:0"), Proto: 115, Length: 28}}},
	{name: "PIM register", link: capture.LinkRaw, data: outer4("67", 8+44) + "21 00 0000 00000000" + ipv4TCP, want: inside(tcp4, "pim")},
	{name: "PIM null register", link: capture.LinkRaw, data: outer4("67", 8+20) + "21 00 0000 40000000" + ipv4TCP[:strings.Index(ipv4TCP, "b032")],
		want: []seen{{Src: netip.MustParseAddrPort("198.51.100.1:0"), Dst: netip.MustParseAddrPort("198.51.100.2:0"), Proto: 103, Length: 48}}},
	{name: "LISP", link: capture.LinkRaw, data: overUDP(4341, 8, "c0 000001 00000001"), want: inside(tcp4, "lisp")},
	{name: "LISP control message inside another", link: capture.LinkRaw, data: overUDP(4342, 4, "80000000"), want: inside(tcp4, "lisp")},
	{name: "AYIYA", link: capture.LinkRaw, data: outer4("11", 8+44+52) + udpTo(5072, 44+52) + "45 52 11 29 00000000" + strings.Repeat("00", 16+20) + ipv6UDP, want: inside(udp6, "ayiya")},
	{name: "MPLS over UDP", link: capture.LinkRaw, data: overUDP(6635, 4, "00015140"), want: inside(tcp4, "mpls")},
	{name: "TZSP", link: capture.LinkRaw, data: overUDP(37008, 8+14, "01 00 0001 00 29 00 01"+etherHeader+isIPv4), want: inside(onEthernet(tcp4), "tzsp")},
	{name: "VXLAN back from its port", link: capture.LinkRaw, data: outer4("11", 8+8+14+44) + "12b5 c000 004a 0000" + "88 400064 00002a 00" + etherHeader + isIPv4 + ipv4TCP, want: inside(onEthernet(tcp4), "vxlan")},
	{name: "VXLAN-GPE without its flag", link: capture.LinkRaw, data: overUDP(4790, 8, "08 000001 00002a 00"), want: inside(tcp4, "vxlan")},
	{name: "radiotap, 802.11 data", link: capture.LinkIEEE80211Radio, data: radiotapHeader + dataHeader + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "802.11 data", link: capture.LinkIEEE80211, data: dataHeader + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "802.11 data with the SNAP of bridges", link: capture.LinkIEEE80211, data: strings.Replace(dataHeader, "aaaa03000000", "aaaa030000f8", 1) + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "802.11 data with the SNAP of AppleTalk", link: capture.LinkIEEE80211, data: strings.Replace(dataHeader, "aaaa03000000", "aaaa03080007", 1) + isIPv4 + ipv4TCP, reason: NonIP},
	{name: "802.11 data of another LLC", link: capture.LinkIEEE80211, data: strings.Replace(dataHeader, "aaaa03000000", "424203000000", 1) + isIPv4 + ipv4TCP, reason: NonIP},
	{name: "802.11 data in a VLAN", link: capture.LinkIEEE80211, data: dataHeader + "8100 0007 0800" + ipv4TCP, want: []seen{inVLAN(tcp4, 7)}},
	{name: "802.11 in PPI", link: capture.LinkPPI, data: "00 00 0800 69000000" + dataHeader + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "Ethernet in PPI", link: capture.LinkPPI, data: "00 00 0800 01000000" + etherHeader + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "PPI of what cannot be read", link: capture.LinkPPI, data: "00 00 0800 bd000000 00", reason: UnsupportedLink},
	{name: "PPI without an end", link: capture.LinkPPI, data: "00 00 ff00 69000000", reason: Malformed},
	{name: "Linux cooked radiotap", link: capture.LinkLinuxSLL, data: "0003 0323 0006 00005e0053aa 0000 0004" + radiotapHeader + dataHeader + isIPv4 + ipv4TCP, want: []seen{onEthernet(tcp4)}},
	{name: "beacon", link: capture.LinkIEEE80211, data: "8000 0000 ffffffffffff 00005e0053aa 00005e0053aa 0000" + "0000000000000000 6400 1100", reason: WiFiManagement},
	{name: "acknowledgement", link: capture.LinkIEEE80211, data: "d400 0000 00005e005301", reason: WiFiControl},
	{name: "null data", link: capture.LinkIEEE80211, data: "4801 0000 00005e0053aa 00005e005301 00005e0053aa 1000", reason: NonIP},
	{name: "CAPWAP", link: capture.LinkRaw, data: overUDP(5247, 8+14, "00 10 00 00 00000000"+etherHeader+isIPv4), want: inside(onEthernet(tcp4), "capwap")},
	{name: "CAPWAP with a header of no length", link: capture.LinkRaw, data: overUDP(5247, 8+4+2, "00 00 00 00 00000000 00000000"+isIPv4),
		want: []seen{{Src: netip.MustParseAddrPort("198.51.100.1:49152"), Dst: netip.MustParseAddrPort("198.51.100.2:5247"), Proto: UDP, Ports: true, Length: 86, PayLen: 58,
			Payload: bytesOf("00000000 00000000 00000000" + isIPv4 + ipv4TCP)}}},
	{name: "CAPWAP of 802.11", link: capture.LinkRaw, data: overUDP(5247, 8+24+8, "00 10 01 00 00000000"+dataHeader+isIPv4), want: inside(tcp4, "capwap")},
	{name: "GRE of 802.11", link: capture.LinkRaw, data: outer4("2f", 4+24+8+44) + "0000 8200" + dataHeader + "0800" + ipv4TCP, want: inside(tcp4, "gre")},
	{name: "EtherIP", link: capture.LinkRaw, data: outer4("61", 2+14+44) + "3000" + etherHeader + isIPv4 + ipv4TCP, want: inside(onEthernet(tcp4), "etherip")},
	{name: "MPLS", link: capture.LinkEthernet, data: etherHeader + "8847 00010040 00020140" + ipv4TCP, want: inside(onEthernet(tcp4), "mpls")},
	{name: "PPPoE", link: capture.LinkEthernet, data: etherHeader + "8864 11 00 0001 002e 0021" + ipv4TCP, want: inside(onEthernet(tcp4), "pppoe")},
	{name: "from LISP's port, but no LISP", link: capture.LinkRaw, data: outer4("11", 8+8+44) + "10f5 01bb 003c 0000" + "0000000000000000" + ipv4TCP,
		want: []seen{{Src: netip.MustParseAddrPort("198.51.100.1:4341"), Dst: netip.MustParseAddrPort("198.51.100.2:443"), Proto: UDP, Ports: true, Length: 80, PayLen: 52,
			Payload: "\x00\x00\x00\x00\x00\x00\x00\x00" + bytesOf(ipv4TCP)}}},
	{name: "a tunnel in a tunnel", link: capture.LinkRaw, data: outer4("04", 20+4+44) + outer4("2f", 4+44) + "0000 0800" + ipv4TCP, want: inside(tcp4, "ipip", "gre")},
	{name: "a tunnel's port, but no tunnel", link: capture.LinkRaw, data: outer4("11", 8+4) + udpTo(4789, 4) + "61626364",
		want: []seen{{Src: netip.MustParseAddrPort("198.51.100.1:49152"), Dst: netip.MustParseAddrPort("198.51.100.2:4789"), Proto: UDP, Ports: true, Length: 32, Payload: "abcd", PayLen: 4}}},
	{name: "an inner packet longer than the outer one", link: capture.LinkRaw, data: outer4("11", 8+8+20) + udpTo(2152, 8+20) + "30 ff 002c 00000007" + ipv4TCP,
		want: []seen{{Src: netip.MustParseAddrPort("198.51.100.1:49152"), Dst: netip.MustParseAddrPort("198.51.100.2:2152"), Proto: UDP, Ports: true, Length: 56,
			Payload: "0\xff\x00,\x00\x00\x00\aE\x00\x00,\x00\x01@\x00@\x06\x00\x00\xc0\xa8\x02d\xcb\x00q\x05", PayLen: 28}}},

	{name: "an inner packet longer than the outer one, with a right checksum", link: capture.LinkRaw,
		data: outer4("11", 8+8+20) + udpTo(2152, 8+20) + "30 ff 002c 00000007" + "45 00 05c8 0001 4000 40 06 361d c0a80264 cb007105",
		want: []seen{{Src: netip.AddrPortFrom(phone4.Addr(), 0), Dst: netip.AddrPortFrom(server4.Addr(), 0), Proto: TCP, Length: 1480, Beyond: 1460, Encap: []string{"gtp"}}}},

	{name: "PCAPdroid's trailer", link: capture.LinkEthernet, data: bogusEther + isIPv4 + ipv4TCP + "0000" + trailer, want: ofApp(tcp4, shop)},
	{name: "PCAPdroid's trailer behind IPv6", link: capture.LinkEthernet, data: bogusEther + isIPv6 + ipv6UDP + "0000" + trailer, want: ofApp(udp6, shop)},
	{name: "PKTAP that names a process", link: capture.LinkPktap, data: pktapOf("curl", "") + ipv4TCP, want: ofApp(tcp4, App{UID: capture.NoUID, Name: "curl"})},
	{name: "PKTAP of a process for another", link: capture.LinkUser2, data: pktapOf("nsurlsessiond", "Weather") + ipv4TCP, want: ofApp(tcp4, App{UID: capture.NoUID, Name: "Weather"})},

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

// carried returns in how many frames packets came, and how long those were.
func carried(packets []Packet) (frames, wire uint32) {
	for i := range packets {
		frames += packets[i].Frames
		wire += packets[i].Wire
	}
	return frames, wire
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
			if diff := cmp.Diff(test.want, got, sameAddr); diff != "" {
				t.Errorf("packets (-want +got):\n%s", diff)
			}
			if reason != test.reason {
				t.Errorf("reason %v, want %v", reason, test.reason)
			}
			if frames, wire := carried(packets); reason == InFlow && (frames != 1 || wire != f.Length) {
				t.Errorf("in %d frames of %d bytes, want one of %d", frames, wire, f.Length)
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
			if !slices.EqualFunc(want, got, alike) || gotReason != wantReason {
				t.Errorf("%s after %s: %v %+v, want %v %+v", b.name, a.name, gotReason, got, wantReason, want)
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
			case len(got) == 1 && !slices.Equal(look(got[0]).Encap, look(want[0]).Encap):
				// what is left of a tunnel is the packet around it
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
