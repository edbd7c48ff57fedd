package dot11

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
)

// ccm is AES in CCM mode (RFC 3610) with a length field of two octets, as 802.11
// has it. Go has no CCM; its CTR mode, many blocks at a time, does half the work.
// Another half is chained block by block.
type ccm struct {
	block cipher.Block
	tag   int // octets of the MIC

	// Scratch memory, which would be allocated anew for each frame otherwise.
	counter, stream, mask, mac [aes.BlockSize]byte
}

func newCCM(key []byte, tag int) *ccm {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	return &ccm{block: b, tag: tag}
}

// open appends to dst what sealed holds; false if it is not authentic. nonce has
// 13 octets. aad starts with its own length in two octets, as it is authenticated.
func (c *ccm) open(dst, nonce, sealed, aad []byte) ([]byte, bool) {
	n := len(sealed) - c.tag
	if n < 0 || n > 0xffff {
		return dst, false
	}
	c.counter = [aes.BlockSize]byte{0: 1} // L' = 1: a counter of two octets
	copy(c.counter[1:], nonce)
	c.block.Encrypt(c.mask[:], c.counter[:])
	c.counter[aes.BlockSize-1] = 1
	at := len(dst)
	dst = append(dst, sealed[:n]...)
	plain := dst[at:]
	c.crypt(plain)

	c.start(nonce, n)
	c.add(aad)
	c.add(plain)
	subtle.XORBytes(c.mac[:], c.mac[:], c.mask[:])
	if subtle.ConstantTimeCompare(c.mac[:c.tag], sealed[n:]) == 0 {
		return dst[:at], false
	}
	return dst, true
}

// shortBody is up to how many octets it is faster to encrypt the counter block by
// block than to have a stream of Go's, which takes memory for its own copy of the key.
const shortBody = 256

// crypt adds the key stream to b, from the counter on.
func (c *ccm) crypt(b []byte) {
	if len(b) > shortBody {
		cipher.NewCTR(c.block, c.counter[:]).XORKeyStream(b, b)
		return
	}
	for len(b) > 0 {
		c.block.Encrypt(c.stream[:], c.counter[:])
		b = b[subtle.XORBytes(b, b, c.stream[:]):]
		c.counter[aes.BlockSize-1]++
	}
}

// start begins the MAC of n octets with block B_0 (RFC 3610 section 2.2).
func (c *ccm) start(nonce []byte, n int) {
	const hasAAD = 0x40
	c.mac = [aes.BlockSize]byte{0: hasAAD | byte((c.tag-2)/2)<<3 | 1}
	copy(c.mac[1:], nonce)
	binary.BigEndian.PutUint16(c.mac[14:], uint16(n))
	c.block.Encrypt(c.mac[:], c.mac[:])
}

// add adds b, filled up with zeros, to the MAC.
func (c *ccm) add(b []byte) {
	le := binary.LittleEndian
	low, high := le.Uint64(c.mac[:]), le.Uint64(c.mac[8:])
	for ; len(b) >= aes.BlockSize; b = b[aes.BlockSize:] {
		le.PutUint64(c.mac[:], low^le.Uint64(b))
		le.PutUint64(c.mac[8:], high^le.Uint64(b[8:]))
		c.block.Encrypt(c.mac[:], c.mac[:])
		low, high = le.Uint64(c.mac[:]), le.Uint64(c.mac[8:])
	}
	if len(b) > 0 {
		subtle.XORBytes(c.mac[:], c.mac[:], b)
		c.block.Encrypt(c.mac[:], c.mac[:])
	}
}
