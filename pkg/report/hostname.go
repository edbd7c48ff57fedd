package report

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/bidi"
)

// hostname is a host as text shows it: one word, so that no name can pretend to
// be the columns beside it, and an internationalised name decoded behind its
// A-label: "xn--mnchen-3ya.example (münchen.example)".
func hostname(host string) string {
	word := strings.ReplaceAll(Sanitise(host), " ", `\x20`)
	if decoded, ok := decodeIDN(host); ok {
		return word + " (" + decoded + ")"
	}
	return word
}

// decodeIDN is host with its A-labels decoded (RFC 5891 section 5), if they are
// valid, encode to host again, and print as they are. Right-to-left names stay
// encoded: a terminal would reorder the figures beside them.
func decodeIDN(host string) (string, bool) {
	if !strings.Contains(host, "xn--") {
		return "", false
	}
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false))
	decoded, err := profile.ToUnicode(host)
	if err != nil || decoded == host {
		return "", false
	}
	if encoded, err := profile.ToASCII(decoded); err != nil || encoded != host {
		return "", false
	}
	if Sanitise(decoded) != decoded || strings.ContainsAny(decoded, " ()") || strings.ContainsFunc(decoded, isRightToLeft) {
		return "", false
	}
	return decoded, true
}

func isRightToLeft(r rune) bool {
	properties, _ := bidi.LookupRune(r)
	class := properties.Class()
	return class == bidi.R || class == bidi.AL || class == bidi.AN
}
