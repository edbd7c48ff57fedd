package decode

import (
	"encoding/binary"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"golang.org/x/crypto/cryptobyte"
)

// family is the header of LINKTYPE_NULL and LINKTYPE_LOOP: an address family in
// the byte order of the machine that captured, or of the network.
func family(s *cryptobyte.String) (gopacket.LayerType, bool) {
	var b []byte
	if !s.ReadBytes(&b, 4) {
		return layerNone, false
	}
	af := binary.LittleEndian.Uint32(b)
	if af > 0xffff { // families are small: it is the other byte order
		af = binary.BigEndian.Uint32(b)
	}
	if af > 0xffff { // or an EtherType behind two bytes, as some writers have it
		return etherLayer(layers.EthernetType(af)), true
	}
	return familyLayer(af), true
}

// ipoib is the header of LINKTYPE_IPOIB: a global routing header of 40 bytes,
// EtherType, two reserved bytes (RFC 4391 §6).
func ipoib(s *cryptobyte.String) (gopacket.LayerType, bool) {
	next, ok := typed(s, 40)
	return next, ok && s.Skip(2)
}

// nflog is the header of LINKTYPE_NFLOG: family, version, resource, then
// attributes of length, type (in the byte order of the machine) and value, of
// which the last is the packet.
func nflog(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const attribute, payload = 4, 9
	var af uint8
	if !s.ReadUint8(&af) || !s.Skip(3) {
		return layerNone, false
	}
	for {
		var b []byte
		if !s.ReadBytes(&b, attribute) {
			return layerNone, false
		}
		length, kind := int(binary.LittleEndian.Uint16(b)), binary.LittleEndian.Uint16(b[2:])
		if kind&0xff == 0 || length < attribute { // no kind is above 255: it is the other byte order
			length, kind = int(binary.BigEndian.Uint16(b)), binary.BigEndian.Uint16(b[2:])
		}
		if kind == payload {
			return familyLayer(uint32(af)), true
		}
		if length < attribute || !s.Skip((length+3)&^3-attribute) {
			return layerNone, false
		}
	}
}

// pflog is the header of LINKTYPE_PFLOG: its length without padding to four
// bytes, the address family, and what pf(4) decided.
func pflog(s *cryptobyte.String) (gopacket.LayerType, bool) {
	b := *s
	if len(b) < 2 {
		return layerNone, false
	}
	return familyLayer(uint32(b[1])), s.Skip((int(b[0]) + 3) &^ 3)
}
