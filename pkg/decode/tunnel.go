package decode

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"golang.org/x/crypto/cryptobyte"
)

// ipVersion returns the version of the IP packet that s may start with: its first
// four bits.
func ipVersion(s cryptobyte.String) uint8 {
	var first uint8
	s.ReadUint8(&first)
	return first >> 4
}

// vxlan is flags, of which one says that the network id is valid, and the id
// (RFC 7348 §5; its extensions use the other flags).
func vxlan(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const hasID = 0x08
	var b []byte
	if !s.ReadBytes(&b, 8) {
		return layerNone, false
	}
	if b[0]&hasID == 0 {
		return layerNone, true
	}
	return layers.LayerTypeEthernet, true
}

// vxlanGPE is VXLAN with the next protocol in its fourth byte
// (draft-ietf-nvo3-vxlan-gpe §3.2). Not all senders set the flag that says so.
func vxlanGPE(s *cryptobyte.String) (gopacket.LayerType, bool) {
	b := *s
	next, ok := vxlan(s)
	if next == layerNone || b[3] == 0 {
		return next, ok
	}
	return nextProtocol(b[3]), true
}

// nsh is the Network Service Header (RFC 8300 §2): its length in words of 4
// bytes in the low bits of the second byte, the next protocol in the fourth.
func nsh(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const least = 8
	var b []byte
	if !s.ReadBytes(&b, least) {
		return layerNone, false
	}
	return nextProtocol(b[3]), s.Skip(max(least, int(b[1]&0x3f)*4) - least)
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
	return layerNone
}

// geneve is version and length of options, flags, EtherType, network id (RFC
// 8926 §3.4).
func geneve(s *cryptobyte.String) (gopacket.LayerType, bool) {
	var b []byte
	if !s.ReadBytes(&b, 8) {
		return layerNone, false
	}
	if b[0]>>6 != 0 {
		return layerNone, true
	}
	return transparent(binary.BigEndian.Uint16(b[2:])), s.Skip(int(b[0]&0x3f) * 4)
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
func gre(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const (
		checksum, routing, key, sequence = 0x8000, 0x4000, 0x2000, 0x1000
		acknowledgement, version         = 0x0080, 0x0007
	)
	var flags, t uint16
	if !s.ReadUint16(&flags) || !s.ReadUint16(&t) {
		return layerNone, false
	}
	if flags&routing != 0 {
		return layerNone, true
	}
	fields := uint16(checksum | key | sequence) // of 4 bytes each
	if flags&version == 1 {
		fields |= acknowledgement
	}
	if !s.Skip(4 * bits.OnesCount16(flags&fields)) {
		return layerNone, false
	}
	switch {
	case flags&version > 1:
		return layerNone, true
	case t == 0x88be && flags&sequence == 0: // ERSPAN type I has no header of its own
		return layers.LayerTypeEthernet, true
	case t == 0x88be:
		return layerERSPAN2, true
	case t == 0x22eb:
		return layerERSPAN3, true
	case t == 0x883e && ipVersion(*s) != 4: // WCCP: a header of 4 bytes in version 2, none in version 1
		return layerIP, s.Skip(4)
	case t == 0x883e:
		return layerIP, true
	case t >= 0x8200 && t <= 0x8210: // Aruba's access points
		return layerDot11, true
	}
	return transparent(t), true
}

// erspan2 and erspan3 are the headers of Cisco's port mirroring
// (draft-foschiano-erspan §4.2, §4.3).
func erspan2(s *cryptobyte.String) (gopacket.LayerType, bool) {
	return layers.LayerTypeEthernet, s.Skip(8)
}

func erspan3(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const subHeader = 1
	var b []byte
	if !s.ReadBytes(&b, 12) || b[11]&subHeader != 0 && !s.Skip(8) {
		return layerNone, false
	}
	return layers.LayerTypeEthernet, true
}

// mpls is a stack of labels (RFC 3032 §2.1). What follows is told by its first
// bits: IP, or Ethernet behind a control word (RFC 4385 §3) or without one.
func mpls(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const bottom = 1 << 8
	for entry := uint32(0); entry&bottom == 0; {
		if !s.ReadUint32(&entry) {
			return layerNone, false
		}
	}
	if s.Empty() {
		return layerNone, false
	}
	switch ipVersion(*s) {
	case 4, 6:
		return layerIP, true
	case 0:
		return layers.LayerTypeEthernet, s.Skip(4)
	}
	return layers.LayerTypeEthernet, true
}

// etherIP is version 3 and twelve zero bits (RFC 3378 §3).
func etherIP(s *cryptobyte.String) (gopacket.LayerType, bool) {
	var header uint16
	if !s.ReadUint16(&header) {
		return layerNone, false
	}
	if header>>12 != 3 {
		return layerNone, true
	}
	return layers.LayerTypeEthernet, true
}

// gtpu is a G-PDU (3GPP TS 29.281 §5.1): flags, message type, length, tunnel;
// then, if one of three flags is set, four more bytes and extension headers.
func gtpu(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const gpdu, optional, extended = 255, 0x07, 0x04
	var b []byte
	if !s.ReadBytes(&b, 8) {
		return layerNone, false
	}
	if b[0]>>4 != 3 || b[1] != gpdu {
		return layerNone, true
	}
	var next uint8 // type of the next extension header, 0 for none
	if b[0]&optional != 0 && (!s.Skip(3) || !s.ReadUint8(&next)) {
		return layerNone, false
	}
	for b[0]&extended != 0 && next != 0 { // its length in words of 4 bytes, content, the next one's type
		var words uint8
		if !s.ReadUint8(&words) || words == 0 || !s.Skip(int(words)*4-2) || !s.ReadUint8(&next) {
			return layerNone, false
		}
	}
	return layerIP, true
}

// teredo is an optional authentication and an optional origin indication before
// an IPv6 packet (RFC 4380 §5.1.1).
func teredo(s *cryptobyte.String) (gopacket.LayerType, bool) {
	if bytes.HasPrefix(*s, []byte{0, 1}) {
		var id, authentication uint8
		if !s.Skip(2) || !s.ReadUint8(&id) || !s.ReadUint8(&authentication) || !s.Skip(int(id)+int(authentication)+8+1) {
			return layerNone, false
		}
	}
	if bytes.HasPrefix(*s, []byte{0, 0}) && !s.Skip(8) {
		return layerNone, false
	}
	if ipVersion(*s) != 6 {
		return layerNone, true
	}
	return layerIP, true
}

// capwap is a data message (RFC 5415 §4.3) of 802.3 frames, or of those that the
// access point received. Its header's length is in words of 4 bytes; two of them
// are always there.
func capwap(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const native, fragment, least = 0x01, 0x80, 8
	var b []byte
	if !s.ReadBytes(&b, least) {
		return layerNone, false
	}
	rest := int(b[1]>>3)*4 - least
	switch {
	case b[0] != 0 || b[3]&fragment != 0 || rest < 0:
		return layerNone, true
	case b[2]&native != 0:
		return layerDot11, s.Skip(rest)
	}
	return layers.LayerTypeEthernet, s.Skip(rest)
}

// pim is a Register message: four bytes of PIM, four of flags, then the
// multicast packet that a router sends to the rendezvous point (RFC 7761 §4.9.3).
// A null register has none.
func pim(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const register, null = 2<<4 | 1, 0x40
	var b []byte
	if !s.ReadBytes(&b, 8) {
		return layerNone, false
	}
	if b[0] != register || b[4]&null != 0 {
		return layerNone, true
	}
	return layerIP, true
}

// lisp is a data packet's header (RFC 9300 §5.1).
func lisp(s *cryptobyte.String) (gopacket.LayerType, bool) { return layerIP, s.Skip(8) }

// lispControl is a control message. Only the encapsulated one has a packet in it,
// that of another control message (RFC 9301 §5.8).
func lispControl(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const encapsulated = 8
	var header uint32
	if !s.ReadUint32(&header) {
		return layerNone, false
	}
	if header>>28 != encapsulated {
		return layerNone, true
	}
	return layerIP, true
}

// ayiya is Anything In Anything (draft-massar-v6ops-ayiya §4.1): lengths of
// identity and signature, operation, next header, time; then identity and
// signature.
func ayiya(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const forward, ipv4, ipv6 = 1, 4, 41
	var b []byte
	if !s.ReadBytes(&b, 8) {
		return layerNone, false
	}
	if b[2]&0x0f != forward || b[3] != ipv4 && b[3] != ipv6 {
		return layerNone, true
	}
	return layerIP, s.Skip(1<<(b[0]>>4) + int(b[1]>>4)*4)
}

// tzsp is the TaZmen Sniffer Protocol, which routers send copies of frames with:
// version, type, link type, then tagged fields to an end tag.
func tzsp(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const receivedEthernet = 1<<24 | 1 // version 1, type 0, link type 1
	const padding, end = 0, 1
	var header uint32
	if !s.ReadUint32(&header) {
		return layerNone, false
	}
	if header != receivedEthernet {
		return layerNone, true
	}
	for {
		var tag uint8
		if !s.ReadUint8(&tag) {
			return layerNone, false
		}
		var value cryptobyte.String
		switch {
		case tag == end:
			return layers.LayerTypeEthernet, true
		case tag != padding && !s.ReadUint8LengthPrefixed(&value):
			return layerNone, false
		}
	}
}
