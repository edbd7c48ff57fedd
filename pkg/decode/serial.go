package decode

import (
	"encoding/binary"

	"github.com/google/gopacket"
)

// ppp is the header of a PPP frame: address and control unless they are left
// out, and the protocol in one or two bytes (RFC 1661 §2, RFC 1662 §3.1).
func ppp(b []byte) (int, gopacket.LayerType) {
	const unicast, multicast = 0x0f, 0x8f // Cisco HDLC's addresses: some drivers call both PPP
	if len(b) > 0 && (b[0] == unicast || b[0] == multicast) {
		return ciscoHDLC(b)
	}
	n := 0
	if len(b) >= 2 && b[0] == 0xff && b[1] == 0x03 {
		n = 2
	}
	if len(b) <= n || len(b) == 1 && b[0] == 0xff {
		return len(b) + 1, gopacket.LayerTypeZero
	}
	if b[n]&1 != 0 { // compressed to one byte
		return n + 1, pppLayer(uint16(b[n]))
	}
	if len(b) < n+2 {
		return n + 2, gopacket.LayerTypeZero
	}
	return n + 2, pppLayer(binary.BigEndian.Uint16(b[n:]))
}

// pppLayer returns the layer of a PPP protocol number.
func pppLayer(protocol uint16) gopacket.LayerType {
	switch protocol {
	case 0x0021, 0x0057: // IPv4 (RFC 1332), IPv6 (RFC 5072)
		return layerIP
	case 0x0281, 0x0283: // RFC 3032 §4.3
		return layerMPLS
	}
	return gopacket.LayerTypeZero
}

// pppoe is the header of PPP over Ethernet (RFC 2516 §4): version and type,
// code, session, length. Only sessions carry packets.
func pppoe(b []byte) (int, gopacket.LayerType) {
	if len(b) >= 6 && b[1] == 0 {
		return 6, layerPPP
	}
	return 6, gopacket.LayerTypeZero
}

// ciscoHDLC is address, control, EtherType.
func ciscoHDLC(b []byte) (int, gopacket.LayerType) { return typed(b, 4) }

// frameRelay is a Q.922 address of two to four bytes; then a control byte and
// an NLPID (RFC 2427 §3), or in Cisco's form an EtherType.
func frameRelay(b []byte) (int, gopacket.LayerType) {
	const (
		last                   = 1 // bit that ends the address
		unnumbered             = 0x03
		nlpidIPv4, nlpidIPv6   = 0xcc, 0x8e
		nlpidSNAP, nlpidPadded = 0x80, 0x00
	)
	n := 0
	for n < 4 && n < len(b) && b[n]&last == 0 {
		n++
	}
	n++ // the byte that has the bit
	if len(b) < n+2 {
		return n + 2, gopacket.LayerTypeZero
	}
	if b[n] != unnumbered {
		return typed(b, n+2)
	}
	n++
	if b[n] == nlpidPadded && len(b) > n+1 {
		n++
	}
	switch b[n] {
	case nlpidIPv4, nlpidIPv6:
		return n + 1, layerIP
	case nlpidSNAP: // three bytes of organisation, an EtherType
		return typed(b, n+1+3+2)
	}
	return n + 1, gopacket.LayerTypeZero
}

// slip is the pseudo-header of LINKTYPE_SLIP: direction and a compressed TCP/IP
// header, 16 bytes; the packet follows uncompressed.
func slip([]byte) (int, gopacket.LayerType) { return 16, layerIP }
