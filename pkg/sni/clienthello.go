package sni

import "golang.org/x/crypto/cryptobyte"

// Extension types (RFC 6066 §3, RFC 8446 §4.2.1, RFC 9849 §5, draft-ietf-tls-esni-02 §4.1).
const (
	extensionServerName        = 0
	extensionSupportedVersions = 43
	extensionECH               = 0xfe0d
	extensionESNI              = 0xffce // ECH's predecessor
)

// maxExtensions bounds the extensions looked at: 70 types are registered, and none may
// be repeated (RFC 8446 §4.2).
const maxExtensions = 256

// clientHello is what a ClientHello says of where it goes.
type clientHello struct {
	started    bool   // its version was read
	serverName []byte // as sent; a part of the bytes parsed
	ech        ECH
}

// clientHello reads a ClientHello in TLS records. The name is reported as soon as it is
// there, since the rest of a hello may be lost; the rest is waited for to see ECH.
func (r *Reader) clientHello(body []byte, whole bool, out []Name) []Name {
	var h clientHello
	valid := r.role != Server && h.parse(body, whole, false)
	if !valid && !h.started {
		r.step = stepLost
		return out
	}
	if h.started {
		r.is(protoTLS, Client, EncryptedTLS)
		r.ech = h.ech
	}
	if h.serverName != nil && !r.named {
		r.named = true
		if name, ok := parseHost(h.serverName, ViaSNI); ok {
			out = append(out, name)
		}
	}
	if whole || !valid {
		r.step = stepDone
	}
	return out
}

// parse reads as much of a ClientHello's body as there is (RFC 8446 §4.1.2; RFC 6347
// §4.2.1 for DTLS, which adds a cookie). It returns false at the first thing that
// contradicts the syntax, and keeps what it found before.
func (h *clientHello) parse(s cryptobyte.String, whole, dtls bool) bool {
	var version uint16
	var session, cookie, suites, methods cryptobyte.String
	if !s.ReadUint16(&version) {
		return !whole
	}
	if major := version >> 8; !isTLS(version) && !dtls || major != 0xfe && major != 1 && dtls {
		return false
	}
	h.started = true
	if !s.Skip(32) || !s.ReadUint8LengthPrefixed(&session) {
		return !whole
	}
	if dtls && !s.ReadUint8LengthPrefixed(&cookie) || !s.ReadUint16LengthPrefixed(&suites) || !s.ReadUint8LengthPrefixed(&methods) {
		return !whole
	}
	if len(session) > 32 || len(suites)%2 != 0 || len(suites) == 0 || len(methods) == 0 {
		return false
	}
	if len(s) == 0 {
		return true // no extensions (RFC 5246 §7.4.1.2), or not there yet
	}
	var length uint16
	if !s.ReadUint16(&length) {
		return !whole
	}
	if whole && len(s) < int(length) {
		whole = false // the extensions claim more than the message: read what there is
	}
	return h.extensions(s[:min(len(s), int(length))]) || !whole
}

// extensions reads a list of extensions, or as much of it as there is; it returns false
// if the last one isn't whole. GREASE (RFC 8701) and all others are passed over.
func (h *clientHello) extensions(s cryptobyte.String) bool {
	for range maxExtensions {
		var kind uint16
		var body cryptobyte.String
		if len(s) == 0 {
			return true
		}
		if !s.ReadUint16(&kind) || !s.ReadUint16LengthPrefixed(&body) {
			return false
		}
		switch {
		case kind == extensionServerName && h.serverName == nil:
			h.serverName = serverName(body)
		case kind == extensionECH:
			h.ech = outerECH(body)
		case kind == extensionESNI:
			h.ech.Seen = true
		}
	}
	return false
}

// serverName returns the first host_name of a ServerNameList (RFC 6066 §3), nil if
// there is none. A list length that disagrees with the extension's is overlooked:
// servers do so too.
func serverName(s cryptobyte.String) []byte {
	s.Skip(2)
	for {
		var kind uint8
		var name cryptobyte.String
		if !s.ReadUint8(&kind) || !s.ReadUint16LengthPrefixed(&name) {
			return nil
		}
		if kind == 0 {
			return name
		}
	}
}

// outerECH reads an encrypted_client_hello of type outer (RFC 9849 §5: type, cipher
// suite, config_id, enc, payload).
func outerECH(s cryptobyte.String) ECH {
	var kind, config uint8
	if !s.ReadUint8(&kind) || kind != 0 || !s.Skip(4) || !s.ReadUint8(&config) {
		return ECH{}
	}
	return ECH{Seen: true, ConfigID: config}
}

// sslv2Hello reports whether b starts with an SSLv2-compatible ClientHello (RFC 5246
// appendix E.2), which names nobody. Its fixed part is 11 bytes; ok is false while b
// could become one.
func sslv2Hello(b []byte) (yes, ok bool) {
	s := cryptobyte.String(b)
	var length, version, suites, session, challenge uint16
	var kind uint8
	switch {
	case !s.ReadUint16(&length):
		return false, len(b) > 0 && b[0]&0x80 == 0
	case length&0x8000 == 0:
		return false, true
	case !s.ReadUint8(&kind) || kind == clientHelloType && !s.ReadUint16(&version):
		return false, false
	case kind != clientHelloType || version != 2 && version>>8 != 3:
		return false, true
	case !s.ReadUint16(&suites) || !s.ReadUint16(&session) || !s.ReadUint16(&challenge):
		return false, false
	}
	sum := 9 + int(suites) + int(session) + int(challenge)
	return suites > 0 && suites%3 == 0 && challenge >= 16 && sum == int(length&0x7fff), true
}
