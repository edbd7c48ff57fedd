package names

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/net/dns/dnsmessage"
	"golang.org/x/net/idna"
)

// Longest name in text form without its trailing dot, and longest label (RFC 1035 §2.3.4).
const (
	maxHost  = 253
	maxLabel = 63
)

// parseHost returns a name as the rest of the program knows hostnames: lower case, without trailing dot, U-labels as A-labels.
// Names with anything but letters, digits, hyphens and underscores in their labels are no hostnames, nor are addresses.
func parseHost(text []byte) (host string, ok bool) {
	text = bytes.TrimSuffix(text, []byte("."))
	if len(text) == 0 || len(text) > maxHost {
		return "", false
	}
	var buf [maxHost]byte
	name := buf[:len(text)]
	for i, c := range text {
		if c >= 0x80 {
			return parseIDN(text)
		}
		name[i] = lower(c)
	}
	if !isHostname(name) {
		return "", false
	}
	return string(name), true
}

// parseIDN makes a U-label hostname an A-label one (RFC 5891): mDNS carries UTF-8 (RFC 6762 §16), some programs ask DNS for it.
func parseIDN(text []byte) (host string, ok bool) {
	if !utf8.Valid(text) { // idna would put U+FFFD in
		return "", false
	}
	host, err := idna.Lookup.ToASCII(string(text))
	if err != nil || len(host) > maxHost || !isHostname([]byte(host)) {
		return "", false
	}
	return host, true
}

// isHostname reports whether a lower-case name is dotted labels of host name characters, the last one not of digits only: that
// would be an address, and a bad one (RFC 1123 §2.1).
func isHostname(name []byte) bool {
	digits := false
	for len(name) > 0 {
		label, rest, dotted := bytes.Cut(name, []byte("."))
		if len(label) == 0 || len(label) > maxLabel || dotted && len(rest) == 0 {
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

// wire is the bytes of a name, its labels joined by dots, with a trailing dot.
func wire(n *dnsmessage.Name) []byte { return n.Data[:n.Length] }

// sameName compares names as DNS does, with ASCII letters of any case alike (RFC 4343 §3): resolvers mix it on purpose.
func sameName(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// cutSuffix takes the labels of suffix off name. ok is false if name is not below it.
func cutSuffix(name, suffix []byte) (labels []byte, ok bool) {
	n := len(name) - len(suffix)
	if n < 2 || name[n-1] != '.' || !sameName(name[n:], suffix) {
		return nil, false
	}
	return name[:n-1], true
}

// escaped is a name for people to read, whatever its bytes (RFC 4343 §2.1).
func escaped(n *dnsmessage.Name) string {
	text := make([]byte, 0, n.Length)
	for _, c := range bytes.TrimSuffix(wire(n), []byte(".")) {
		if c <= ' ' || c >= 0x7f || c == '\\' {
			text = append(text, '\\', '0'+c/100, '0'+c/10%10, '0'+c%10)
			continue
		}
		text = append(text, lower(c))
	}
	return string(text)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}
