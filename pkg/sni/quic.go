package sni

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// maxReads bounds the datagrams read for one hello: one of 64 KiB takes 60, and the
// server's come in between.
const maxReads = 250

// maxFailures bounds the keys tried in vain, one for each salt a packet's version may
// have; each costs some microseconds.
const maxFailures = 16

// maxWait is how many datagrams are read after the hello, to learn the server's
// connection ID: the client takes it up in one of the next few, and another one, as
// some do, once the handshake is done.
const maxWait = 16

// maxConnectionID is the longest connection ID of QUIC v1 and v2 (RFC 9000 §17.2).
const maxConnectionID = 20

// quicFlow reads a UDP flow's datagrams, both directions together, for the ClientHello
// in its Initial packets. Its zero value is ready. What the keys open was
// authenticated: no other bytes could pass for it.
type quicFlow struct {
	keys     *initialKeys
	origin   []byte // the connection ID keys come from
	client   []byte // the client's Source Connection ID, once one of its packets was opened
	server   []byte // the server's, as it chose it or as the client took it up
	hello    assembly
	scratch  []byte
	ech      ECH
	role     Role // of the sender of the datagram read last
	proved   bool // a packet was opened, or a Google QUIC hello read
	named    bool
	heard    bool // the hello was read: only the server's connection ID is still of use
	done     bool
	reads    uint8
	waits    uint8
	failures uint8
}

// longHeader is the version-independent part of a packet (RFC 8999 §5.1) and what v1
// and its kin add (RFC 9000 §17.2).
type longHeader struct {
	first      byte
	version    uint32
	dcid, scid cryptobyte.String
	token      cryptobyte.String
	protected  cryptobyte.String // packet number and payload
}

// packetType is a long header packet's type, in the numbering of QUIC v1.
type packetType uint8

const (
	packetInitial packetType = iota
	packetZeroRTT
	packetHandshake
	packetRetry
)

func (h *longHeader) kind() packetType {
	kind := packetType(h.first >> 4 & 3)
	if h.version == quicV2 {
		kind = (kind - 1) & 3 // RFC 9369 §3.2
	}
	return kind
}

// readInvariant reads what all versions agree on.
func (h *longHeader) readInvariant(s *cryptobyte.String) bool {
	return s.ReadUint8(&h.first) && h.first&0x80 != 0 && s.ReadUint32(&h.version) && h.version != 0 &&
		s.ReadUint8LengthPrefixed(&h.dcid) && s.ReadUint8LengthPrefixed(&h.scid) &&
		len(h.dcid) <= maxConnectionID && len(h.scid) <= maxConnectionID
}

// readRest reads up to the packet's end. A Retry packet has no length: it ends the datagram.
func (h *longHeader) readRest(s *cryptobyte.String) bool {
	if h.kind() == packetRetry {
		return false
	}
	if h.kind() == packetInitial && !readVarintPrefixed(s, &h.token) {
		return false
	}
	return readVarintPrefixed(s, &h.protected)
}

// looksQUIC reports whether a datagram may start a QUIC conversation, at the cost of a
// few comparisons.
func looksQUIC(b []byte) bool {
	if looksGQUIC(b) {
		return true
	}
	s := cryptobyte.String(b)
	var h longHeader
	if !h.readInvariant(&s) {
		return false
	}
	known := h.version == quicV1 || h.version == quicV2 || h.version>>8 == quicDraft>>8 && h.version&0xff < 64 || h.version>>16 == mvfst1>>16 ||
		h.version == gquicQ050 || h.version == gquicT050 || h.version == gquicT051
	// RFC 9000 §14.1: a client fills its first datagram up to 1200 bytes, and §7.2: its
	// first connection ID has 8 bytes at least.
	return known || h.first&0x40 != 0 && len(b) >= 1200 && len(h.dcid) >= 8 && h.readRest(&s)
}

// read reads one datagram. It appends the name found to out; after more == false
// nothing further can be learned from this flow.
func (q *quicFlow) read(b []byte, out []Name) (more bool, names []Name) {
	q.role = RoleUnknown
	if looksGQUIC(b) {
		out = q.google(b, out)
	}
	for rest := cryptobyte.String(b); len(rest) > 0 && !q.done; {
		packet := rest
		var h longHeader
		if !h.readInvariant(&rest) || !h.readRest(&rest) {
			break // a short header packet, a Retry, padding, a version negotiation
		}
		if q.proved && bytes.Equal(h.scid, q.client) && !bytes.Equal(h.dcid, q.origin) && !bytes.Equal(h.dcid, q.client) {
			q.server = append(q.server[:0], h.dcid...) // a Retry's first, where there was one: the server then chooses its own (RFC 9000 §7.2)
		}
		if h.kind() == packetInitial {
			header := packet[:len(packet)-len(rest)-len(h.protected)]
			out = q.initial(&h, header, out)
		}
	}
	if q.reads++; q.reads > maxReads {
		q.done = true
	}
	if q.heard {
		q.waits++
		q.done = q.done || q.waits > maxWait
	}
	if q.heard || q.done {
		q.hello, q.scratch, q.keys = assembly{}, nil, nil
	}
	return !q.done, out
}

// initial reads an Initial packet, if it is a client's.
func (q *quicFlow) initial(h *longHeader, header []byte, out []Name) []Name {
	if q.proved && bytes.Equal(h.dcid, q.client) && !bytes.Equal(h.dcid, q.origin) {
		q.role = Server
		q.server = append(q.server[:0], h.scid...)
		return out
	}
	if q.heard {
		return out
	}
	plaintext, ok := q.open(h, header)
	q.done = q.failures > maxFailures
	if !ok {
		return out
	}
	q.role, q.proved = Client, true
	q.client = append(q.client[:0], h.scid...)
	q.frames(plaintext, h.version)
	if h.version == gquicQ050 {
		return q.chlo(q.hello.prefix(), out)
	}
	return q.clientHello(out)
}

// open tries the keys at hand, then those of the packet's own Destination Connection
// ID: it is the first packet, or a Retry changed them (RFC 9001 §5.2), or the flow's
// ports are used again.
func (q *quicFlow) open(h *longHeader, header []byte) (plaintext []byte, ok bool) {
	if q.keys != nil {
		if plaintext, q.scratch, ok = q.keys.open(q.scratch, header, h.protected); ok {
			return plaintext, true
		}
		q.failures++
		if bytes.Equal(h.dcid, q.origin) {
			return nil, false
		}
	}
	for _, salt := range salts(h.version) {
		keys, ok := newInitialKeys(salt, h.dcid)
		if ok {
			plaintext, q.scratch, ok = keys.open(q.scratch, header, h.protected)
		}
		if ok {
			q.keys, q.origin, q.hello = keys, append(q.origin[:0], h.dcid...), assembly{}
			return plaintext, true
		}
		q.failures++
	}
	return nil, false
}

// frames collects an Initial packet's CRYPTO frames and passes over the others that may
// stand in it (RFC 9000 §12.4, §19).
func (q *quicFlow) frames(s cryptobyte.String, version uint32) {
	const ping, ack, ackECN, crypto, connectionClose, googleCrypto = 0x01, 0x02, 0x03, 0x06, 0x1c, 0x08
	google := version == gquicQ050 || version == gquicT050 || version == gquicT051
	for {
		var kind, offset uint64
		var data cryptobyte.String
		s = bytes.TrimLeft(s, "\x00") // PADDING, most of a packet often
		if !readVarint(&s, &kind) {
			return
		}
		switch {
		case kind == ping && !google:
		case kind == ack && !google:
			if !skipACK(&s, 0) {
				return
			}
		case kind == ackECN && !google:
			if !skipACK(&s, 3) {
				return
			}
		case kind == crypto && !google, kind == googleCrypto && google:
			if !readVarint(&s, &offset) || !readVarintPrefixed(&s, &data) {
				return
			}
			q.hello.add(offset, data)
		case kind == connectionClose && !google:
			q.done = q.named
			return
		default:
			return
		}
	}
}

// clientHello reads as much of the ClientHello as there is without a gap.
func (q *quicFlow) clientHello(out []Name) []Name {
	s := cryptobyte.String(q.hello.prefix())
	var kind uint8
	var length uint32
	if !s.ReadUint8(&kind) || !s.ReadUint24(&length) {
		return out
	}
	var h clientHello
	body := s[:min(len(s), int(length))]
	whole := len(body) == int(length)
	valid := kind == clientHelloType && h.parse(body, whole, false)
	q.heard = whole || !valid
	q.ech = h.ech
	return q.name(h.serverName, out)
}

// name reports a server_name once.
func (q *quicFlow) name(raw []byte, out []Name) []Name {
	if raw == nil || q.named {
		return out
	}
	q.named = true
	if name, ok := parseHost(raw, ViaQUIC); ok {
		return append(out, name)
	}
	return out
}

// skipACK passes over an ACK frame's fields and as many counters behind them (RFC 9000 §19.3).
func skipACK(s *cryptobyte.String, counters uint64) bool {
	var largest, delay, ranges, field uint64
	if !readVarint(s, &largest) || !readVarint(s, &delay) || !readVarint(s, &ranges) || !readVarint(s, &field) || ranges > uint64(len(*s)) {
		return false
	}
	for range 2*ranges + counters {
		if !readVarint(s, &field) {
			return false
		}
	}
	return true
}

// readVarint reads a variable-length integer (RFC 9000 §16).
func readVarint(s *cryptobyte.String, out *uint64) bool {
	var first uint8
	if !s.ReadUint8(&first) {
		return false
	}
	var rest []byte
	if !s.ReadBytes(&rest, 1<<(first>>6)-1) {
		return false
	}
	*out = uint64(first & 0x3f)
	for _, b := range rest {
		*out = *out<<8 | uint64(b)
	}
	return true
}

// readVarintPrefixed reads a variable-length integer and as many bytes.
func readVarintPrefixed(s, out *cryptobyte.String) bool {
	var length uint64
	return readVarint(s, &length) && length <= uint64(len(*s)) && s.ReadBytes((*[]byte)(out), int(length))
}
