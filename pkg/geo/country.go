package geo

import (
	"net/netip"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// The pseudo-values that stand where a country cannot.
const (
	LAN       = "LAN"
	Multicast = "MULTICAST"
	Unknown   = "UNKNOWN"
)

// shortNames are English names where those in x/text are not what a table
// wants: x/text has CLDR 32 (2017) and only its long forms.
var shortNames = map[string]string{
	LAN:       "LAN",
	Multicast: "Multicast",
	Unknown:   "Unknown",

	// CLDR's alt="short" forms.
	"HK": "Hong Kong",
	"MM": "Myanmar",
	"MO": "Macao",
	"PS": "Palestine",

	// Renamed since.
	"MK": "North Macedonia",
	"SZ": "Eswatini",
	"TR": "Türkiye",
}

// CountryKey is what traffic with addr is grouped by: the country that Lookup
// found, or else LAN, Multicast or Unknown.
func CountryKey(addr netip.Addr, rec Record) string {
	switch ScopeOf(addr) {
	case ScopeLAN:
		return LAN
	case ScopeMulticast:
		return Multicast
	}
	if rec.Country == "" {
		return Unknown
	}
	return rec.Country
}

// CountryName returns the English name of an ISO 3166-1 alpha-2 code, as Unicode's
// CLDR has it, or of a pseudo-value; a code it does not know is its own name.
func CountryName(code string) string {
	if name, ok := shortNames[code]; ok {
		return name
	}
	region, err := language.ParseRegion(code)
	if err != nil || !isCode(code) {
		return code // x/text also names regions such as 419, Latin America
	}
	if name := display.English.Regions().Name(region); name != "" {
		return name
	}
	return code
}

// isCode reports whether s looks like an ISO 3166-1 alpha-2 code.
func isCode(s string) bool {
	return len(s) == 2 && isUpper(s[0]) && isUpper(s[1])
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
