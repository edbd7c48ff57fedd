package geo

import "testing"

func TestCountryName(t *testing.T) {
	for code, want := range map[string]string{
		"CN":      "China",
		"US":      "United States",
		"GB":      "United Kingdom",
		"HK":      "Hong Kong",
		"MO":      "Macao",
		"TW":      "Taiwan",
		"MK":      "North Macedonia",
		"CI":      "Côte d’Ivoire",
		"EU":      "European Union", // not a country, but IPFire has it
		"XK":      "Kosovo",
		LAN:       "LAN",
		Multicast: "Multicast",
		Unknown:   "Unknown",

		// What a user's database may hold.
		"":        "",
		"QQ":      "QQ",
		"AN":      "AN", // dissolved in 2010
		"419":     "419",
		"\x1b[2J": "\x1b[2J",
	} {
		if got := CountryName(code); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}
