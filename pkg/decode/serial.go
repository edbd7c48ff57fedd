package decode

import (
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"golang.org/x/crypto/cryptobyte"
)

// ppp is the header of a PPP frame: address and control unless they are left
// out, and the protocol in one or two bytes (RFC 1661 §2, RFC 1662 §3.1).
func ppp(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const (
		allStations        = 0xff
		unnumbered         = 0x03
		unicast, multicast = 0x0f, 0x8f // Cisco HDLC's addresses: some drivers call both PPP
	)
	var b, low uint8
	if !s.ReadUint8(&b) {
		return layerNone, false
	}
	switch b { // an address, or the protocol already
	case unicast, multicast:
		return typed(s, 1)
	case allStations: // then control and protocol
		if !s.ReadUint8(&b) {
			return layerNone, false
		}
		if b != unnumbered {
			return layerNone, true
		}
		if !s.ReadUint8(&b) {
			return layerNone, false
		}
	}
	if b&1 != 0 { // compressed to one byte
		return pppLayer(uint16(b)), true
	}
	if !s.ReadUint8(&low) {
		return layerNone, false
	}
	return pppLayer(uint16(b)<<8 | uint16(low)), true
}

// pppLayer returns the layer of a PPP protocol number.
func pppLayer(protocol uint16) gopacket.LayerType {
	switch protocol {
	case 0x0021, 0x0057: // IPv4 (RFC 1332), IPv6 (RFC 5072)
		return layerIP
	case 0x0281, 0x0283: // RFC 3032 §4.3
		return layerMPLS
	}
	return layerNone
}

// pppoe is the header of PPP over Ethernet (RFC 2516 §4): version and type,
// code, session, length. Only sessions carry packets.
func pppoe(s *cryptobyte.String) (gopacket.LayerType, bool) {
	var b []byte
	if !s.ReadBytes(&b, 6) {
		return layerNone, false
	}
	if b[1] != 0 {
		return layerNone, true
	}
	return layerPPP, true
}

// ciscoHDLC is address, control, EtherType.
func ciscoHDLC(s *cryptobyte.String) (gopacket.LayerType, bool) { return typed(s, 2) }

// frameRelay is a Q.922 address of two to four bytes; then a control byte and
// an NLPID (RFC 2427 §3), or in Cisco's form an EtherType.
func frameRelay(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const (
		last                   = 1 // bit that ends the address
		unnumbered             = 0x03
		nlpidIPv4, nlpidIPv6   = 0xcc, 0x8e
		nlpidSNAP, nlpidPadded = 0x80, 0x00
	)
	var address uint8
	for n := 0; n <= 4 && address&last == 0; n++ {
		if !s.ReadUint8(&address) {
			return layerNone, false
		}
	}
	var control uint16
	if !s.ReadUint16(&control) {
		return layerNone, false
	}
	if control>>8 != unnumbered {
		return etherLayer(layers.EthernetType(control)), true
	}
	nlpid := uint8(control)
	if nlpid == nlpidPadded {
		s.ReadUint8(&nlpid)
	}
	switch nlpid {
	case nlpidIPv4, nlpidIPv6:
		return layerIP, true
	case nlpidSNAP: // three bytes of organisation, an EtherType
		return typed(s, 3)
	}
	return layerNone, true
}

// slip is the pseudo-header of LINKTYPE_SLIP: direction and a compressed TCP/IP
// header, 16 bytes; the packet follows uncompressed.
func slip(s *cryptobyte.String) (gopacket.LayerType, bool) { return layerIP, s.Skip(16) }
