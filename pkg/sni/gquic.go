package sni

import (
	"bytes"
	"encoding/binary"

	"golang.org/x/crypto/cryptobyte"
)

// maxTags bounds a CHLO's tags: Chrome sends some 25 (the QUIC crypto design of 2016 allows 128).
const maxTags = 128

// looksGQUIC reports whether b starts with a header of Google QUIC in which a version
// stands: the public header up to Q043 (flags, connection ID of 8 bytes, version), or
// the long header from Q044 on. Only clients send these.
func looksGQUIC(b []byte) bool {
	s := cryptobyte.String(b)
	var flags uint8
	var version []byte
	if !s.ReadUint8(&flags) {
		return false
	}
	if flags&0x80 == 0 && (flags&0x09 != 0x09 || flags&0xc2 != 0 || !s.Skip(8)) {
		return false
	}
	return s.ReadBytes(&version, 4) && version[0] == 'Q' && version[1] == '0' && '0' <= version[2] && version[2] <= '4'
}

// google reads a client's packet of Google QUIC Q024 to Q048, where the hello is in
// clear. The frames' layout changed with nearly every version, the hello's never: it is
// looked for by its tag, and its table of tags is proof enough.
func (q *quicFlow) google(b []byte, out []Name) []Name {
	if q.failures++; q.failures > maxFailures {
		q.done = true
	}
	if i := bytes.Index(b, []byte("CHLO")); i >= 0 {
		return q.chlo(b[i:], out)
	}
	return out
}

// chlo reads a client hello of Google's QUIC crypto: "CHLO", the number of tags (2
// bytes, then 2 of padding), as many pairs of a tag and its value's end, and the
// values. All numbers are little-endian.
func (q *quicFlow) chlo(b []byte, out []Name) []Name {
	s := cryptobyte.String(b)
	var tag, count, end []byte
	if !s.ReadBytes(&tag, 4) || string(tag) != "CHLO" || !s.ReadBytes(&count, 4) {
		return out
	}
	tags := int(binary.LittleEndian.Uint16(count))
	var table cryptobyte.String
	if tags > maxTags || !s.ReadBytes((*[]byte)(&table), 8*tags) {
		return out
	}
	q.role, q.proved = Client, true
	from := uint32(0)
	for table.ReadBytes(&tag, 4) && table.ReadBytes(&end, 4) {
		to := binary.LittleEndian.Uint32(end)
		var value []byte
		if to < from || !s.ReadBytes(&value, int(to-from)) {
			return out
		}
		if string(tag) == "SNI\x00" {
			out = q.name(value, out)
			q.done = true
			return out
		}
		from = to
	}
	q.done = true // a hello without a name
	return out
}
