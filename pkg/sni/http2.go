package sni

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/net/http2/hpack"
)

// maxHeaderBlock bounds the field block of a first HTTP/2 request: servers take 16 KiB unless told otherwise (RFC 9113 §6.5.2).
const maxHeaderBlock = 16 << 10

// maxFrames bounds the frames before the first request: settings, window updates, priorities.
const maxFrames = 64

// http2 takes the connection preface or a frame off s (RFC 9113 §3.4, §4.1) until the first request.
func (r *Reader) http2(s *cryptobyte.String, out []Name) ([]Name, bool) {
	const headers, endHeaders, padded, priority, preface = 1, 0x4, 0x8, 0x20, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
	if r.count++; r.count == 1 {
		s.Skip(preface)
		return out, true
	}
	rest := *s
	var length uint32
	var kind, flags, pad uint8
	var block []byte
	if !rest.ReadUint24(&length) || !rest.ReadUint8(&kind) || !rest.ReadUint8(&flags) || !rest.Skip(4) {
		r.count--
		return out, false
	}
	if length > maxHeaderBlock || r.count > maxFrames {
		r.step = stepDone
		return out, true
	}
	if !rest.ReadBytes(&block, int(length)) {
		r.count--
		return out, false
	}
	*s = rest
	if kind != headers {
		return out, true
	}
	r.step = stepDone
	fields := cryptobyte.String(block)
	if flags&padded != 0 && !(fields.ReadUint8(&pad) && int(pad) <= len(fields)) || flags&priority != 0 && !fields.Skip(5) || int(pad) > len(fields) {
		return out, true
	}
	return r.authorityField(fields[:len(fields)-int(pad)], out), true
}

// authorityField reports the :authority in a field block (RFC 9113 §8.3.1, RFC 7541); pseudo-fields come first, so that a block that goes on in
// CONTINUATION frames has it too.
func (r *Reader) authorityField(block []byte, out []Name) []Name {
	const defaultTableSize = 4096 // RFC 9113 §6.5.2
	var authority string
	decoder := hpack.NewDecoder(defaultTableSize, func(f hpack.HeaderField) {
		if f.Name == ":authority" {
			authority = f.Value
		}
	})
	decoder.SetMaxStringLength(maxHeaderBlock)
	decoder.Write(block) // an error ends the block; what stood before it is good
	return r.addHost([]byte(authority), out)
}
