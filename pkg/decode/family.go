package decode

import (
	"encoding/binary"
	"errors"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

var errFamily = errors.New("decode: BSD loopback header cut off")

// family is the header of LINKTYPE_NULL and LINKTYPE_LOOP: an address family in
// the byte order of the machine that captured, or of the network.
type family struct {
	next    gopacket.LayerType
	payload []byte
}

// DecodeFromBytes implements gopacket.DecodingLayer.
func (h *family) DecodeFromBytes(b []byte, _ gopacket.DecodeFeedback) error {
	if len(b) < 4 {
		return errFamily
	}
	af := binary.LittleEndian.Uint32(b)
	if af > 0xffff { // families are small: it is the other byte order
		af = binary.BigEndian.Uint32(b)
	}
	switch af {
	case 2: // AF_INET everywhere
		h.next = layers.LayerTypeIPv4
	case 10, 24, 28, 30: // AF_INET6 of Linux; NetBSD and OpenBSD; FreeBSD; macOS
		h.next = layers.LayerTypeIPv6
	default:
		h.next = gopacket.LayerTypeZero
	}
	h.payload = b[4:]
	return nil
}

// CanDecode implements gopacket.DecodingLayer.
func (h *family) CanDecode() gopacket.LayerClass { return layerFamily }

// NextLayerType implements gopacket.DecodingLayer.
func (h *family) NextLayerType() gopacket.LayerType { return h.next }

// LayerPayload implements gopacket.DecodingLayer.
func (h *family) LayerPayload() []byte { return h.payload }
