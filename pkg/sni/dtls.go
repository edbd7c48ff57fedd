package sni

import "golang.org/x/crypto/cryptobyte"

// maxHellos bounds the DTLS datagrams read without news: a hello is sent twice (RFC
// 6347 §4.2.1) and repeated some times by timeouts.
const maxHellos = 32

// dtlsFlow reads a UDP flow's datagrams, both directions together, for a DTLS
// ClientHello. Its zero value is ready.
type dtlsFlow struct {
	hello    assembly // fragments of the ClientHello numbered sequence
	length   uint32   // of the whole ClientHello
	sequence uint16
	ech      ECH
	role     Role // of the sender of the datagram read last
	proved   bool // a handshake message was read
	done     bool
	reads    uint8
}

// dtlsRecord is a DTLSPlaintext (RFC 6347 §4.1, RFC 9147 §4).
type dtlsRecord struct {
	kind     uint8
	version  uint16
	epoch    uint16
	fragment cryptobyte.String
}

// readFrom reads a record; the last one of a snapped datagram may be cut.
func (r *dtlsRecord) readFrom(s *cryptobyte.String) bool {
	var length uint16
	if !s.ReadUint8(&r.kind) || !s.ReadUint16(&r.version) || !s.ReadUint16(&r.epoch) || !s.Skip(6) || !s.ReadUint16(&length) {
		return false
	}
	s.ReadBytes((*[]byte)(&r.fragment), min(len(*s), int(length)))
	known := r.version == 0xfeff || r.version == 0xfefd || r.version == 0x0100 // the last is OpenSSL's before 0.9.8f
	return known && recordChangeCipherSpec <= r.kind && r.kind <= recordHeartbeat && 0 < length && length <= maxRecord
}

// dtlsFragment is a handshake message or a part of one (RFC 6347 §4.2.2).
type dtlsFragment struct {
	kind     uint8
	length   uint32 // of the message
	sequence uint16
	offset   uint32
	body     cryptobyte.String
}

func (f *dtlsFragment) readFrom(s *cryptobyte.String) bool {
	var size uint32
	if !s.ReadUint8(&f.kind) || !s.ReadUint24(&f.length) || !s.ReadUint16(&f.sequence) || !s.ReadUint24(&f.offset) || !s.ReadUint24(&size) {
		return false
	}
	s.ReadBytes((*[]byte)(&f.body), min(len(*s), int(size)))
	return f.offset+size <= f.length
}

// looksDTLS reports whether a datagram starts with a DTLS handshake record before encryption.
func looksDTLS(b []byte) bool {
	s := cryptobyte.String(b)
	var r dtlsRecord
	var f dtlsFragment
	return r.readFrom(&s) && r.kind == recordHandshake && r.epoch == 0 && f.readFrom(&r.fragment)
}

// read reads one datagram. It appends the name found to out; after more == false
// nothing further can be learned from this flow.
func (d *dtlsFlow) read(b []byte, out []Name) (more bool, names []Name) {
	d.role = RoleUnknown
	for s := cryptobyte.String(b); len(s) > 0 && !d.done; {
		var r dtlsRecord
		if !r.readFrom(&s) {
			break // DTLS 1.3 ciphertext (RFC 9147 §4), or not DTLS
		}
		for r.kind == recordHandshake && r.epoch == 0 && len(r.fragment) > 0 && !d.done {
			var f dtlsFragment
			if !f.readFrom(&r.fragment) {
				break
			}
			out = d.message(&f, out)
		}
	}
	if d.reads++; d.reads > maxHellos {
		d.done = true
	}
	if d.done {
		d.hello = assembly{}
	}
	return !d.done, out
}

// message reads a fragment of a handshake message: of the client's only the hello,
// which it sends again, with a cookie and the next number, after a HelloVerifyRequest
// or HelloRetryRequest.
func (d *dtlsFlow) message(f *dtlsFragment, out []Name) []Name {
	const helloVerifyRequest = 3
	switch f.kind {
	case serverHelloType, helloVerifyRequest:
		d.role, d.proved = Server, true
		return out
	case clientHelloType:
	default:
		return out
	}
	if f.sequence != d.sequence || f.length != d.length {
		d.hello, d.sequence, d.length = assembly{}, f.sequence, f.length
	}
	d.hello.add(uint64(f.offset), f.body)
	return d.clientHello(out)
}

// clientHello reads as much of the ClientHello as there is without a gap.
func (d *dtlsFlow) clientHello(out []Name) []Name {
	var h clientHello
	body := d.hello.prefix()
	whole := len(body) == int(d.length)
	valid := h.parse(body, whole, true)
	if h.started {
		d.role, d.proved, d.ech = Client, true, h.ech
	}
	if h.serverName == nil {
		d.done = valid && whole
		return out
	}
	d.done = true
	if name, ok := parseHost(h.serverName, ViaDTLS); ok {
		return append(out, name)
	}
	return out
}
