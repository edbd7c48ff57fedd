package dot11

import (
	"bytes"
	"math/bits"
)

// tkipSeed mixes the RC4 key of one frame from a temporal key, the transmitter's
// address and the packet number (§12.5.2.5). The first phase's result holds for
// 65,536 packets.
type tkipSeed struct {
	key  [8]uint16 // the temporal key, little-endian
	ttak [5]uint16 // result of phase 1
	ta   Addr      // of which
	iv32 uint32    // of which
	has  bool      // ttak is valid
}

func newTKIPSeed(key []byte) (s tkipSeed) {
	for i := range s.key {
		s.key[i] = uint16(key[2*i]) | uint16(key[2*i+1])<<8
	}
	return s
}

// seed returns the RC4 key for the packet with a number, of 48 bits.
func (s *tkipSeed) seed(ta Addr, pn uint64) (seed [16]byte) {
	if iv32 := uint32(pn >> 16); !s.has || s.ta != ta || s.iv32 != iv32 {
		s.has, s.ta, s.iv32 = true, ta, iv32
		s.phase1()
	}
	iv16 := uint16(pn)
	k := &s.key
	p := [6]uint16{5: s.ttak[4] + iv16}
	copy(p[:], s.ttak[:])
	for i := range p {
		p[i] += substitute(p[(i+5)%6] ^ k[i])
	}
	p[0] += bits.RotateLeft16(p[5]^k[6], -1)
	p[1] += bits.RotateLeft16(p[0]^k[7], -1)
	for i := 2; i < len(p); i++ {
		p[i] += bits.RotateLeft16(p[i-1], -1)
	}
	seed[0] = byte(iv16 >> 8)
	seed[1] = (byte(iv16>>8) | 0x20) & 0x7f // avoids weak keys
	seed[2] = byte(iv16)
	seed[3] = byte((p[5] ^ k[0]) >> 1)
	for i, w := range p {
		seed[4+2*i], seed[5+2*i] = byte(w), byte(w>>8)
	}
	return seed
}

func (s *tkipSeed) phase1() {
	a := &s.ta
	t := [5]uint16{
		uint16(s.iv32), uint16(s.iv32 >> 16),
		uint16(a[0]) | uint16(a[1])<<8, uint16(a[2]) | uint16(a[3])<<8, uint16(a[4]) | uint16(a[5])<<8,
	}
	for round := range uint16(8) {
		for i := range t {
			t[i] += substitute(t[(i+4)%5] ^ s.key[2*(i%4)+int(round&1)])
		}
		t[4] += round
	}
	s.ttak = t
}

// substitute is TKIP's S-box of 16 bits (§12.5.2.5.2).
func substitute(v uint16) uint16 {
	return sbox[v&0xff] ^ bits.ReverseBytes16(sbox[v>>8])
}

// sbox is AES's S-box (FIPS 197 section 5.1.1), each value times 2 and times 3.
var sbox = makeSbox()

func makeSbox() (table [256]uint16) {
	double := func(b byte) byte { return b<<1 ^ b>>7*0x1b }
	p, q := byte(1), byte(1) // p runs through all but 0, q is its inverse
	for {
		p ^= double(p)
		q ^= q << 1
		q ^= q << 2
		q ^= q << 4
		q ^= q >> 7 * 0x09
		table[p] = uint16(q ^ bits.RotateLeft8(q, 1) ^ bits.RotateLeft8(q, 2) ^ bits.RotateLeft8(q, 3) ^ bits.RotateLeft8(q, 4) ^ 0x63)
		if p == 1 {
			break
		}
	}
	table[0] = 0x63
	for i, v := range table {
		s := byte(v)
		table[i] = uint16(double(s))<<8 | uint16(double(s)^s)
	}
	return table
}

// unsign takes Michael's MIC off an MSDU that came in f and those before it;
// false if it is wrong. The two directions have a key each (§12.5.2.1.3).
func (t *temporal) unsign(f *frame, msdu []byte) ([]byte, bool) {
	n := len(msdu) - michaelLength
	if n < 0 {
		return msdu, false
	}
	for _, key := range [...][]byte{t.key[16:24], t.key[24:32]} {
		m := newMichael(key)
		m.header(f.da(), f.sa(), f.tid())
		mic := m.sum(msdu[:n])
		if bytes.Equal(mic[:], msdu[n:]) {
			return msdu[:n], true
		}
	}
	return msdu, false
}
