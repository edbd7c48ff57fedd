package decode

import (
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// udp is gopacket's UDP layer, followed by the tunnels that run over it.
type udp struct {
	layers.UDP
	depth int // how many IP headers came before it
	ip    *ip
}

// DecodeFromBytes implements gopacket.DecodingLayer.
func (u *udp) DecodeFromBytes(b []byte, df gopacket.DecodeFeedback) error {
	err := u.UDP.DecodeFromBytes(b, df)
	if err == nil {
		u.depth = u.ip.depth
	}
	return err
}

// NextLayerType implements gopacket.DecodingLayer. What a fragment has of a tunnel
// is read with the others.
func (u *udp) NextLayerType() gopacket.LayerType {
	if u.ip.more {
		return gopacket.LayerTypePayload
	}
	return u.tunnel()
}

// tunnel returns the layer of the tunnel that a port is assigned to. What is no
// such thing ends in a broken header, and the packet stays what it was outside.
func (u *udp) tunnel() gopacket.LayerType {
	if t := tunnelLayer(u.DstPort); t != gopacket.LayerTypePayload {
		return t
	}
	if t := tunnelLayer(u.SrcPort); t != layerLISP { // whose header looks like anything, and is never sent back
		return t
	}
	return gopacket.LayerTypePayload
}

// tunnelLayer returns the layer of tunnels at a UDP port.
func tunnelLayer(port layers.UDPPort) gopacket.LayerType {
	switch port {
	case 4789, 8472: // RFC 7348; Linux before it had a number
		return layerVXLAN
	case 4790:
		return layerVXLANGPE
	case 6081: // RFC 8926
		return layerGeneve
	case 2152: // 3GPP TS 29.281
		return layerGTPU
	case 3544: // RFC 4380
		return layerTeredo
	case 1701: // RFC 2661, RFC 3931
		return layerL2TP
	case 5247: // RFC 5415
		return layerCAPWAP
	case 6635: // RFC 7510
		return layerMPLS
	case 4341: // RFC 9300
		return layerLISP
	case 4342: // RFC 9301
		return layerLISPControl
	case 5072:
		return layerAYIYA
	case 37008:
		return layerTZSP
	}
	return gopacket.LayerTypePayload
}

// tcp is gopacket's TCP layer.
type tcp struct {
	layers.TCP
	depth int // how many IP headers came before it
	ip    *ip
}

// DecodeFromBytes implements gopacket.DecodingLayer.
func (t *tcp) DecodeFromBytes(b []byte, df gopacket.DecodeFeedback) error {
	err := t.TCP.DecodeFromBytes(b, df)
	if err == nil {
		t.depth = t.ip.depth
	}
	return err
}

// NextLayerType implements gopacket.DecodingLayer.
func (t *tcp) NextLayerType() gopacket.LayerType { return gopacket.LayerTypePayload }

// protocolLayer returns the layer after an IP header.
func protocolLayer(protocol uint8) gopacket.LayerType {
	switch protocol {
	case TCP:
		return layers.LayerTypeTCP
	case UDP:
		return layers.LayerTypeUDP
	case 4, 41: // RFC 2003, RFC 2473, RFC 4213
		return layerIP
	case 47:
		return layerGRE
	case 97:
		return layerEtherIP
	case 103:
		return layerPIM
	case 115:
		return layerL2TPv3
	case 137: // RFC 4023
		return layerMPLS
	}
	return gopacket.LayerTypePayload
}

// carriesPacket says whether packets of a protocol have another packet in them.
func carriesPacket(protocol uint8) bool {
	switch protocolLayer(protocol) {
	case layers.LayerTypeTCP, layers.LayerTypeUDP, gopacket.LayerTypePayload:
		return false
	}
	return true
}

// inTunnel says whether another packet may stand in what the packet just decoded is
// the first fragment of.
func (d *Decoder) inTunnel() bool {
	if d.ip.proto == UDP {
		return d.udp.depth == d.ip.depth && d.udp.tunnel() != gopacket.LayerTypePayload
	}
	return carriesPacket(d.ip.proto)
}
