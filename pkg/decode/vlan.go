package decode

import (
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// maxVLANs is how many nested VLAN ids a packet keeps: two of QinQ and one to
// spare. Further tags are read and not kept.
const maxVLANs = 3

// vlan is gopacket's 802.1Q layer, remembering the ids of nested tags.
type vlan struct {
	layers.Dot1Q
	ids [maxVLANs]uint16 // outermost first
	n   uint8
}

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
