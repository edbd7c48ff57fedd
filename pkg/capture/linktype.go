package capture

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
