package dot11

import "crypto/rc4"

// openData returns the key data of k in clear: RC4 or AES Key Wrap by descriptor
// version (§12.7.2 f and table 12-10); false if kek is not its key.
func (k *keyFrame) openData(kek []byte) ([]byte, bool) {
	if k.version() != 1 {
		return unwrapKey(kek, k.data)
	}
	const skip = 256 // the first octets of RC4 tell about its key
	c, err := rc4.NewCipher(append(k.iv[:], kek...))
	if err != nil {
		return nil, false
	}
	var start [skip]byte
	c.XORKeyStream(start[:], start[:])
	plain := make([]byte, len(k.data))
	c.XORKeyStream(plain, k.data)
	return plain, true
}

// groupKey is a GTK as an access point hands it out.
type groupKey struct {
	id  uint8
	key []byte
}

// readGTK returns the GTK in data, the open key data of k (§12.7.2 table 12-9;
// WPA has the bare key there); false if there is none.
func (k *keyFrame) readGTK(data []byte) (g groupKey, ok bool) {
	if k.descriptor == descriptorWPA {
		n := min(int(k.keyLength), len(data))
		return groupKey{uint8(k.info & infoKeyID >> 4), data[:n]}, n > 0 && !k.has(infoPairwise)
	}
	for id, body := range elements(data) {
		if id == elementVendor && len(body) > 6 && [4]byte(body) == [4]byte{0x00, 0x0f, 0xac, 1} {
			return groupKey{body[4] & 3, body[6:]}, true
		}
	}
	return g, false
}
