package decode

import (
	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// Our own gopacket layers. gopacket keeps the numbers up to 999 to itself and
// leaves 1000–1999 to its users. They are not registered with it: that would give
// them names, which nothing prints, and decoders for NewPacket, which nothing uses.
const (
	layerSLL gopacket.LayerType = 1000 + iota
	layerSLL2
	layerFamily
	layerPPP
	layerCiscoHDLC
	layerFrameRelay
	layerSLIP
	layerPPPoE
	layerIPoIB
	layerNFLog
	layerPFLog
	layerPktap
	layerFDDI
	layerTokenRing
	layerCiscoMetaData
	layerVNTag
	layerETag
	layerPBB
	layerMACsec
	layerVXLAN
	layerVXLANGPE
	layerGeneve
	layerGRE
	layerERSPAN2
	layerERSPAN3
	layerMPLS
	layerEtherIP
	layerGTPU
	layerTeredo
	layerL2TP
	layerCAPWAP
	layerNSH
	layerFabricPath
	layerL2TPv3
	layerPIM
	layerLISP
	layerLISPControl
	layerAYIYA
	layerTZSP
	layerDSA
	layerEDSA
	layerBeforeEther
	layerArista
	layerMSDU
	layerDot11
)

// layerNone is the layer after what nothing follows that can carry IP.
const layerNone gopacket.LayerType = 0

// layerIP reads IPv4 and IPv6 alike, by the version in the header.
var layerIP = layers.LayerTypeIPv4

// firstLayer returns the layer that frames of a link type start with, or
// layerNone for link types that cannot be read.
func firstLayer(t capture.LinkType) gopacket.LayerType {
	switch t {
	case capture.LinkEthernet, capture.LinkEDSAMarvell:
		return layers.LayerTypeEthernet
	case capture.LinkRaw, capture.LinkRawBSD, capture.LinkRawOpenBSD, capture.LinkIPv4, capture.LinkIPv6:
		return layerIP
	case capture.LinkNull, capture.LinkLoop:
		return layerFamily
	case capture.LinkLinuxSLL:
		return layerSLL
	case capture.LinkLinuxSLL2:
		return layerSLL2
	case capture.LinkPPP, capture.LinkPPPHDLC:
		return layerPPP
	case capture.LinkPPPEther:
		return layerPPPoE
	case capture.LinkCiscoHDLC:
		return layerCiscoHDLC
	case capture.LinkFrameRelay:
		return layerFrameRelay
	case capture.LinkSLIP:
		return layerSLIP
	case capture.LinkIPoIB:
		return layerIPoIB
	case capture.LinkNFLog:
		return layerNFLog
	case capture.LinkPFLog:
		return layerPFLog
	case capture.LinkPktap, capture.LinkUser2: // Apple wrote PKTAP as USER2 before it had a number
		return layerPktap
	case capture.LinkDSABroadcom, capture.LinkDSAMarvell:
		return layerDSA
	case capture.LinkDSABroadcomPrepended, capture.LinkNetAnalyzer:
		return layerBeforeEther
	case capture.LinkFDDI:
		return layerFDDI
	case capture.LinkTokenRing:
		return layerTokenRing
	}
	return layerNone
}

// etherLayer returns the layer after an EtherType: ours where gopacket has none
// or one that cannot be reused.
func etherLayer(t layers.EthernetType) gopacket.LayerType {
	switch t {
	case layers.EthernetTypeIPv4, layers.EthernetTypeIPv6:
		return layerIP
	case layers.EthernetTypeDot1Q, layers.EthernetTypeQinQ, 0x9100, 0x9200: // the last two are QinQ before 802.1ad
		return layers.LayerTypeDot1Q
	case layers.EthernetTypeLLC:
		return layers.LayerTypeLLC
	case 0x8864:
		return layerPPPoE
	case 0x880b:
		return layerPPP
	case 0x8909:
		return layerCiscoMetaData
	case 0x8926:
		return layerVNTag
	case 0x893f:
		return layerETag
	case 0x88e7:
		return layerPBB
	case 0x88e5:
		return layerMACsec
	case 0x8847, 0x8848:
		return layerMPLS
	case 0x8903:
		return layerFabricPath
	case 0xd28b:
		return layerArista
	case 0xdada:
		return layerEDSA
	case 0x894f:
		return layerNSH
	}
	return layerNone
}

// familyLayer returns the layer of an address family.
func familyLayer(af uint32) gopacket.LayerType {
	switch af {
	case 2, // AF_INET everywhere
		10, 24, 28, 30: // AF_INET6 of Linux; NetBSD and OpenBSD; FreeBSD; macOS
		return layerIP
	}
	return layerNone
}
