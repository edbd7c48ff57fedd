package sni

import "golang.org/x/crypto/cryptobyte"

// maxLooks bounds how often an unrecognised direction is looked at again. Requests
// start at a segment's start, so a capture that began in mid-stream shows one soon; a
// bulk transfer must cost nothing after that.
const maxLooks = 32

// Reader reads one direction of a TCP connection. Its zero value is ready.
// It keeps no reference to the bytes it is given.
type Reader struct {
	step       step
	protocol   protocol // recognised so far
	role       Role
	encryption Encryption
	proxy      bool
	named      bool // the server_name was read
	message    httpMessage
	ech        ECH
	count      uint16  // lines, records or looks so far, whichever the step bounds
	skip       int     // bytes of a body still to come, which nobody needs to see
	host       string  // the HTTP host reported last
	detail     *detail // what few connections need
}

// detail is the part of a Reader that few connections need.
type detail struct {
	handshake []byte   // TLS handshake bytes of records already consumed
	hosts     []string // HTTP hosts reported before Reader.host
	http2     *fieldBlocks
	model     string
	chunk     int // bytes a chunk of RTMP, 0 if nothing was said of it
}

// step is what the next byte belongs to.
type step uint8

const (
	stepFirst    step = iota // a conversation's first byte
	stepTLS                  // a TLS record
	stepHeader               // an HTTP header field, or the empty line after them
	stepChunk                // an HTTP chunk's size
	stepChunkEnd             // the line end after a chunk
	stepTrailer              // an HTTP trailer field, or the empty line after them
	stepLines                // lines of text which TLS may end
	stepHTTP2                // an HTTP/2 connection preface, then a frame
	stepProxyV1              // the PROXY protocol's line
	stepProxyV2              // the PROXY protocol's binary header
	stepXMPP                 // an XML tag of XMPP
	stepMySQL                // what may be an SSLRequest
	stepAgreed               // a PostgreSQL server's consent to TLS
	stepTDS                  // a packet of Microsoft SQL Server
	stepMiPush               // a message of Xiaomi's cloud messaging
	stepSOCKS4               // a SOCKS 4 request
	stepSOCKS5               // a SOCKS 5 greeting, login or request
	stepLDAP                 // an LDAP message
	stepMQTT                 // what may be a CONNECT packet
	stepThree                // a TPKT, or RTMP's C0
	stepRTMP                 // RTMP's first message
	stepLost                 // unknown: a segment may start with something known
	stepDone                 // nothing further can be learned
)

// Read is given the bytes of the direction in order: b[0] is the first one not consumed
// so far. It returns how many it is done with; n may exceed len(b) by the rest of a
// body, which the caller skips without keeping it. It appends the names found to out.
// After more == false nothing further can be learned from this direction. If n <
// len(b), the caller calls again when it has more bytes to append to b[n:], and gives
// up or calls [Reader.Gap] when these get too many: a TLS record of 16 KiB or one HTTP
// header line is the most that has to be seen whole.
//
// A direction that Read does not understand is looked at again where b starts: call
// Read once a segment, if possible.
func (r *Reader) Read(b []byte, out []Name) (n int, more bool, names []Name) {
	s := cryptobyte.String(b)
	for ok := true; ok && len(s) > 0 && r.step != stepDone; {
		out, ok = r.advance(&s, out)
		skip := min(r.skip, len(s))
		s.Skip(skip)
		r.skip -= skip
	}
	if r.step == stepDone {
		return len(b), false, out
	}
	n = len(b) - len(s) + r.skip
	r.skip = 0
	return n, true, out
}

// advance takes one element off s. It returns false if that needs more bytes than there are.
func (r *Reader) advance(s *cryptobyte.String, out []Name) (names []Name, ok bool) {
	switch r.step {
	case stepFirst:
		return r.first(s, out)
	case stepTLS:
		return r.record(s, out)
	case stepHeader:
		return r.header(s, out)
	case stepChunk:
		return out, r.chunk(s)
	case stepChunkEnd:
		return out, r.chunkEnd(s)
	case stepTrailer:
		return out, r.trailer(s)
	case stepLines:
		return r.textLine(s, out)
	case stepHTTP2:
		return r.http2(s, out)
	case stepProxyV1:
		return out, r.proxyV1(s)
	case stepProxyV2:
		return out, r.proxyV2(s)
	case stepXMPP:
		return r.xmpp(s, out)
	case stepMySQL:
		return out, r.mysql(s)
	case stepAgreed:
		return out, r.agreed(s)
	case stepTDS:
		return out, r.tds(s)
	case stepMiPush:
		return r.miPush(s, out)
	case stepSOCKS4:
		return r.socks4(s, out)
	case stepSOCKS5:
		return r.socks5(s, out)
	case stepLDAP:
		return out, r.ldap(s)
	case stepMQTT:
		return out, r.mqtt(s)
	case stepThree:
		return out, r.three(s)
	case stepRTMP:
		return r.rtmp(s, out)
	default:
		return out, r.lost(s)
	}
}

// Gap tells that bytes were lost, so that the next b starts with a later segment.
func (r *Reader) Gap() {
	if r.step != stepDone {
		r.skip, r.count = 0, 0
		r.step = stepLost
		if r.detail != nil {
			r.detail.handshake = nil
		}
	}
}

// Role is the end this direction comes from.
func (r *Reader) Role() Role { return r.role }

// Encryption is what was seen so far; TLS inside a clear protocol makes it [EncryptedTLS].
func (r *Reader) Encryption() Encryption { return r.encryption }

// ECH is what the ClientHello showed of Encrypted ClientHello.
func (r *Reader) ECH() ECH { return r.ech }

// Proxy reports that the other end is a proxy: the names after it are beyond it.
func (r *Reader) Proxy() bool { return r.proxy }

// Model is the device model a protocol told in clear, "" if none did.
func (r *Reader) Model() string {
	if r.detail == nil {
		return ""
	}
	return r.detail.model
}

// details returns the part that few connections need, made on demand.
func (r *Reader) details() *detail {
	if r.detail == nil {
		r.detail = new(detail)
	}
	return r.detail
}

// is records what the direction turned out to be.
func (r *Reader) is(p protocol, role Role, e Encryption) {
	r.protocol, r.encryption = p, e
	if role != RoleUnknown {
		r.role = role
	}
}

// lose gives up on the bytes at hand; a later segment may start with something known.
func (r *Reader) lose(s *cryptobyte.String) bool {
	s.Skip(len(*s))
	r.step = stepLost
	if r.count++; r.count > maxLooks {
		r.step = stepDone
	}
	return true
}

// lost looks for what may be recognised at a segment's start without having seen what
// was before: a ClientHello, an HTTP request.
func (r *Reader) lost(s *cryptobyte.String) bool {
	if !startsHello(*s) && !startsRequest(*s) {
		return r.lose(s)
	}
	r.step = stepFirst
	return true
}
