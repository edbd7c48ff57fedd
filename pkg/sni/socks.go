package sni

import (
	"bytes"
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
)

// maxField is the longest user name or host waited for in a SOCKS 4 request, which has
// no lengths; SOCKS 5 allows 255 bytes.
const maxField = 255

// socks4 takes a SOCKS 4 request off s: version, command, port, address, user name, and
// in SOCKS 4A, told by the address 0.0.0.x with x > 0, a host name. Both end in a zero
// byte. Other protocols start with the same two bytes, so that all fields must make
// sense.
func (r *Reader) socks4(s *cryptobyte.String, out []Name) ([]Name, bool) {
	rest := *s
	var port uint16
	var ip []byte
	if !rest.Skip(2) || !rest.ReadUint16(&port) || !rest.ReadBytes(&ip, 4) {
		return out, false
	}
	addr := netip.AddrFrom4([4]byte(ip))
	named := ip[0] == 0 && ip[1] == 0 && ip[2] == 0
	if port == 0 || ip[3] == 0 || !named && (ip[0] == 0 || addr.IsMulticast()) {
		return out, r.lose(s)
	}
	user, ok := readZeroEnded(&rest)
	host := []byte(addr.String())
	if ok && named {
		host, ok = readZeroEnded(&rest)
	}
	switch {
	case !isText(user) || named && ok && bytes.IndexByte(host, '.') < 0:
		return out, r.lose(s)
	case !ok:
		return out, (len(rest) > maxField || !isText(rest)) && r.lose(s)
	}
	*s = rest
	return r.socksTarget(host, out), true
}

// socks5 takes a greeting (RFC 1928 §3), a login (RFC 1929 §2) or a request (RFC 1928
// §4) off s. A greeting is told from a request by coming first.
func (r *Reader) socks5(s *cryptobyte.String, out []Name) ([]Name, bool) {
	rest := *s
	var version uint8
	var methods, user, password cryptobyte.String
	rest.ReadUint8(&version)
	switch {
	case version == 5 && r.count == 0:
		if !rest.ReadUint8LengthPrefixed(&methods) {
			return out, false
		}
		if len(methods) == 0 {
			return out, r.lose(s)
		}
	case version == 1 && r.count == 1:
		if !rest.ReadUint8LengthPrefixed(&user) || !rest.ReadUint8LengthPrefixed(&password) {
			return out, false
		}
	case version == 5:
		return r.socks5Request(s, out)
	default:
		return out, r.lose(s)
	}
	r.count++
	*s = rest
	return out, true
}

// socks5Request takes version, command, a zero byte, the target and a port off s.
func (r *Reader) socks5Request(s *cryptobyte.String, out []Name) ([]Name, bool) {
	const ipv4, domain, ipv6 = 1, 3, 4
	rest := *s
	var command, zero, kind uint8
	if !rest.Skip(1) || !rest.ReadUint8(&command) || !rest.ReadUint8(&zero) || !rest.ReadUint8(&kind) {
		return out, false
	}
	if command == 0 || command > 3 || zero != 0 {
		return out, r.lose(s)
	}
	var host cryptobyte.String
	ok := false
	switch kind {
	case ipv4:
		ok = rest.ReadBytes((*[]byte)(&host), 4)
	case ipv6:
		ok = rest.ReadBytes((*[]byte)(&host), 16)
	case domain:
		ok = rest.ReadUint8LengthPrefixed(&host)
	default:
		return out, r.lose(s)
	}
	if !ok || !rest.Skip(2) {
		return out, false
	}
	if addr, ok := netip.AddrFromSlice(host); ok && kind != domain {
		host = []byte(addr.String())
	}
	*s = rest
	return r.socksTarget(host, out), true
}

// socksTarget reports a SOCKS request's target. What is spoken to it follows.
func (r *Reader) socksTarget(host []byte, out []Name) []Name {
	r.is(protoSOCKS, Client, Clear)
	r.proxy = true
	r.step = stepFirst
	return r.addApp(host, out)
}

// readZeroEnded takes a string and the zero byte after it off s.
func readZeroEnded(s *cryptobyte.String) (text []byte, ok bool) {
	text, rest, ok := bytes.Cut(*s, []byte{0})
	if !ok {
		return nil, false
	}
	*s = rest
	return text, true
}
