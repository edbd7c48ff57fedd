package capture

import "strconv"

// Link types met in practice, from https://www.tcpdump.org/linktypes.html.
// LinkRawBSD and LinkRawOpenBSD are no LINKTYPE_ values but DLT_RAW as those
// systems number it: files with them exist, and mean LinkRaw.
const (
	LinkNull                 LinkType = 0
	LinkEthernet             LinkType = 1
	LinkTokenRing            LinkType = 6
	LinkSLIP                 LinkType = 8
	LinkPPP                  LinkType = 9
	LinkFDDI                 LinkType = 10
	LinkRawBSD               LinkType = 12
	LinkRawOpenBSD           LinkType = 14
	LinkPPPHDLC              LinkType = 50
	LinkPPPEther             LinkType = 51
	LinkATMRFC1483           LinkType = 100
	LinkRaw                  LinkType = 101
	LinkCiscoHDLC            LinkType = 104
	LinkIEEE80211            LinkType = 105
	LinkFrameRelay           LinkType = 107
	LinkLoop                 LinkType = 108
	LinkLinuxSLL             LinkType = 113
	LinkPFLog                LinkType = 117
	LinkIEEE80211Prism       LinkType = 119
	LinkIEEE80211Radio       LinkType = 127
	LinkUser2                LinkType = 149
	LinkIEEE80211AVS         LinkType = 163
	LinkLinuxLAPD            LinkType = 177
	LinkMultilinkFrameRelay  LinkType = 182
	LinkBluetoothH4          LinkType = 187
	LinkUSBLinux             LinkType = 189
	LinkPPI                  LinkType = 192
	LinkIEEE802154           LinkType = 195
	LinkBluetoothH4Header    LinkType = 201
	LinkUSBLinuxMmapped      LinkType = 220
	LinkIPv4                 LinkType = 228
	LinkIPv6                 LinkType = 229
	LinkIEEE802154NoFCS      LinkType = 230
	LinkDBus                 LinkType = 231
	LinkNFLog                LinkType = 239
	LinkNetAnalyzer          LinkType = 240
	LinkIPoIB                LinkType = 242
	LinkUSBPcap              LinkType = 249
	LinkUpperPDU             LinkType = 252
	LinkNetlink              LinkType = 253
	LinkBluetoothMonitor     LinkType = 254
	LinkPktap                LinkType = 258
	LinkVSock                LinkType = 271
	LinkLinuxSLL2            LinkType = 276
	LinkDSABroadcom          LinkType = 281
	LinkDSABroadcomPrepended LinkType = 282
	LinkIEEE802154TAP        LinkType = 283
	LinkDSAMarvell           LinkType = 284
	LinkEDSAMarvell          LinkType = 285
)

// String returns the name tcpdump and capinfos use ("EN10MB", "LINUX_SLL"), or
// "LINKTYPE_" and the number.
func (t LinkType) String() string {
	switch t {
	case LinkNull:
		return "NULL"
	case LinkEthernet:
		return "EN10MB"
	case LinkTokenRing:
		return "IEEE802"
	case LinkSLIP:
		return "SLIP"
	case LinkPPP:
		return "PPP"
	case LinkFDDI:
		return "FDDI"
	case LinkRawBSD, LinkRawOpenBSD, LinkRaw:
		return "RAW"
	case LinkPPPHDLC:
		return "PPP_SERIAL"
	case LinkPPPEther:
		return "PPP_ETHER"
	case LinkATMRFC1483:
		return "ATM_RFC1483"
	case LinkCiscoHDLC:
		return "C_HDLC"
	case LinkIEEE80211:
		return "IEEE802_11"
	case LinkFrameRelay:
		return "FRELAY"
	case LinkLoop:
		return "LOOP"
	case LinkLinuxSLL:
		return "LINUX_SLL"
	case LinkPFLog:
		return "PFLOG"
	case LinkIEEE80211Prism:
		return "PRISM_HEADER"
	case LinkIEEE80211Radio:
		return "IEEE802_11_RADIO"
	case LinkIEEE80211AVS:
		return "IEEE802_11_RADIO_AVS"
	case LinkLinuxLAPD:
		return "LINUX_LAPD"
	case LinkMultilinkFrameRelay:
		return "MFR"
	case LinkBluetoothH4:
		return "BLUETOOTH_HCI_H4"
	case LinkUSBLinux:
		return "USB_LINUX"
	case LinkPPI:
		return "PPI"
	case LinkIEEE802154:
		return "IEEE802_15_4"
	case LinkBluetoothH4Header:
		return "BLUETOOTH_HCI_H4_WITH_PHDR"
	case LinkUSBLinuxMmapped:
		return "USB_LINUX_MMAPPED"
	case LinkIPv4:
		return "IPV4"
	case LinkIPv6:
		return "IPV6"
	case LinkIEEE802154NoFCS:
		return "IEEE802_15_4_NOFCS"
	case LinkDBus:
		return "DBUS"
	case LinkNFLog:
		return "NFLOG"
	case LinkNetAnalyzer:
		return "NETANALYZER"
	case LinkUSBPcap:
		return "USBPCAP"
	case LinkUpperPDU:
		return "WIRESHARK_UPPER_PDU"
	case LinkNetlink:
		return "NETLINK"
	case LinkBluetoothMonitor:
		return "BLUETOOTH_LINUX_MONITOR"
	case LinkIPoIB:
		return "IPOIB"
	case LinkPktap:
		return "PKTAP"
	case LinkVSock:
		return "VSOCK"
	case LinkLinuxSLL2:
		return "LINUX_SLL2"
	case LinkDSABroadcom:
		return "DSA_TAG_BRCM"
	case LinkDSABroadcomPrepended:
		return "DSA_TAG_BRCM_PREPEND"
	case LinkIEEE802154TAP:
		return "IEEE802_15_4_TAP"
	case LinkDSAMarvell:
		return "DSA_TAG_DSA"
	case LinkEDSAMarvell:
		return "DSA_TAG_EDSA"
	default:
		return "LINKTYPE_" + strconv.Itoa(int(t))
	}
}
