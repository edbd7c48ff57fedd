package sni

import "golang.org/x/crypto/cryptobyte"

// serverHello reads a ServerHello (RFC 8446 §4.1.3). From TLS 1.3 on all that follows
// it is encrypted; before, a certificate follows.
func (r *Reader) serverHello(s cryptobyte.String, whole bool) {
	var version, suite, kind uint16
	var method uint8
	var session, extensions, body cryptobyte.String
	if !whole {
		return
	}
	if r.role == Client || !s.ReadUint16(&version) || !isTLS(version) || !s.Skip(32) || !s.ReadUint8LengthPrefixed(&session) ||
		!s.ReadUint16(&suite) || !s.ReadUint8(&method) {
		r.step = stepLost
		return
	}
	r.is(protoTLS, Server, EncryptedTLS)
	s.ReadUint16LengthPrefixed(&extensions)
	for range maxExtensions {
		if !extensions.ReadUint16(&kind) || !extensions.ReadUint16LengthPrefixed(&body) {
			return
		}
		if kind == extensionSupportedVersions {
			r.step = stepDone
			return
		}
	}
}
