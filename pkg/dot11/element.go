package dot11

import (
	"iter"

	"golang.org/x/crypto/cryptobyte"
)

// Element IDs (§9.4.2.1, table 9-92).
const (
	elementSSID           = 0
	elementDS             = 3 // DSSS Parameter Set: the channel
	elementRSN            = 48
	elementMobilityDomain = 54
	elementFastTransition = 55
	elementTimeout        = 56 // Timeout Interval
	elementHTOperation    = 61
	elementMultipleBSSID  = 71
	elementCapability     = 83 // Nontransmitted BSSID Capability
	elementBSSIDIndex     = 85 // Multiple BSSID-Index
	elementLinkIdentifier = 101
	elementVendor         = 221
	elementExtension      = 255 // its first octet is an ID of another table
	maxSSID               = 32  // §9.4.2.2
)

// elements yields the elements at b (§9.4.2): an ID, a length, as many octets.
// One that is cut off ends them.
func elements(b []byte) iter.Seq2[uint8, []byte] {
	return func(yield func(uint8, []byte) bool) {
		s := cryptobyte.String(b)
		for {
			var id uint8
			var body cryptobyte.String
			if !s.ReadUint8(&id) || !s.ReadUint8LengthPrefixed(&body) || !yield(id, body) {
				return
			}
		}
	}
}

// element returns the first element at b with an ID, nil if there is none.
func element(b []byte, id uint8) []byte {
	for i, body := range elements(b) {
		if i == id {
			return body
		}
	}
	return nil
}
