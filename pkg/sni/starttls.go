package sni

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// mysql takes an SSLRequest off s: a header of 4 bytes, capabilities, packet size,
// character set and 23 zero bytes (MySQL, Protocol::SSLRequest). TLS follows.
func (r *Reader) mysql(s *cryptobyte.String) bool {
	const clientSSL = 0x08 // of the second byte
	rest := *s
	var capabilities, filler []byte
	if !rest.Skip(4) || !rest.ReadBytes(&capabilities, 4) || !rest.Skip(5) || !rest.ReadBytes(&filler, 23) {
		return false
	}
	if capabilities[1]&clientSSL == 0 || len(bytes.Trim(filler, "\x00")) > 0 {
		return r.lose(s)
	}
	r.is(protoMySQL, Client, Clear)
	*s = rest
	r.step = stepFirst
	return true
}

// tds takes a PRELOGIN packet off s, or the header of one in which TLS is wrapped
// (MS-TDS §2.2.3.1, §2.2.6.5).
func (r *Reader) tds(s *cryptobyte.String) bool {
	const prelogin = 0x12
	rest := *s
	var kind, content uint8
	var length uint16
	var body []byte
	if !rest.ReadUint8(&kind) || !rest.Skip(1) || !rest.ReadUint16(&length) || !rest.Skip(4) {
		return false
	}
	if kind != prelogin || length <= 8 {
		return r.lose(s)
	}
	if packet := rest; !packet.ReadUint8(&content) {
		return false
	}
	if r.is(protoTDS, Client, Clear); content == recordHandshake {
		*s = rest
		r.step = stepTLS
		return true
	}
	if !rest.ReadBytes(&body, int(length)-8) {
		return false
	}
	*s = rest
	return true
}

// agreed takes a PostgreSQL server's consent to an SSLRequest off s, one letter
// (PostgreSQL §54.2.10). TLS follows.
func (r *Reader) agreed(s *cryptobyte.String) bool {
	s.Skip(1)
	r.step = stepTLS
	return true
}

// three tells a TPKT with an X.224 connection request or confirm (RFC 1006 §6,
// MS-RDPBCGR §2.2.1.1, §2.2.1.2), after which RDP speaks TLS, from RTMP's C0 and C1.
func (r *Reader) three(s *cryptobyte.String) bool {
	const connectionRequest, connectionConfirm = 0xe0, 0xd0
	rest := *s
	var length uint16
	var indicator, code uint8
	if !rest.Skip(2) || !rest.ReadUint16(&length) || !rest.ReadUint8(&indicator) || !rest.ReadUint8(&code) {
		return false
	}
	if int(length) != int(indicator)+5 || code != connectionRequest && code != connectionConfirm {
		r.skip = rtmpHandshake
		r.step = stepRTMP
		return true
	}
	if len(*s) < int(length) {
		return false
	}
	role := Client
	if code == connectionConfirm {
		role = Server
	}
	r.is(protoRDP, role, Clear)
	s.Skip(int(length))
	r.step = stepFirst
	return true
}

// ldap takes an LDAP message off s (RFC 4511 §4.1.1); TLS follows a StartTLS request (§4.14.1).
func (r *Reader) ldap(s *cryptobyte.String) bool {
	const sequence, integer, bindRequest, extendedRequest, requestName = 0x30, 0x02, 0x60, 0x77, 0x80
	rest := *s
	var tag uint8
	var message, id, operation, name cryptobyte.String
	if !readBER(&rest, &tag, &message) {
		return len(*s) > maxLine && r.lose(s)
	}
	if tag != sequence || !readBER(&message, &tag, &id) || tag != integer || len(id) > 4 || !readBER(&message, &tag, &operation) {
		return r.lose(s)
	}
	switch {
	case tag == bindRequest:
		r.is(protoLDAP, Client, Clear)
		r.step = stepDone
	case tag == extendedRequest && readBER(&operation, &tag, &name) && tag == requestName && string(name) == "1.3.6.1.4.1.1466.20037":
		r.is(protoLDAP, Client, Clear)
		*s = rest
		r.step = stepFirst
	default:
		return r.lose(s)
	}
	return true
}

// readBER reads one element with a tag of one byte and a definite length, which LDAP
// does not require to be the shortest form (RFC 4511 §5.1).
func readBER(s *cryptobyte.String, tag *uint8, body *cryptobyte.String) bool {
	var first uint8
	if !s.ReadUint8(tag) || !s.ReadUint8(&first) {
		return false
	}
	length := uint64(first)
	if first&0x80 != 0 {
		var digits []byte
		if first > 0x84 || !s.ReadBytes(&digits, int(first&0x7f)) {
			return false
		}
		length = 0
		for _, d := range digits {
			length = length<<8 | uint64(d)
		}
	}
	return length <= uint64(len(*s)) && s.ReadBytes((*[]byte)(body), int(length))
}
