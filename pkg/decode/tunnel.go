package decode

import (
	"encoding/binary"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// udp is gopacket's UDP layer, followed by the tunnels that run over it.
type udp struct {
	layers.UDP
	depth int // how many IP headers came before it
	ip    *ip
}

// DecodeFromBytes implements gopacket.DecodingLayer.
func (u *udp) DecodeFromBytes(b []byte, df gopacket.DecodeFeedback) error {
	err := u.UDP.DecodeFromBytes(b, df)
	if err == nil {
		u.depth = u.ip.depth
	}
	return err
}

// NextLayerType implements gopacket.DecodingLayer. What a fragment has of a tunnel
// is read with the others.
func (u *udp) NextLayerType() gopacket.LayerType {
	if u.ip.more {
		return gopacket.LayerTypePayload
	}
	return u.tunnel()
}

// tunnel returns the layer of the tunnel that a port is assigned to. What is no
// such thing ends in a broken header, and the packet stays what it was outside.
func (u *udp) tunnel() gopacket.LayerType {
	if t := tunnelLayer(u.DstPort); t != gopacket.LayerTypePayload {
		return t
	}
	if t := tunnelLayer(u.SrcPort); t != layerLISP { // whose header looks like anything, and is never sent back
		return t
	}
	return gopacket.LayerTypePayload
}

// tunnelLayer returns the layer of tunnels at a UDP port.
func tunnelLayer(port layers.UDPPort) gopacket.LayerType {
	switch port {
	case 4789, 8472: // RFC 7348; Linux before it had a number
		return layerVXLAN
	case 4790:
		return layerVXLANGPE
	case 6081: // RFC 8926
		return layerGeneve
	case 2152: // 3GPP TS 29.281
		return layerGTPU
	case 3544: // RFC 4380
		return layerTeredo
	case 1701: // RFC 2661, RFC 3931
		return layerL2TP
	case 5247: // RFC 5415
		return layerCAPWAP
	case 6635: // RFC 7510
		return layerMPLS
	case 4341: // RFC 9300
		return layerLISP
	case 4342: // RFC 9301
		return layerLISPControl
	case 5072:
		return layerAYIYA
	case 37008:
		return layerTZSP
	}
	return gopacket.LayerTypePayload
}

// tcp is gopacket's TCP layer.
type tcp struct {
	layers.TCP
	depth int // how many IP headers came before it
	ip    *ip
}

// DecodeFromBytes implements gopacket.DecodingLayer.
func (t *tcp) DecodeFromBytes(b []byte, df gopacket.DecodeFeedback) error {
	err := t.TCP.DecodeFromBytes(b, df)
	if err == nil {
		t.depth = t.ip.depth
	}
	return err
}

// NextLayerType implements gopacket.DecodingLayer.
func (t *tcp) NextLayerType() gopacket.LayerType { return gopacket.LayerTypePayload }

// protocolLayer returns the layer after an IP header.
func protocolLayer(protocol uint8) gopacket.LayerType {
	switch protocol {
	case TCP:
		return layers.LayerTypeTCP
	case UDP:
		return layers.LayerTypeUDP
	case 4, 41: // RFC 2003, RFC 2473, RFC 4213
		return layerIP
	case 47:
		return layerGRE
	case 97:
		return layerEtherIP
	case 103:
		return layerPIM
	case 115:
		return layerL2TPv3
	case 137: // RFC 4023
		return layerMPLS
	}
	return gopacket.LayerTypePayload
}

// carriesPacket says whether packets of a protocol have another packet in them.
func carriesPacket(protocol uint8) bool {
	switch protocolLayer(protocol) {
	case layers.LayerTypeTCP, layers.LayerTypeUDP, gopacket.LayerTypePayload:
		return false
	}
	return true
}

// inTunnel says whether another packet may stand in what the packet just decoded is
// the first fragment of.
func (d *Decoder) inTunnel() bool {
	if d.ip.proto == UDP {
		return d.udp.depth == d.ip.depth && d.udp.tunnel() != gopacket.LayerTypePayload
	}
	return carriesPacket(d.ip.proto)
}

// none says that nothing after a header of n bytes can carry IP.
func none(n int) (int, gopacket.LayerType) { return n, gopacket.LayerTypeZero }

// vxlan is flags, of which one says that the network id is valid, and the id
// (RFC 7348 §5; its extensions use the other flags).
func vxlan(b []byte) (int, gopacket.LayerType) {
	const hasID = 0x08
	if len(b) < 8 || b[0]&hasID == 0 {
		return none(8)
	}
	return 8, layers.LayerTypeEthernet
}

// vxlanGPE is VXLAN with the next protocol in its fourth byte
// (draft-ietf-nvo3-vxlan-gpe §3.2). Not all senders set the flag that says so.
func vxlanGPE(b []byte) (int, gopacket.LayerType) {
	if n, next := vxlan(b); next == gopacket.LayerTypeZero || b[3] == 0 {
		return n, next
	}
	return 8, nextProtocol(b[3])
}

// nsh is the Network Service Header (RFC 8300 §2): its length in words of 4
// bytes in the low bits of the second byte, the next protocol in the fourth.
func nsh(b []byte) (int, gopacket.LayerType) {
	if len(b) < 8 {
		return none(8)
	}
	return max(8, int(b[1]&0x3f)*4), nextProtocol(b[3])
}

// nextProtocol is the numbering that NSH and VXLAN-GPE share.
func nextProtocol(p uint8) gopacket.LayerType {
	switch p {
	case 1, 2:
		return layerIP
	case 3:
		return layers.LayerTypeEthernet
	case 4:
		return layerNSH
	}
	return gopacket.LayerTypeZero
}

// geneve is version and length of options, flags, EtherType, network id (RFC
// 8926 §3.4).
func geneve(b []byte) (int, gopacket.LayerType) {
	if len(b) < 8 || b[0]>>6 != 0 {
		return none(8)
	}
	return 8 + int(b[0]&0x3f)*4, transparent(binary.BigEndian.Uint16(b[2:]))
}

// transparent returns the layer of an EtherType, or of an Ethernet frame
// (Transparent Ethernet Bridging, RFC 7637 §3.2).
func transparent(etherType uint16) gopacket.LayerType {
	if etherType == 0x6558 {
		return layers.LayerTypeEthernet
	}
	return etherLayer(layers.EthernetType(etherType))
}

// gre is a GRE header: RFC 2784, with key and sequence number of RFC 2890, or
// version 1 of PPTP (RFC 2637 §4.1).
func gre(b []byte) (int, gopacket.LayerType) {
	const checksum, routing, key, sequence, acknowledgement = 0x80, 0x40, 0x20, 0x10, 0x80
	if len(b) < 4 || b[0]&routing != 0 {
		return none(4)
	}
	n := 4
	for _, flag := range [...]byte{checksum, key, sequence} {
		if b[0]&flag != 0 {
			n += 4
		}
	}
	version := b[1] & 7
	if version == 1 && b[1]&acknowledgement != 0 {
		n += 4
	}
	switch t := binary.BigEndian.Uint16(b[2:]); {
	case version > 1:
		return none(n)
	case t == 0x88be && b[0]&sequence == 0: // ERSPAN type I has no header of its own
		return n, layers.LayerTypeEthernet
	case t == 0x88be:
		return n, layerERSPAN2
	case t == 0x22eb:
		return n, layerERSPAN3
	case t == 0x883e: // WCCP: a header of 4 bytes in version 2, none in version 1
		if len(b) > n && b[n]>>4 != 4 {
			n += 4
		}
		return n, layerIP
	case t >= 0x8200 && t <= 0x8210: // Aruba's access points
		return n, layerDot11
	default:
		return n, transparent(t)
	}
}

// erspan2 and erspan3 are the headers of Cisco's port mirroring
// (draft-foschiano-erspan §4.2, §4.3).
func erspan2([]byte) (int, gopacket.LayerType) { return 8, layers.LayerTypeEthernet }

func erspan3(b []byte) (int, gopacket.LayerType) {
	const subHeader = 1
	if len(b) < 12 {
		return none(12)
	}
	if b[11]&subHeader != 0 {
		return 20, layers.LayerTypeEthernet
	}
	return 12, layers.LayerTypeEthernet
}

// mpls is a stack of labels (RFC 3032 §2.1). What follows is told by its first
// bits: IP, or Ethernet behind a control word (RFC 4385 §3) or without one.
func mpls(b []byte) (int, gopacket.LayerType) {
	const bottom = 1
	n := 4
	for len(b) >= n && b[n-2]&bottom == 0 {
		n += 4
	}
	if len(b) <= n {
		return none(n + 1)
	}
	switch b[n] >> 4 {
	case 4, 6:
		return n, layerIP
	case 0:
		return n + 4, layers.LayerTypeEthernet
	}
	return n, layers.LayerTypeEthernet
}

// etherIP is version 3 and twelve zero bits (RFC 3378 §3).
func etherIP(b []byte) (int, gopacket.LayerType) {
	if len(b) < 2 || b[0]>>4 != 3 {
		return none(2)
	}
	return 2, layers.LayerTypeEthernet
}

// gtpu is a G-PDU (3GPP TS 29.281 §5.1): flags, message type, length, tunnel;
// then, if one of three flags is set, four more bytes and extension headers.
func gtpu(b []byte) (int, gopacket.LayerType) {
	const gpdu, optional, extended = 255, 0x07, 0x04
	if len(b) < 8 || b[0]>>4 != 3 || b[1] != gpdu {
		return none(8)
	}
	if b[0]&optional == 0 {
		return 8, layerIP
	}
	n := 12
	for next := b[0]&extended != 0; next; {
		if len(b) < n || b[n-1] == 0 {
			break
		}
		if len(b) <= n || b[n] == 0 {
			return none(n + 1)
		}
		n += int(b[n]) * 4
	}
	return n, layerIP
}

// teredo is an optional authentication and an optional origin indication before
// an IPv6 packet (RFC 4380 §5.1.1).
func teredo(b []byte) (int, gopacket.LayerType) {
	n := 0
	if len(b) >= 4 && b[0] == 0 && b[1] == 1 {
		n = 4 + int(b[2]) + int(b[3]) + 9
	}
	if len(b) >= n+2 && b[n] == 0 && b[n+1] == 0 {
		n += 8
	}
	if len(b) <= n || b[n]>>4 != 6 {
		return none(n)
	}
	return n, layerIP
}

// capwap is a data message (RFC 5415 §4.3) of 802.3 frames, or of those that the
// access point received. Its header's length is in words of 4 bytes; two of them
// are always there.
func capwap(b []byte) (int, gopacket.LayerType) {
	const native, fragment, least = 0x01, 0x80, 8
	if len(b) < least {
		return none(least)
	}
	n := int(b[1]>>3) * 4
	switch {
	case b[0] != 0 || b[3]&fragment != 0 || n < least:
		return none(least)
	case b[2]&native != 0:
		return n, layerDot11
	}
	return n, layers.LayerTypeEthernet
}

// pim is a Register message: four bytes of PIM, four of flags, then the
// multicast packet that a router sends to the rendezvous point (RFC 7761 §4.9.3).
// A null register has none.
func pim(b []byte) (int, gopacket.LayerType) {
	const register, null = 2<<4 | 1, 0x40
	if len(b) < 8 || b[0] != register || b[4]&null != 0 {
		return none(8)
	}
	return 8, layerIP
}

// lisp is a data packet's header (RFC 9300 §5.1).
func lisp([]byte) (int, gopacket.LayerType) { return 8, layerIP }

// lispControl is a control message. Only the encapsulated one has a packet in it,
// that of another control message (RFC 9301 §5.8).
func lispControl(b []byte) (int, gopacket.LayerType) {
	const encapsulated = 8
	if len(b) < 4 || b[0]>>4 != encapsulated {
		return none(4)
	}
	return 4, layerIP
}

// ayiya is Anything In Anything (draft-massar-v6ops-ayiya §4.1): lengths of
// identity and signature, operation, next header, time; then identity and
// signature.
func ayiya(b []byte) (int, gopacket.LayerType) {
	const forward, ipv4, ipv6 = 1, 4, 41
	if len(b) < 8 || b[2]&0x0f != forward || b[3] != ipv4 && b[3] != ipv6 {
		return none(8)
	}
	return 8 + 1<<(b[0]>>4) + int(b[1]>>4)*4, layerIP
}

// tzsp is the TaZmen Sniffer Protocol, which routers send copies of frames with:
// version, type, link type, then tagged fields to an end tag.
func tzsp(b []byte) (int, gopacket.LayerType) {
	const received, ethernet, padding, end = 0, 1, 0, 1
	if len(b) < 5 || b[0] != 1 || b[1] != received || binary.BigEndian.Uint16(b[2:]) != ethernet {
		return none(5)
	}
	n := 4
	for len(b) > n {
		switch b[n] {
		case padding:
			n++
		case end:
			return n + 1, layers.LayerTypeEthernet
		default:
			if len(b) < n+2 {
				return none(n + 2)
			}
			n += 2 + int(b[n+1])
		}
	}
	return none(n + 1)
}
