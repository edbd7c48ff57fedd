package decode

import (
	"encoding/binary"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"golang.org/x/crypto/cryptobyte"
)

// l2tp is a data message of L2TP over UDP, of version 2 (RFC 2661 §3.1) or 3;
// control messages carry no packets.
func l2tp(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const control, length, sequence, offset, version = 0x8000, 0x4000, 0x0800, 0x0200, 0x000f
	var flags uint16
	if !s.ReadUint16(&flags) {
		return layerNone, false
	}
	switch {
	case flags&control != 0:
		return layerNone, true
	case flags&version == 3: // RFC 3931 §4.1.2.1: two reserved bytes before the session
		if !s.Skip(2) {
			return layerNone, false
		}
		return l2tpv3(s)
	case flags&version != 2:
		return layerNone, true
	}
	n := 4 // tunnel and session
	if flags&length != 0 {
		n += 2
	}
	if flags&sequence != 0 {
		n += 4
	}
	var padding uint16
	if !s.Skip(n) || flags&offset != 0 && !s.ReadUint16(&padding) {
		return layerNone, false
	}
	return layerPPP, s.Skip(int(padding))
}

// l2tpv3 is a data message's session (RFC 3931 §4.1). After it stand a cookie of
// 0, 4 or 8 bytes and perhaps four bytes of sublayer: what the two ends agreed on
// before. So the frame is looked for, at the first place where one can be.
func l2tpv3(s *cryptobyte.String) (gopacket.LayerType, bool) {
	var session uint32
	switch {
	case !s.ReadUint32(&session):
		return layerNone, false
	case session == 0: // control over IP
		return layerNone, true
	case skipTo(s, isEthernet):
		return layers.LayerTypeEthernet, true
	case skipTo(s, isPPP):
		return layerPPP, true
	}
	return layerNone, true
}

// skipTo consumes what stands before a frame, if there can be one.
func skipTo(s *cryptobyte.String, isFrame func(cryptobyte.String) bool) bool {
	for n := 0; n <= 8+4; n += 4 {
		if frame := *s; frame.Skip(n) && isFrame(frame) {
			*s = frame
			return true
		}
	}
	return false
}

// isEthernet says whether s can be an Ethernet frame with an IP packet, tagged
// perhaps.
func isEthernet(s cryptobyte.String) bool {
	const addresses, tag = 12, 2
	var t uint16
	if !s.Skip(addresses) || !s.ReadUint16(&t) {
		return false
	}
	for t == 0x8100 || t == 0x88a8 {
		if !s.Skip(tag) || !s.ReadUint16(&t) {
			return false
		}
	}
	switch layers.EthernetType(t) {
	case layers.EthernetTypeIPv4:
		return isIP(s, 4)
	case layers.EthernetTypeIPv6:
		return isIP(s, 6)
	}
	return false
}

// isPPP says whether s can be a PPP frame with an IP packet.
func isPPP(s cryptobyte.String) bool {
	var protocol uint16
	if !s.ReadUint16(&protocol) || protocol == 0xff03 && !s.ReadUint16(&protocol) {
		return false
	}
	return protocol == 0x0021 && isIP(s, 4) || protocol == 0x0057 && isIP(s, 6)
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
