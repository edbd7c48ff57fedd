package capture

// Link types that the program handles, from https://www.tcpdump.org/linktypes.html.
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
	LinkBluetoothH4          LinkType = 187
	LinkPPI                  LinkType = 192
	LinkIPv4                 LinkType = 228
	LinkIPv6                 LinkType = 229
	LinkNFLog                LinkType = 239
	LinkNetAnalyzer          LinkType = 240
	LinkIPoIB                LinkType = 242
	LinkPktap                LinkType = 258
	LinkLinuxSLL2            LinkType = 276
	LinkDSABroadcom          LinkType = 281
	LinkDSABroadcomPrepended LinkType = 282
	LinkDSAMarvell           LinkType = 284
	LinkEDSAMarvell          LinkType = 285
)
