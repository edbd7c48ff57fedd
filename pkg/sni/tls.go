package sni

import (
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// Content types (RFC 8446 §5.1, RFC 6520) and handshake types (RFC 8446 §4) that a
// hello may be found among.
const (
	recordChangeCipherSpec = 20
	recordAlert            = 21
	recordHandshake        = 22
	recordApplicationData  = 23
	recordHeartbeat        = 24

	helloRequest     = 0
	clientHelloType  = 1
	serverHelloType  = 2
	newSessionTicket = 4
	certificateType  = 11
)

// maxRecord is the largest TLS record: TLS 1.2 allows a ciphertext of 2^14+2048 bytes
// (RFC 5246 §6.2.3), TLS 1.3 less.
const maxRecord = 1<<14 + 2048

// maxHandshake is the largest ClientHello or certificate message kept: post-quantum key
// shares take 2 to 5 kB, and OpenSSL refuses a hello beyond 128 KiB and a certificate
// list beyond 100 KiB. A server_name or leaf certificate stands in the first 64 KiB of
// these.
const maxHandshake = 64 << 10

// maxRecords bounds the records before and around a hello: one byte a record is what
// evasion tools send, for a hello of 2 kB.
const maxRecords = 4096

// recordHeader is what stands before a record's fragment (RFC 8446 §5.1).
type recordHeader struct {
	kind    uint8
	version uint16
	length  uint16
}

func (h *recordHeader) read(s *cryptobyte.String) bool {
	return s.ReadUint8(&h.kind) && s.ReadUint16(&h.version) && s.ReadUint16(&h.length)
}

func (h *recordHeader) plausible() bool {
	known := h.version>>8 == 3 && h.version&0xff <= 4 || h.version == versionTLCP
	return recordChangeCipherSpec <= h.kind && h.kind <= recordHeartbeat && known && 0 < h.length && h.length <= maxRecord
}

// versionTLCP is that of China's TLS, with ciphers of its own (GB/T 38636-2020, before
// it GM/T 0024): else it is TLS 1.2 (RFC 8998 is another, TLS 1.3).
const versionTLCP = 0x0101

// isTLS reports whether a hello's version is one of TLS over TCP.
func isTLS(version uint16) bool { return version>>8 == 3 || version == versionTLCP }

// record takes one TLS record off s, or looks at as much of it as there is.
func (r *Reader) record(s *cryptobyte.String, out []Name) ([]Name, bool) {
	rest := *s
	var h recordHeader
	if !h.read(&rest) {
		return out, false
	}
	if r.count++; !h.plausible() || r.count > maxRecords {
		return out, r.lose(s)
	}
	fragment := rest[:min(len(rest), int(h.length))]
	whole := len(fragment) == int(h.length)
	switch h.kind {
	case recordHandshake:
		if out = r.handshake(fragment, whole, out); r.step == stepLost {
			return out, r.lose(s)
		}
	case recordApplicationData:
		r.step = stepDone
	case recordChangeCipherSpec:
		if r.role == Server {
			r.step = stepDone // what follows is encrypted
		}
	}
	if !whole {
		r.count--
		return out, false
	}
	s.Skip(len(*s) - len(rest) + len(fragment))
	return out, true
}

// handshake reads the handshake messages in a record's fragment, which goes on where
// the records before left off (RFC 8446 §5.1: a message may span records). The part of
// an unfinished message is kept if the fragment is whole; otherwise the record comes
// again.
func (r *Reader) handshake(fragment []byte, whole bool, out []Name) []Name {
	s := cryptobyte.String(fragment)
	kept := 0
	if r.detail != nil {
		kept = len(r.detail.handshake)
	}
	if kept > 0 {
		r.detail.handshake = append(r.detail.handshake, fragment...)
		s = r.detail.handshake
	}
	for len(s) > 0 && r.step == stepTLS {
		rest := s
		var kind uint8
		var length uint32
		if !rest.ReadUint8(&kind) || !rest.ReadUint24(&length) {
			break
		}
		body := rest[:min(len(rest), int(length))]
		out = r.handshakeMessage(kind, body, len(body) == int(length), out)
		if len(body) < int(length) {
			break
		}
		s = rest[len(body):]
	}
	switch {
	case r.step == stepTLS && len(s) > maxHandshake:
		r.step = stepDone
	case kept > 0 && !whole:
		r.detail.handshake = r.detail.handshake[:kept]
	case kept > 0:
		r.detail.handshake = s
	case whole && len(s) > 0:
		r.details().handshake = slices.Clone(s)
	}
	if r.step != stepTLS && r.detail != nil {
		r.detail.handshake = nil
	}
	return out
}

// handshakeMessage reads one handshake message, or as much of it as there is. Whatever
// else a role sends comes too late to tell a name.
func (r *Reader) handshakeMessage(kind uint8, body []byte, whole bool, out []Name) []Name {
	switch {
	case kind == clientHelloType:
		return r.clientHello(body, whole, out)
	case kind == serverHelloType:
		r.serverHello(body, whole)
	case kind == certificateType && r.role == Server:
		return r.certificate(body, whole, out)
	case kind == helloRequest && len(body) == 0, kind == newSessionTicket && r.role == Server:
	case r.role == Server:
		r.step = stepDone
	default:
		r.step = stepLost
	}
	return out
}

// startsHello reports whether b starts with a record that starts with a ClientHello or
// ServerHello of less than 64 KiB.
func startsHello(b []byte) bool {
	s := cryptobyte.String(b)
	var h recordHeader
	var kind, high uint8
	var low, version uint16
	return h.read(&s) && h.plausible() && h.kind == recordHandshake &&
		s.ReadUint8(&kind) && (kind == clientHelloType || kind == serverHelloType) &&
		s.ReadUint8(&high) && high == 0 && s.ReadUint16(&low) && s.ReadUint16(&version) && isTLS(version)
}
