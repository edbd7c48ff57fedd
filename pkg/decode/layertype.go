package decode

import (
	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// Our own gopacket layers. gopacket keeps the numbers up to 999 to itself and
// leaves 1000–1999 to its users.
var (
	layerSLL           = layerType(1700, "SLL")
	layerSLL2          = layerType(1701, "SLL2")
	layerFamily        = layerType(1702, "Family")
	layerPPP           = layerType(1703, "PPP")
	layerCiscoHDLC     = layerType(1704, "CiscoHDLC")
	layerFrameRelay    = layerType(1705, "FrameRelay")
	layerSLIP          = layerType(1706, "SLIP")
	layerPPPoE         = layerType(1707, "PPPoE")
	layerIPoIB         = layerType(1708, "IPoIB")
	layerNFLog         = layerType(1709, "NFLog")
	layerPFLog         = layerType(1710, "PFLog")
	layerPktap         = layerType(1711, "Pktap")
	layerFDDI          = layerType(1712, "FDDI")
	layerTokenRing     = layerType(1713, "TokenRing")
	layerCiscoMetaData = layerType(1714, "CiscoMetaData")
	layerVNTag         = layerType(1715, "VNTag")
	layerETag          = layerType(1716, "ETag")
	layerPBB           = layerType(1717, "PBB")
	layerMACsec        = layerType(1718, "MACsec")
	layerVXLAN         = layerType(1719, "VXLAN")
	layerVXLANGPE      = layerType(1720, "VXLANGPE")
	layerGeneve        = layerType(1721, "Geneve")
	layerGRE           = layerType(1722, "GRE")
	layerERSPAN2       = layerType(1723, "ERSPAN2")
	layerERSPAN3       = layerType(1724, "ERSPAN3")
	layerMPLS          = layerType(1725, "MPLS")
	layerEtherIP       = layerType(1726, "EtherIP")
	layerGTPU          = layerType(1727, "GTPU")
	layerTeredo        = layerType(1728, "Teredo")
	layerL2TP          = layerType(1729, "L2TP")
	layerCAPWAP        = layerType(1730, "CAPWAP")
	layerNSH           = layerType(1731, "NSH")
	layerFabricPath    = layerType(1732, "FabricPath")
	layerL2TPv3        = layerType(1733, "L2TPv3")
	layerPIM           = layerType(1734, "PIM")
	layerLISP          = layerType(1735, "LISP")
	layerLISPControl   = layerType(1736, "LISPControl")
	layerAYIYA         = layerType(1737, "AYIYA")
	layerTZSP          = layerType(1738, "TZSP")
	layerDSA           = layerType(1739, "DSA")
	layerEDSA          = layerType(1740, "EDSA")
	layerBeforeEther   = layerType(1741, "BeforeEthernet")
	layerArista        = layerType(1742, "Arista")
	layerMSDU          = layerType(1750, "MSDU")
	layerDot11         = layerType(1751, "Dot11")
)

func layerType(number int, name string) gopacket.LayerType {
	return gopacket.RegisterLayerType(number, gopacket.LayerTypeMetadata{Name: "flowscan" + name})
}

// layerIP reads IPv4 and IPv6 alike, by the version in the header.
var layerIP = layers.LayerTypeIPv4

// firstLayer returns the layer that frames of a link type start with, or
// LayerTypeZero for link types that cannot be read.
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
	return gopacket.LayerTypeZero
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
	return gopacket.LayerTypeZero
}

// familyLayer returns the layer of an address family.
func familyLayer(af uint32) gopacket.LayerType {
	switch af {
	case 2, // AF_INET everywhere
		10, 24, 28, 30: // AF_INET6 of Linux; NetBSD and OpenBSD; FreeBSD; macOS
		return layerIP
	}
	return gopacket.LayerTypeZero
}
