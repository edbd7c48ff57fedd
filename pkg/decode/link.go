package decode

import (
	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// Numbers of our own gopacket layers; gopacket keeps 0–999 to
// itself and leaves 1000–1999 to its users.
var (
	layerSLL    = gopacket.RegisterLayerType(1700, gopacket.LayerTypeMetadata{Name: "flowscanSLL"})
	layerSLL2   = gopacket.RegisterLayerType(1701, gopacket.LayerTypeMetadata{Name: "flowscanSLL2"})
	layerFamily = gopacket.RegisterLayerType(1702, gopacket.LayerTypeMetadata{Name: "flowscanFamily"})
)

// firstLayer returns the layer that frames of a link type start with, or
// LayerTypeZero for link types that cannot be read.
func firstLayer(t capture.LinkType) gopacket.LayerType {
	switch t {
	case capture.LinkEthernet:
		return layers.LayerTypeEthernet
	case capture.LinkRaw, capture.LinkRawBSD, capture.LinkRawOpenBSD, capture.LinkIPv4, capture.LinkIPv6:
		return layers.LayerTypeIPv4 // ip goes by the version in the header
	case capture.LinkNull, capture.LinkLoop:
		return layerFamily
	case capture.LinkLinuxSLL:
		return layerSLL
	case capture.LinkLinuxSLL2:
		return layerSLL2
	}
	return gopacket.LayerTypeZero
}
