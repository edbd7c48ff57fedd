package dot11

import (
	"encoding/binary"
	"math/bits"
)

// michaelLength is what Michael appends to an MSDU.
const michaelLength = 8

// michael is the state of TKIP's MIC (§12.5.2.3.3).
type michael struct{ l, r uint32 }

func newMichael(key []byte) michael {
	le := binary.LittleEndian
	return michael{le.Uint32(key), le.Uint32(key[4:])}
}

// header adds the pseudo-header of an MSDU (§12.5.2.3.2).
func (m *michael) header(da, sa Addr, priority uint8) {
	b := [16]byte{12: priority}
	copy(b[:], da[:])
	copy(b[6:], sa[:])
	m.words(b[:])
}

// sum adds the MSDU and returns the MIC.
func (m *michael) sum(msdu []byte) (mic [michaelLength]byte) {
	var last [8]byte // padding: 0x5a, and zeros up to a word, and one more
	last[copy(last[:4], m.words(msdu))] = 0x5a
	m.words(last[:])
	le := binary.LittleEndian
	le.PutUint32(mic[:], m.l)
	le.PutUint32(mic[4:], m.r)
	return mic
}

// words adds whole words and returns what is left.
func (m *michael) words(b []byte) []byte {
	l, r := m.l, m.r
	for ; len(b) >= 4; b = b[4:] {
		l ^= binary.LittleEndian.Uint32(b)
		r ^= bits.RotateLeft32(l, 17)
		l += r
		r ^= l&0xff00ff00>>8 | l&0x00ff00ff<<8
		l += r
		r ^= bits.RotateLeft32(l, 3)
		l += r
		r ^= bits.RotateLeft32(l, -2)
		l += r
	}
	m.l, m.r = l, r
	return b
}
