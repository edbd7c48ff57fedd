// Package hostname says which bytes are a hostname.
package hostname

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Longest name in text form without its trailing dot, and longest label (RFC
// 1035 §2.3.4).
const (
	MaxLength = 253
	MaxLabel  = 63
)

// Parse returns text as flowscan knows hostnames: lower case, without trailing
// dot, U-labels as A-labels. Names are data from strangers: what has bytes that
// no hostname holds, an empty or over-long label, or looks like an address, is
// no hostname. Single labels and underscores are.
func Parse(text []byte) (host string, ok bool) {
	text = bytes.TrimSuffix(text, []byte("."))
	if len(text) == 0 || len(text) > MaxLength {
		return "", false
	}
	var buf [MaxLength]byte
	name := buf[:len(text)]
	for i, c := range text {
		if c >= utf8.RuneSelf {
			return parseIDN(text)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		name[i] = c
	}
	if !valid(name) {
		return "", false
	}
	return string(name), true
}

// parseIDN makes a U-label hostname an A-label one (RFC 5891).
func parseIDN(text []byte) (host string, ok bool) {
	if !utf8.Valid(text) { // idna would put U+FFFD in
		return "", false
	}
	host, err := idna.Lookup.ToASCII(string(text))
	if err != nil || len(host) > MaxLength || !valid([]byte(host)) {
		return "", false
	}
	return host, true
}

// valid reports whether a lower-case name is one or more dotted labels of
// letters, digits, hyphens and underscores, the last one not of digits only: that
// would be an address, and a bad one (RFC 1123 §2.1).
func valid(name []byte) bool {
	if len(name) == 0 {
		return false
	}
	digits := false
	for len(name) > 0 {
		label, rest, dotted := bytes.Cut(name, []byte("."))
		if len(label) == 0 || len(label) > MaxLabel || dotted && len(rest) == 0 {
			return false
		}
		digits = true
		for _, c := range label {
			switch {
			case '0' <= c && c <= '9':
			case 'a' <= c && c <= 'z', c == '-', c == '_':
				digits = false
			default:
				return false
			}
		}
		name = rest
	}
	return !digits
}
