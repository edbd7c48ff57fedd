package decode

import (
	"encoding/binary"
	"errors"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

var errCooked = errors.New("decode: Linux cooked header cut off")

// cooked is what both headers of Linux "any" captures say. gopacket's own
// layers panic on short frames.
type cooked struct {
	mac     [6]byte // the sender's; zero where its link has none
	next    gopacket.LayerType
	payload []byte
}

// sll is LINKTYPE_LINUX_SLL: packet type, ARPHRD type, address length, 8 bytes
// of address, protocol.
type sll struct{ cooked }

// DecodeFromBytes implements gopacket.DecodingLayer.
func (c *sll) DecodeFromBytes(b []byte, _ gopacket.DecodeFeedback) error {
	if len(b) < 16 {
		return errCooked
	}
	be := binary.BigEndian
	c.set(be.Uint16(b[2:]), be.Uint16(b[4:]), b[6:12], be.Uint16(b[14:]), b[16:])
	return nil
}

// CanDecode implements gopacket.DecodingLayer.
func (c *sll) CanDecode() gopacket.LayerClass { return layerSLL }

// sll2 is LINKTYPE_LINUX_SLL2: protocol, 2 bytes of nothing, interface index,
// ARPHRD type, packet type, address length, 8 bytes of address.
type sll2 struct{ cooked }

// DecodeFromBytes implements gopacket.DecodingLayer.
func (c *sll2) DecodeFromBytes(b []byte, _ gopacket.DecodeFeedback) error {
	if len(b) < 20 {
		return errCooked
	}
	be := binary.BigEndian
	c.set(be.Uint16(b[8:]), uint16(b[11]), b[12:18], be.Uint16(b), b[20:])
	return nil
}

// CanDecode implements gopacket.DecodingLayer.
func (c *sll2) CanDecode() gopacket.LayerClass { return layerSLL2 }

func (c *cooked) set(arphrd, addrLen uint16, addr []byte, proto uint16, payload []byte) {
	c.mac = [6]byte{}
	if addrLen == 6 {
		c.mac = [6]byte(addr)
	}
	c.payload = payload
	switch {
	case arphrd == 824 || arphrd >= 801 && arphrd <= 803: // ARPHRD_NETLINK, ARPHRD_IEEE80211…: proto is no EtherType
		c.next = layerNone
	case proto == 4: // LINUX_SLL_P_802_2
		c.next = layers.LayerTypeLLC
	default:
		c.next = etherLayer(layers.EthernetType(proto))
	}
}

// NextLayerType implements gopacket.DecodingLayer.
func (c *cooked) NextLayerType() gopacket.LayerType { return c.next }

// LayerPayload implements gopacket.DecodingLayer.
func (c *cooked) LayerPayload() []byte { return c.payload }
