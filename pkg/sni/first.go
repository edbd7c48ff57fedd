package sni

import "golang.org/x/crypto/cryptobyte"

// opening is how a protocol with a fixed beginning begins.
type opening struct {
	prefix     string
	protocol   protocol
	role       Role
	encryption Encryption
	next       step // what the prefix belongs to; stepFirst: the prefix is a message of its own, which something else follows
}

// openings are the protocols with a fixed beginning. None is a prefix of another.
var openings = [...]opening{
	{"SSH-", protoSSH, RoleUnknown, EncryptedSSH, stepDone},                         // RFC 4253 §4.2
	{"HTTP/1.", protoHTTP, Server, Clear, stepDone},                                 // RFC 9112 §4
	{"RTSP/1.", protoRTSP, Server, Clear, stepDone},                                 // RFC 2326 §7.1
	{"IKETCP", protoIKE, Client, EncryptedVPN, stepDone},                            // RFC 9329 §4
	{"SIP/2.0 ", protoSIP, RoleUnknown, Clear, stepDone},                            // RFC 3261 §7.2
	{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", protoHTTP, Client, Clear, stepHTTP2},       // RFC 9113 §3.4
	{prefix: "PROXY ", next: stepProxyV1},                                           // the PROXY protocol §2.1
	{prefix: "\r\n\r\n\x00\r\nQUIT\n", next: stepProxyV2},                           // the PROXY protocol §2.2
	{prefix: "<?xml ", next: stepXMPP},                                              // RFC 6120 §11.5
	{prefix: "<stream:stream", next: stepXMPP},                                      // RFC 6120 §4.2
	{"\x00\x00\x00\x08\x04\xd2\x16\x2f", protoPostgreSQL, Client, Clear, stepFirst}, // SSLRequest (PostgreSQL §54.7)
	{"\x00\x00\x00\x08\x04\xd2\x16\x30", protoPostgreSQL, Client, Clear, stepFirst}, // GSSENCRequest
	{"S\x16\x03", protoPostgreSQL, Server, Clear, stepAgreed},                       // what a server answers, with TLS behind it
	{prefix: "\x20\x00\x00\x01", next: stepMySQL},                                   // a packet of 32 bytes, the client's first
	{prefix: "\x12\x01\x00", next: stepTDS},                                         // a PRELOGIN message (MS-TDS §2.2.3.1)
	{prefix: "\xc2\xfe\x00\x05", next: stepMiPush},                                  // as seen on port 5222
	{prefix: "\x04\x01", next: stepSOCKS4},                                          // CONNECT
	{prefix: "\x04\x02", next: stepSOCKS4},                                          // BIND
	{prefix: "\x05", next: stepSOCKS5},                                              // RFC 1928 §3
	{prefix: "\x30", next: stepLDAP},                                                // RFC 4511 §4.1.1
	{prefix: "\x10", next: stepMQTT},                                                // MQTT 3.1.1 §3.1
	{prefix: "\x03", next: stepThree},                                               // TPKT (RFC 1006 §6) or RTMP (§5.2.2)
	{prefix: "\x16", next: stepTLS},                                                 // a TLS handshake record (RFC 8446 §5.1)
	{prefix: "\x15", next: stepTLS},                                                 // a TLS alert: a hello may follow
	{prefix: "\x14", next: stepTLS},                                                 // ChangeCipherSpec, likewise
}

// match tells what b is to a prefix: the whole of it, a part of it (more bytes will
// tell), or neither.
func match(b []byte, prefix string) (whole, part bool) {
	n := min(len(b), len(prefix))
	same := string(b[:n]) == prefix[:n]
	return same && n == len(prefix), same && n < len(prefix)
}

// first recognises what a conversation, or what follows an HTTP message, starts with.
// It returns false while more bytes are needed to tell.
func (r *Reader) first(s *cryptobyte.String, out []Name) ([]Name, bool) {
	wait := false
	for i := range openings {
		o := &openings[i]
		if o.prefix[0] != (*s)[0] {
			continue
		}
		whole, part := match(*s, o.prefix)
		if whole && (r.protocol != protoHTTP || o.next == stepHTTP2 || o.next == stepTLS) {
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
		r.is(protoTLS, Client, EncryptedTLS)
		r.step = stepDone
		return out, true
	}
	switch protocol, role, ok := openVPNStream(*s); {
	case !ok:
		return out, false
	case protocol != protoUnknown:
		r.is(protocol, role, EncryptedVPN)
		r.step = stepDone
		return out, true
	}
	return r.firstLine(s, out)
}

// open goes on with a protocol recognised by its beginning.
func (r *Reader) open(o *opening, s *cryptobyte.String) bool {
	if o.protocol != protoUnknown {
		r.is(o.protocol, o.role, o.encryption)
	}
	r.count = 0
	r.step = o.next
	if o.next == stepFirst {
		s.Skip(len(o.prefix))
	}
	return true
}
