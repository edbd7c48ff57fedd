package sni

import (
	"bytes"
	"net/netip"

	"github.com/flowscan/flowscan/pkg/hostname"
)

// parseHost reads host [":" port], as it stands in a server_name, a Host field or a
// URI's authority. It accepts what is sent in practice: any case, a trailing dot, a
// port, a bracketed or bare IP address, underscores, single labels and U-labels (made
// A-labels). A wildcard, an empty label and bytes no resolver could have asked for are
// no name. Reported names are data from strangers: this is what keeps the rest of the
// program from seeing anything else.
func parseHost(raw []byte, via Via) (Name, bool) {
	host := trimPort(bytes.Trim(raw, " \t"))
	if addr, ok := parseAddr(host); ok {
		return Name{Host: addr.String(), Via: via, IsAddr: true}, true
	}
	if isQuad(host) { // not netip's form, but an address to inet_aton: 010.000.000.001
		return Name{Host: string(host), Via: via, IsAddr: true}, true
	}
	name, ok := hostname.Parse(host)
	return Name{Host: name, Via: via}, ok
}

// isQuad reports whether b is four decimal numbers of one byte each, with dots between,
// however many zeros they start with.
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

// parseAddr reads an IP address, bare or in brackets (RFC 3986 §3.2.2); a zone means
// nothing to the other end and goes.
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
