package sni

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/net/http2/hpack"
)

// maxHeaderBlock bounds the field block of an HTTP/2 request: servers take 16 KiB
// unless told otherwise (RFC 9113 §6.5.2).
const maxHeaderBlock = 16 << 10

// maxFrames bounds the frames before the first request: settings, window updates, priorities.
const maxFrames = 64

// fieldBlocks decodes the requests of an HTTP/2 connection, which refer to each other
// (RFC 7541 §2.3).
type fieldBlocks struct {
	decoder   *hpack.Decoder
	authority string // :authority of the block at hand, "" if none came
}

func newFieldBlocks() *fieldBlocks {
	const defaultTableSize = 4096 // RFC 9113 §6.5.2
	b := new(fieldBlocks)
	b.decoder = hpack.NewDecoder(defaultTableSize, func(f hpack.HeaderField) {
		if f.Name == ":authority" { // RFC 9113 §8.3.1
			b.authority = f.Value
		}
	})
	b.decoder.SetMaxStringLength(maxHeaderBlock)
	return b
}

// http2 takes the connection preface or a frame off s (RFC 9113 §3.4, §4.1).
func (r *Reader) http2(s *cryptobyte.String, out []Name) ([]Name, bool) {
	const headers, continuation, preface = 1, 9, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
	d := r.details()
	if d.http2 == nil {
		d.http2 = newFieldBlocks()
		s.Skip(preface)
		return out, true
	}
	rest := *s
	var length uint32
	var kind, flags uint8
	var block []byte
	if !rest.ReadUint24(&length) || !rest.ReadUint8(&kind) || !rest.ReadUint8(&flags) || !rest.Skip(4) {
		return out, false
	}
	if kind != headers && kind != continuation {
		*s = rest
		r.skip = int(length)
		if r.count++; r.count > maxFrames && r.host == "" {
			r.step = stepDone
		}
		return out, true
	}
	if length > maxHeaderBlock {
		r.step = stepDone
		return out, true
	}
	if !rest.ReadBytes(&block, int(length)) {
		return out, false
	}
	*s = rest
	r.count = 0
	if kind == headers {
		var ok bool
		if block, ok = unpadded(block, flags); !ok {
			r.step = stepDone
			return out, true
		}
	}
	return r.fields(d.http2, block, flags, out), true
}

// unpadded takes what may stand around the field block off a HEADERS frame's payload
// (RFC 9113 §6.2).
func unpadded(payload cryptobyte.String, flags uint8) (block []byte, ok bool) {
	const padded, priority = 0x8, 0x20
	var pad uint8
	if flags&padded != 0 && !payload.ReadUint8(&pad) || flags&priority != 0 && !payload.Skip(5) || int(pad) > len(payload) {
		return nil, false
	}
	return payload[:len(payload)-int(pad)], true
}

// fields decodes a field block, or a part of one that CONTINUATION frames go on with.
func (r *Reader) fields(b *fieldBlocks, block []byte, flags uint8, out []Name) []Name {
	const endHeaders = 0x4
	_, err := b.decoder.Write(block)
	if err == nil && flags&endHeaders != 0 {
		err = b.decoder.Close()
	}
	if err != nil { // what stood before it is good, what follows would be guesswork
		r.step = stepDone
	}
	host := b.authority
	b.authority = ""
	if host == "" {
		return out
	}
	return r.addHost([]byte(host), out)
}
