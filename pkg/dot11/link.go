package dot11

import "encoding/binary"

// LINKTYPE_ values of captures that may hold 802.11 frames.
const (
	linkIEEE80211 = 105
	linkSLL       = 113
	linkPrism     = 119
	linkRadiotap  = 127
	linkAVS       = 163
	linkPPI       = 192
	linkSLL2      = 276
)

// Carries says whether a record of a link type holds an 802.11 frame. Linux
// cooked and PPI records may hold others.
func Carries(link uint16, data []byte) bool {
	link, _ = unwrap(link, data)
	switch link {
	case linkIEEE80211, linkPrism, linkRadiotap, linkAVS:
		return true
	}
	return false
}

// unwrap passes over headers that only say which link type follows them. It
// returns 0 for what is cut off.
func unwrap(link uint16, b []byte) (uint16, []byte) {
	switch link {
	case linkSLL:
		return cooked(b, 2, 16)
	case linkSLL2:
		return cooked(b, 8, 20)
	case linkPPI:
		return UnwrapPPI(b)
	}
	return link, b
}

// cooked reads a Linux cooked header of n octets with an ARPHRD type at an
// offset. Whatever protocol it names, a monitor's frames start with what the type
// says.
func cooked(b []byte, at, n int) (uint16, []byte) {
	if len(b) < n {
		return 0, nil
	}
	switch binary.BigEndian.Uint16(b[at:]) {
	case 801:
		return linkIEEE80211, b[n:]
	case 802:
		return linkPrism, b[n:]
	case 803:
		return linkRadiotap, b[n:]
	}
	return 0, nil
}

// radio is what a link header says of the frame behind it.
type radio struct {
	fcs       FCS
	bad       bool   // the receiver found the frame's FCS wrong
	padded    bool   // the MAC header is filled up to a multiple of four octets
	frequency uint16 // MHz, 0 if unknown
}

// FCS says whether frames end with their frame check sequence.
type FCS uint8

// Where a link header does not say, an FCS that is right is one.
const (
	FCSUnknown FCS = iota
	FCSAbsent
	FCSPresent
)

// readRadio reads the link header at b and returns what follows it; false for a
// header that cannot be right or is cut off.
func readRadio(link uint16, b []byte) (r radio, rest []byte, ok bool) {
	if link == linkPPI {
		r = ppiRadio(b)
	}
	link, b = unwrap(link, b)
	switch link {
	case linkIEEE80211:
		return r, b, true
	case linkRadiotap:
		return radiotap(b)
	case linkPrism:
		return prism(b)
	case linkAVS:
		return avs(b)
	}
	return r, nil, false
}
