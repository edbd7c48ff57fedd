package decode

import (
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"golang.org/x/crypto/cryptobyte"
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

// typed reads a header of n bytes and an EtherType.
func typed(s *cryptobyte.String, n int) (gopacket.LayerType, bool) {
	var t uint16
	if !s.Skip(n) || !s.ReadUint16(&t) {
		return layerNone, false
	}
	return etherLayer(layers.EthernetType(t)), true
}

// ciscoMetaData is the Cisco MetaData tag (EtherType 0x8909): version, length
// in options of 4 bytes, options, EtherType.
func ciscoMetaData(s *cryptobyte.String) (gopacket.LayerType, bool) {
	var options uint8
	if !s.Skip(1) || !s.ReadUint8(&options) {
		return layerNone, false
	}
	return typed(s, 4*int(options))
}

// vnTag is Cisco's VN-Tag (EtherType 0x8926): 4 bytes of tag, EtherType.
func vnTag(s *cryptobyte.String) (gopacket.LayerType, bool) { return typed(s, 4) }

// eTag is the E-TAG of IEEE 802.1BR (EtherType 0x893f): 6 bytes of tag, EtherType.
func eTag(s *cryptobyte.String) (gopacket.LayerType, bool) { return typed(s, 6) }

// arista is the timestamp that Arista's mirror ports put into frames (EtherType
// 0xd28b): subtype, format, a time of 8 or 6 bytes, EtherType.
func arista(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const timestamp, of64, of48 = 1, 1, 2
	var subtype, format uint16
	if !s.ReadUint16(&subtype) || !s.ReadUint16(&format) {
		return layerNone, false
	}
	if subtype == timestamp {
		switch format >> 4 & 0xf { // the rest says whose clock and which switch it is
		case of64:
			return typed(s, 8)
		case of48:
			return typed(s, 6)
		}
	}
	return layerNone, true
}

// pbb is the I-TAG of IEEE 802.1ah (EtherType 0x88e7): 4 bytes of tag, then the
// customer's Ethernet frame.
func pbb(s *cryptobyte.String) (gopacket.LayerType, bool) { return layers.LayerTypeEthernet, s.Skip(4) }

// fabricPath is the tag of Cisco's FabricPath (EtherType 0x8903): 2 bytes, then
// the Ethernet frame.
func fabricPath(s *cryptobyte.String) (gopacket.LayerType, bool) {
	return layers.LayerTypeEthernet, s.Skip(2)
}

// macsec is the SecTAG of IEEE 802.1AE §9.3: flags, short length, packet number,
// optional identifier. What follows is an EtherType, unless it is encrypted.
func macsec(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const explicitSCI, encrypted, changed = 0x20, 0x08, 0x04
	var flags uint8
	if !s.ReadUint8(&flags) || !s.Skip(1+4) || flags&explicitSCI != 0 && !s.Skip(8) {
		return layerNone, false
	}
	if flags&(encrypted|changed) != 0 {
		return layerNone, true
	}
	return typed(s, 0)
}

// fddi is the header of LINKTYPE_FDDI: frame control and two addresses, then LLC.
func fddi(s *cryptobyte.String) (gopacket.LayerType, bool) { return layers.LayerTypeLLC, s.Skip(13) }

// tokenRing is the header of IEEE 802.5: access and frame control, two addresses
// and, if the source address says so, a source route; then LLC.
func tokenRing(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const routed = 0x80
	var b []byte
	if !s.ReadBytes(&b, 14) {
		return layerNone, false
	}
	if b[8]&routed == 0 || s.Empty() {
		return layers.LayerTypeLLC, true
	}
	return layers.LayerTypeLLC, s.Skip(int((*s)[0] & 0x1f)) // the route's length, itself included
}
