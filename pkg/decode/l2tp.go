package decode

import (
	"encoding/binary"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// l2tp is a data message of L2TP over UDP, of version 2 (RFC 2661 §3.1) or 3;
// control messages carry no packets.
func l2tp(b []byte) (int, gopacket.LayerType) {
	const control, length, sequence, offset = 0x80, 0x40, 0x08, 0x02
	if len(b) < 6 || b[0]&control != 0 {
		return none(6)
	}
	switch b[1] & 0x0f {
	case 2:
	case 3: // RFC 3931 §4.1.2.1: flags and two reserved bytes before the session
		n, next := l2tpv3(b[4:])
		return 4 + n, next
	default:
		return none(6)
	}
	n := 6
	if b[0]&length != 0 {
		n += 2
	}
	if b[0]&sequence != 0 {
		n += 4
	}
	if b[0]&offset != 0 {
		if len(b) < n+2 {
			return none(n + 2)
		}
		n += 2 + int(binary.BigEndian.Uint16(b[n:]))
	}
	return n, layerPPP
}

// l2tpv3 is a data message's session (RFC 3931 §4.1). After it stand a cookie of
// 0, 4 or 8 bytes and perhaps four bytes of sublayer: what the two ends agreed on
// before. So the frame is looked for, at the first place where one can be.
func l2tpv3(b []byte) (int, gopacket.LayerType) {
	const session = 4
	if len(b) < session || binary.BigEndian.Uint32(b) == 0 { // control over IP
		return none(session)
	}
	for n := session; n <= session+8+4; n += 4 {
		if len(b) > n && isEthernet(b[n:]) {
			return n, layers.LayerTypeEthernet
		}
	}
	for n := session; n <= session+8+4; n += 4 {
		if len(b) > n && isPPP(b[n:]) {
			return n, layerPPP
		}
	}
	return none(session)
}

// isEthernet says whether b can be an Ethernet frame with an IP packet, tagged
// perhaps.
func isEthernet(b []byte) bool {
	const addresses, tag = 12, 4
	if len(b) < addresses {
		return false
	}
	b = b[addresses:]
	for len(b) >= tag && (b[0] == 0x81 && b[1] == 0x00 || b[0] == 0x88 && b[1] == 0xa8) {
		b = b[tag:]
	}
	if len(b) < 2 {
		return false
	}
	switch layers.EthernetType(binary.BigEndian.Uint16(b)) {
	case layers.EthernetTypeIPv4:
		return isIP(b[2:], 4)
	case layers.EthernetTypeIPv6:
		return isIP(b[2:], 6)
	}
	return false
}

// isPPP says whether b can be a PPP frame with an IP packet.
func isPPP(b []byte) bool {
	if len(b) > 2 && b[0] == 0xff && b[1] == 0x03 {
		b = b[2:]
	}
	return len(b) > 2 && (b[0] == 0 && b[1] == 0x21 && isIP(b[2:], 4) || b[0] == 0 && b[1] == 0x57 && isIP(b[2:], 6))
}

// isIP says whether b can be an IP packet of a version, all of it or its start.
func isIP(b []byte, version byte) bool {
	const header4, header6 = 20, 40
	switch {
	case version == 4 && len(b) >= header4:
		return b[0]>>4 == 4 && b[0]&15 >= 5 && int(binary.BigEndian.Uint16(b[2:])) >= header4
	case version == 6 && len(b) >= header6:
		return b[0]>>4 == 6
	}
	return false
}
