package sni

import "golang.org/x/crypto/cryptobyte"

// opening is how a protocol with a fixed beginning begins.
type opening struct {
	prefix     string
	protocol   Protocol
	role       Role
	encryption Encryption
	next       step // what the prefix belongs to; stepFirst: the prefix is a message of its own, which something else follows
}

// openings are the protocols with a fixed beginning. None is a prefix of another.
var openings = [...]opening{
	{"SSH-", SSH, RoleUnknown, EncryptedSSH, stepDone},                                       // RFC 4253 §4.2
	{"HTTP/1.", HTTP, Server, Clear, stepDone},                                               // RFC 9112 §4
	{"RTSP/1.", RTSP, Server, Clear, stepDone},                                               // RFC 2326 §7.1
	{"SIP/2.0 ", SIP, RoleUnknown, Clear, stepDone},                                          // RFC 3261 §7.2
	{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HTTP, Client, Clear, stepHTTP2},                     // RFC 9113 §3.4
	{"PROXY ", Unknown, RoleUnknown, EncryptionUnknown, stepProxyV1},                         // the PROXY protocol §2.1
	{"\r\n\r\n\x00\r\nQUIT\n", Unknown, RoleUnknown, EncryptionUnknown, stepProxyV2},         // the PROXY protocol §2.2
	{"<?xml ", Unknown, RoleUnknown, EncryptionUnknown, stepXMPP},                            // RFC 6120 §11.5
	{"<stream:stream", Unknown, RoleUnknown, EncryptionUnknown, stepXMPP},                    // RFC 6120 §4.2
	{"\x00\x00\x00\x08\x04\xd2\x16\x2f", PostgreSQL, Client, Clear, stepFirst},               // SSLRequest (PostgreSQL §54.7)
	{"\x00\x00\x00\x08\x04\xd2\x16\x30", PostgreSQL, Client, Clear, stepFirst},               // GSSENCRequest
	{"\x20\x00\x00\x01", Unknown, RoleUnknown, EncryptionUnknown, stepMySQL},                 // a packet of 32 bytes, the client's first
	{"\x12\x01\x00", Unknown, RoleUnknown, EncryptionUnknown, stepTDS},                       // a PRELOGIN message (MS-TDS §2.2.3.1)
	{"\xc2\xfe\x00\x05", Unknown, RoleUnknown, EncryptionUnknown, stepMiPush},                // as seen on port 5222
	{"\x04\x01", Unknown, RoleUnknown, EncryptionUnknown, stepSOCKS4},                        // CONNECT
	{"\x04\x02", Unknown, RoleUnknown, EncryptionUnknown, stepSOCKS4},                        // BIND
	{"\x05", Unknown, RoleUnknown, EncryptionUnknown, stepSOCKS5},                            // RFC 1928 §3
	{"\x30", Unknown, RoleUnknown, EncryptionUnknown, stepLDAP},                              // RFC 4511 §4.1.1
	{"\x10", Unknown, RoleUnknown, EncryptionUnknown, stepMQTT},                              // MQTT 3.1.1 §3.1
	{"\x03", Unknown, RoleUnknown, EncryptionUnknown, stepThree},                             // TPKT (RFC 1006 §6) or RTMP (§5.2.2)
	{string(rune(recordHandshake)), Unknown, RoleUnknown, EncryptionUnknown, stepTLS},        // RFC 8446 §5.1
	{string(rune(recordAlert)), Unknown, RoleUnknown, EncryptionUnknown, stepTLS},            // before a second attempt
	{string(rune(recordChangeCipherSpec)), Unknown, RoleUnknown, EncryptionUnknown, stepTLS}, // captures that begin late
}

// match tells what b is to a prefix: the whole of it, a part of it (more bytes will tell), or neither.
func match(b []byte, prefix string) (whole, part bool) {
	n := min(len(b), len(prefix))
	same := string(b[:n]) == prefix[:n]
	return same && n == len(prefix), same && n < len(prefix)
}

// first recognises what a conversation, or what follows an HTTP message, starts with. It returns false while more bytes are needed to tell.
func (r *Reader) first(s *cryptobyte.String, out []Name) ([]Name, bool) {
	wait := false
	for i := range openings {
		o := &openings[i]
		if o.prefix[0] != (*s)[0] {
			continue
		}
		whole, part := match(*s, o.prefix)
		if whole && (r.protocol != HTTP || o.protocol == HTTP || o.next == stepTLS) {
			return out, r.open(o, s)
		}
		wait = wait || part
	}
	if wait {
		return out, false
	}
	switch yes, ok := sslv2Hello(*s); {
	case !ok:
		return out, false
	case yes:
		r.is(TLS, Client, EncryptedTLS)
		r.step = stepDone
		return out, true
	}
	switch protocol, role, ok := openVPNStream(*s); {
	case !ok:
		return out, false
	case protocol != Unknown:
		r.is(protocol, role, EncryptedVPN)
		r.step = stepDone
		return out, true
	}
	return r.firstLine(s, out)
}

// open goes on with a protocol recognised by its beginning.
func (r *Reader) open(o *opening, s *cryptobyte.String) bool {
	if o.protocol != Unknown {
		r.is(o.protocol, o.role, o.encryption)
	}
	r.count = 0
	r.step = o.next
	if o.next == stepFirst {
		s.Skip(len(o.prefix))
	}
	return true
}
