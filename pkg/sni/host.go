package sni

import (
	"bytes"
	"net/netip"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxHost is the longest hostname in text form, without its trailing dot (RFC 1035 §2.3.4: 255 bytes on the wire).
const maxHost = 253

// maxLabel is the longest label (RFC 1035 §2.3.4).
const maxLabel = 63

// parseHost reads host [":" port], as it stands in a server_name, a Host field or a URI's authority.
// It accepts what is sent in practice: any case, a trailing dot, a port, a bracketed or bare IP address, underscores, single
// labels and U-labels (made A-labels). A wildcard, an empty label and bytes no resolver could have asked for are no name.
// Reported names are data from strangers: this is what keeps the rest of the program from seeing anything else.
func parseHost(raw []byte, via Via) (Name, bool) {
	host := trimPort(bytes.Trim(raw, " \t"))
	if addr, ok := parseAddr(host); ok {
		return Name{Host: addr.String(), Via: via, IsAddr: true}, true
	}
	host = bytes.TrimSuffix(host, []byte("."))
	if len(host) > maxHost || len(host) == 0 {
		return Name{}, false
	}
	var buf [maxHost]byte
	name := buf[:len(host)]
	for i, c := range host {
		if c >= 0x80 {
			return parseIDN(host, via)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		name[i] = c
	}
	if isQuad(name) { // not netip's form, but an address to inet_aton: 010.000.000.001
		return Name{Host: string(name), Via: via, IsAddr: true}, true
	}
	if !isHostname(name) {
		return Name{}, false
	}
	return Name{Host: string(name), Via: via}, true
}

// isQuad reports whether b is four decimal numbers of one byte each, with dots between, however many zeros they start with.
func isQuad(b []byte) bool {
	parts, value := 1, 0
	for _, c := range b {
		switch {
		case c == '.':
			parts, value = parts+1, 0
		case '0' <= c && c <= '9':
			value = value*10 + int(c-'0')
		default:
			return false
		}
		if value > 255 {
			return false
		}
	}
	return parts == 4
}

// parseIDN makes a U-label hostname an A-label one (RFC 5891).
func parseIDN(host []byte, via Via) (Name, bool) {
	if !utf8.Valid(host) {
		return Name{}, false
	}
	name, err := idna.Lookup.ToASCII(string(host))
	if err != nil || len(name) > maxHost || !isHostname([]byte(name)) {
		return Name{}, false
	}
	return Name{Host: name, Via: via}, true
}

// isHostname reports whether a lower-case name is dotted labels of letters, digits, hyphens and underscores, the last one
// not of digits only: that would be an address, and a bad one (RFC 1123 §2.1).
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

// trimPort takes the port off host ":" port, but leaves a bare IPv6 address alone.
func trimPort(b []byte) []byte {
	host, port, ok := cutLast(b, ':')
	if !ok || bytes.IndexByte(host, ':') >= 0 && !bytes.HasSuffix(host, []byte("]")) {
		return b
	}
	for _, c := range port {
		if c < '0' || c > '9' {
			return b
		}
	}
	return host
}

// parseAddr reads an IP address, bare or in brackets (RFC 3986 §3.2.2); a zone means nothing to the other end and goes.
func parseAddr(b []byte) (netip.Addr, bool) {
	if inner, ok := bytes.CutPrefix(b, []byte("[")); ok {
		b, ok = bytes.CutSuffix(inner, []byte("]"))
		if !ok {
			return netip.Addr{}, false
		}
	}
	// Most names are names: spare them the string and the error that ParseAddr would make.
	if len(b) == 0 || bytes.IndexByte(b, ':') < 0 && (b[len(b)-1] < '0' || b[len(b)-1] > '9') {
		return netip.Addr{}, false
	}
	addr, err := netip.ParseAddr(string(b))
	return addr.WithZone(""), err == nil
}

// cutLast is bytes.Cut at the last sep.
func cutLast(b []byte, sep byte) (before, after []byte, found bool) {
	if i := bytes.LastIndexByte(b, sep); i >= 0 {
		return b[:i], b[i+1:], true
	}
	return b, nil, false
}
