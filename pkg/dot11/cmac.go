package dot11

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
)

// cmac is AES-CMAC (RFC 4493); nil for a key that is none of AES's.
func cmac(key, message []byte) []byte {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	var sub, x [aes.BlockSize]byte
	b.Encrypt(sub[:], sub[:])
	double(&sub)
	for len(message) > aes.BlockSize {
		mix(b, &x, message[:aes.BlockSize])
		message = message[aes.BlockSize:]
	}
	if len(message) < aes.BlockSize {
		double(&sub)
		message = append(append(make([]byte, 0, aes.BlockSize), message...), 0x80)
	}
	subtle.XORBytes(x[:], x[:], sub[:])
	mix(b, &x, message)
	return x[:]
}

// mix adds a block to a CBC-MAC; one that is too short is taken to end in zeros.
func mix(b cipher.Block, x *[aes.BlockSize]byte, block []byte) {
	subtle.XORBytes(x[:], x[:], block)
	b.Encrypt(x[:], x[:])
}

// double multiplies by x in the field of RFC 4493 section 2.3.
func double(b *[aes.BlockSize]byte) {
	carry := byte(0)
	for i := len(b) - 1; i >= 0; i-- {
		b[i], carry = b[i]<<1|carry, b[i]>>7
	}
	b[len(b)-1] ^= 0x87 * carry
}
