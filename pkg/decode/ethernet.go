package decode

import (
	"encoding/binary"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// ethernet is gopacket's Ethernet layer, followed by more EtherTypes.
type ethernet struct{ layers.Ethernet }

// NextLayerType implements gopacket.DecodingLayer.
func (e *ethernet) NextLayerType() gopacket.LayerType { return etherLayer(e.EthernetType) }

// snap is gopacket's 802.2 SNAP layer, followed by more EtherTypes.
type snap struct{ layers.SNAP }

// NextLayerType implements gopacket.DecodingLayer.
func (s *snap) NextLayerType() gopacket.LayerType { return etherLayer(s.Type) }

// vlan is gopacket's 802.1Q layer, remembering the ids of nested tags.
type vlan struct {
	layers.Dot1Q
	ids [maxVLANs]uint16 // outermost first
	n   uint8
}

// maxVLANs is how many nested VLAN ids a packet keeps: two of QinQ and one to
// spare. Further tags are read and not kept.
const maxVLANs = 3

// DecodeFromBytes implements gopacket.DecodingLayer.
func (v *vlan) DecodeFromBytes(b []byte, df gopacket.DecodeFeedback) error {
	if err := v.Dot1Q.DecodeFromBytes(b, df); err != nil {
		return err
	}
	if v.n < maxVLANs {
		v.ids[v.n] = v.VLANIdentifier
		v.n++
	}
	return nil
}

// NextLayerType implements gopacket.DecodingLayer.
func (v *vlan) NextLayerType() gopacket.LayerType {
	if v.Type < 0x600 { // a length: 802.3 inside a VLAN
		return layers.LayerTypeLLC
	}
	return etherLayer(v.Type)
}

// typed reads a header of n bytes that ends with an EtherType.
func typed(b []byte, n int) (int, gopacket.LayerType) {
	if n > len(b) {
		return n, gopacket.LayerTypeZero
	}
	return n, etherLayer(layers.EthernetType(binary.BigEndian.Uint16(b[n-2:])))
}

// ciscoMetaData is the Cisco MetaData tag (EtherType 0x8909): version, length
// in options of 4 bytes, options, EtherType.
func ciscoMetaData(b []byte) (int, gopacket.LayerType) {
	if len(b) < 2 {
		return 2, gopacket.LayerTypeZero
	}
	return typed(b, 2+4*int(b[1])+2)
}

// vnTag is Cisco's VN-Tag (EtherType 0x8926): 4 bytes of tag, EtherType.
func vnTag(b []byte) (int, gopacket.LayerType) { return typed(b, 6) }

// eTag is the E-TAG of IEEE 802.1BR (EtherType 0x893f): 6 bytes of tag, EtherType.
func eTag(b []byte) (int, gopacket.LayerType) { return typed(b, 8) }

// arista is the timestamp that Arista's mirror ports put into frames (EtherType
// 0xd28b): subtype, format, a time of 8 or 6 bytes, EtherType.
func arista(b []byte) (int, gopacket.LayerType) {
	const timestamp, of64, of48 = 1, 1, 2
	if len(b) < 4 {
		return 4, gopacket.LayerTypeZero
	}
	if binary.BigEndian.Uint16(b) == timestamp {
		switch b[3] >> 4 { // the rest says whose clock and which switch it is
		case of64:
			return typed(b, 4+8+2)
		case of48:
			return typed(b, 4+6+2)
		}
	}
	return 4, gopacket.LayerTypeZero
}

// pbb is the I-TAG of IEEE 802.1ah (EtherType 0x88e7): 4 bytes of tag, then the
// customer's Ethernet frame.
func pbb([]byte) (int, gopacket.LayerType) { return 4, layers.LayerTypeEthernet }

// fabricPath is the tag of Cisco's FabricPath (EtherType 0x8903): 2 bytes, then
// the Ethernet frame.
func fabricPath([]byte) (int, gopacket.LayerType) { return 2, layers.LayerTypeEthernet }

// macsec is the SecTAG of IEEE 802.1AE §9.3: flags, short length, packet number,
// optional identifier. What follows is an EtherType, unless it is encrypted.
func macsec(b []byte) (int, gopacket.LayerType) {
	const explicitSCI, encrypted, changed = 0x20, 0x08, 0x04
	if len(b) < 6 {
		return 6, gopacket.LayerTypeZero
	}
	n := 6
	if b[0]&explicitSCI != 0 {
		n += 8
	}
	if b[0]&(encrypted|changed) != 0 {
		return n, gopacket.LayerTypeZero
	}
	return typed(b, n+2)
}

// fddi is the header of LINKTYPE_FDDI: frame control and two addresses, then LLC.
func fddi([]byte) (int, gopacket.LayerType) { return 13, layers.LayerTypeLLC }

// tokenRing is the header of IEEE 802.5: access and frame control, two addresses
// and, if the source address says so, a source route; then LLC.
func tokenRing(b []byte) (int, gopacket.LayerType) {
	n := 14
	if len(b) > n && b[8]&0x80 != 0 { // the route's length, itself included, is in its low five bits
		n += int(b[n] & 0x1f)
	}
	return n, layers.LayerTypeLLC
}
