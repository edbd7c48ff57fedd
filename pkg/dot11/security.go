package dot11

import (
	"math/bits"

	"golang.org/x/crypto/cryptobyte"
)

// suite is a cipher suite, by its number (§9.4.2.24.2, table 9-149).
type suite uint8

const (
	suiteUnknown suite = 0
	suiteWEP40   suite = 1
	suiteTKIP    suite = 2
	suiteCCMP    suite = 4
	suiteWEP104  suite = 5
	suiteGCMP    suite = 8
	suiteGCMP256 suite = 9
	suiteCCMP256 suite = 10
)

// String returns the cipher's name in reports.
func (c suite) String() string {
	switch c {
	case suiteWEP40, suiteWEP104:
		return "WEP"
	case suiteTKIP:
		return "TKIP"
	case suiteCCMP:
		return "CCMP"
	case suiteGCMP:
		return "GCMP"
	case suiteGCMP256:
		return "GCMP-256"
	case suiteCCMP256:
		return "CCMP-256"
	}
	return ""
}

// keyLength returns the octets of a temporal key (§12.7.2, table 12-7).
func (c suite) keyLength() int {
	switch c {
	case suiteWEP40:
		return 5
	case suiteWEP104:
		return 13
	case suiteCCMP, suiteGCMP:
		return 16
	case suiteTKIP, suiteGCMP256, suiteCCMP256:
		return 32
	}
	return 0
}

// overhead returns the octets that the cipher adds to a frame's body: its header,
// and its MIC and ICV behind.
func (c suite) overhead() int {
	switch c {
	case suiteWEP40, suiteWEP104:
		return 4 + 4
	case suiteTKIP:
		return 8 + 8 + 4
	case suiteGCMP, suiteGCMP256, suiteCCMP256:
		return 8 + 16
	}
	return 8 + 8
}

// set is a set of small numbers, ciphers or AKMs.
type set uint32

func (s set) has(n uint8) bool { return s>>n&1 != 0 }
func (s *set) add(n uint8) {
	if n < 32 {
		*s |= 1 << n
	}
}

// all appends the members, the smallest first.
func (s set) all(dst []uint8) []uint8 {
	for ; s != 0; s &= s - 1 {
		dst = append(dst, uint8(bits.TrailingZeros32(uint32(s))))
	}
	return dst
}

// security is what a network offers, or a station chose.
type security struct {
	group    suite
	pairwise set // of ciphers
	akms     set // of authentication and key management suites
}

func (s *security) known() bool { return s.akms != 0 }

const (
	ouiRSN = 0x000fac
	ouiWPA = 0x0050f2
)

// parseRSN reads an RSN element (§9.4.2.24) or what it shares with that of WPA:
// version, group cipher, pairwise ciphers, AKMs. Fields may be left out from the
// end on; suites of vendors are passed over.
func parseRSN(b []byte, oui uint32) (s security, ok bool) {
	r := cryptobyte.String(b)
	var version uint16
	if !readLE16(&r, &version) || version != 1 {
		return s, false
	}
	left := suiteCCMP // what is meant by leaving suites out
	if oui == ouiWPA {
		left = suiteTKIP
	}
	s.group, s.pairwise, s.akms = left, 1<<left, 1<<akm8021X
	var organisation uint32
	var kind uint8
	if !r.ReadUint24(&organisation) || !r.ReadUint8(&kind) {
		return s, true
	}
	if s.group = suiteUnknown; organisation == oui {
		s.group = suite(kind)
	}
	if list, present := readSuites(&r, oui); present {
		s.pairwise = list
	}
	if list, present := readSuites(&r, oui); present {
		s.akms = list
	}
	return s, true
}

// readSuites reads a count and as many suite selectors.
func readSuites(r *cryptobyte.String, oui uint32) (list set, ok bool) {
	var n uint16
	if !readLE16(r, &n) {
		return 0, false
	}
	for range n {
		var organisation uint32
		var kind uint8
		if !r.ReadUint24(&organisation) || !r.ReadUint8(&kind) {
			break
		}
		if organisation == oui {
			list.add(kind)
		}
	}
	return list, n > 0
}

// readLE16 reads a little-endian number, as 802.11 has them.
func readLE16(r *cryptobyte.String, out *uint16) bool {
	var b [2]byte
	if !r.CopyBytes(b[:]) {
		return false
	}
	*out = uint16(b[0]) | uint16(b[1])<<8
	return true
}

// parseWPA reads the element of WPA version 1 among the elements at b.
func parseWPA(b []byte) (s security, ok bool) {
	for id, body := range elements(b) {
		if id == elementVendor && len(body) > 4 && [4]byte(body) == [4]byte{0x00, 0x50, 0xf2, 1} {
			return parseRSN(body[4:], ouiWPA)
		}
	}
	return s, false
}

// parseSecurity reads the RSN element among the elements at b, or else that of
// WPA.
func parseSecurity(b []byte) (s security, ok bool) {
	if s, ok = parseRSN(element(b, elementRSN), ouiRSN); ok {
		return s, true
	}
	return parseWPA(b)
}

// only returns the pairwise cipher, if there is but one.
func (s *security) only() suite {
	if s.pairwise != 0 && s.pairwise&(s.pairwise-1) == 0 {
		return suite(s.pairwise.all(nil)[0])
	}
	return suiteUnknown
}
