package decode

import (
	"encoding/binary"

	"github.com/google/gopacket"
	"golang.org/x/crypto/cryptobyte"
)

// family is the header of LINKTYPE_NULL and LINKTYPE_LOOP: an address family in
// the byte order of the machine that captured, or of the network.
func family(b []byte) (int, gopacket.LayerType) {
	if len(b) < 4 {
		return 4, gopacket.LayerTypeZero
	}
	af := binary.LittleEndian.Uint32(b)
	if af > 0xffff { // families are small: it is the other byte order
		af = binary.BigEndian.Uint32(b)
	}
	if af > 0xffff { // or an EtherType, as some writers have it
		return typed(b, 4)
	}
	return 4, familyLayer(af)
}

// ipoib is the header of LINKTYPE_IPOIB: a global routing header of 40 bytes,
// EtherType, two reserved bytes (RFC 4391 §6).
func ipoib(b []byte) (int, gopacket.LayerType) {
	_, next := typed(b, 42)
	return 44, next
}

// nflog is the header of LINKTYPE_NFLOG: family, version, resource, then
// attributes of length, type (in the byte order of the machine) and value, of
// which the last is the packet.
func nflog(b []byte) (int, gopacket.LayerType) {
	const header, attribute, payload = 4, 4, 9
	s := cryptobyte.String(b)
	var af uint8
	if !s.ReadUint8(&af) || !s.Skip(header-1) {
		return header, gopacket.LayerTypeZero
	}
	for {
		if len(s) < attribute {
			return len(b) + attribute, gopacket.LayerTypeZero
		}
		length, kind := int(binary.LittleEndian.Uint16(s)), binary.LittleEndian.Uint16(s[2:])
		if kind&0xff == 0 || length < attribute { // no kind is above 255: it is the other byte order
			length, kind = int(binary.BigEndian.Uint16(s)), binary.BigEndian.Uint16(s[2:])
		}
		if kind == payload {
			return len(b) - len(s) + attribute, familyLayer(uint32(af))
		}
		if length < attribute || !s.Skip((length+3)&^3) {
			return len(b) + attribute, gopacket.LayerTypeZero
		}
	}
}

// pflog is the header of LINKTYPE_PFLOG: its length without padding to four
// bytes, the address family, and what pf(4) decided.
func pflog(b []byte) (int, gopacket.LayerType) {
	if len(b) < 2 {
		return 2, gopacket.LayerTypeZero
	}
	return (int(b[0]) + 3) &^ 3, familyLayer(uint32(b[1]))
}
