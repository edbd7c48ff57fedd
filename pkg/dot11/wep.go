package dot11

import (
	"crypto/rc4"
	"encoding/binary"
	"hash/crc32"
)

// icvLength is the integrity check value of WEP and TKIP: a CRC-32.
const icvLength = 4

// openRC4 appends what sealed, a frame's body with its ICV, says under an RC4 key;
// false if the ICV is wrong.
func openRC4(dst, key, sealed []byte) ([]byte, bool) {
	n := len(sealed) - icvLength
	c, err := rc4.NewCipher(key)
	if err != nil || n < 0 {
		return dst, false
	}
	at := len(dst)
	dst = append(dst, sealed...)
	plain := dst[at:]
	c.XORKeyStream(plain, plain)
	if crc32.ChecksumIEEE(plain[:n]) != binary.LittleEndian.Uint32(plain[n:]) {
		return dst[:at], false
	}
	return dst[:at+n], true
}
