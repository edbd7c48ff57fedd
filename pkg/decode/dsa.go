package decode

import (
	"encoding/binary"
	"errors"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"golang.org/x/crypto/cryptobyte"
)

var errDSA = errors.New("decode: tag of a switch cut off")

// dsa is a frame between a switch and the processor that runs it (Linux: DSA),
// as routers capture it: the addresses, the switch's tag of 4 bytes, EtherType.
// So do Broadcom's tags stand and Marvell's.
type dsa struct {
	dst, src [6]byte
	next     gopacket.LayerType
	payload  []byte
}

// DecodeFromBytes implements gopacket.DecodingLayer.
func (s *dsa) DecodeFromBytes(b []byte, _ gopacket.DecodeFeedback) error {
	if len(b) < 18 {
		return errDSA
	}
	s.dst, s.src = [6]byte(b), [6]byte(b[6:])
	s.next, s.payload = layers.LayerTypeLLC, b[18:]
	if t := binary.BigEndian.Uint16(b[16:]); t >= 0x600 { // or else a length: 802.3
		s.next = etherLayer(layers.EthernetType(t))
	}
	return nil
}

// CanDecode implements gopacket.DecodingLayer.
func (s *dsa) CanDecode() gopacket.LayerClass { return layerDSA }

// NextLayerType implements gopacket.DecodingLayer.
func (s *dsa) NextLayerType() gopacket.LayerType { return s.next }

// LayerPayload implements gopacket.DecodingLayer.
func (s *dsa) LayerPayload() []byte { return s.payload }

// edsa is Marvell's tag that has an EtherType of its own (0xdada): 2 reserved
// bytes, 4 of tag, EtherType.
func edsa(s *cryptobyte.String) (gopacket.LayerType, bool) { return typed(s, 6) }

// beforeEthernet is a header of 4 bytes in front of an Ethernet frame: Broadcom's
// prepended tag, and what Hilscher's netANALYZER says of a frame.
func beforeEthernet(s *cryptobyte.String) (gopacket.LayerType, bool) {
	return layers.LayerTypeEthernet, s.Skip(4)
}
