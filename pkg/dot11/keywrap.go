package dot11

import (
	"crypto/aes"
	"encoding/binary"
)

// unwrapKey opens what AES Key Wrap closed (RFC 3394 section 2.2.2); false if
// the key is not the right one.
func unwrapKey(key, wrapped []byte) ([]byte, bool) {
	const unit = 8
	n := len(wrapped)/unit - 1
	b, err := aes.NewCipher(key)
	if err != nil || n < 2 || len(wrapped)%unit != 0 {
		return nil, false
	}
	be := binary.BigEndian
	a := be.Uint64(wrapped)
	plain := append([]byte(nil), wrapped[unit:]...)
	var block [aes.BlockSize]byte
	for j := 5; j >= 0; j-- {
		for i := n; i >= 1; i-- {
			r := plain[(i-1)*unit:][:unit]
			be.PutUint64(block[:], a^uint64(n*j+i))
			copy(block[unit:], r)
			b.Decrypt(block[:], block[:])
			a = be.Uint64(block[:])
			copy(r, block[unit:])
		}
	}
	return plain, a == 0xa6a6a6a6a6a6a6a6
}
