package dot11

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/binary"
	"hash"
)

// prf is the pseudorandom function of the first AKMs (§12.7.1.2): n octets of
// HMAC-SHA-1 over label, zero, data and a counter.
func prf(key []byte, label string, data []byte, n int) []byte {
	h := hmac.New(sha1.New, key)
	out := make([]byte, 0, n+sha1.Size)
	for i := byte(0); len(out) < n; i++ {
		h.Reset()
		h.Write([]byte(label))
		h.Write([]byte{0})
		h.Write(data)
		h.Write([]byte{i})
		out = h.Sum(out)
	}
	return out[:n]
}

// kdf is the key derivation function of the later AKMs (§12.7.1.6.2): n octets of
// HMAC over a counter, label, context and the length in bits.
func kdf(newHash func() hash.Hash, key []byte, label string, context []byte, n int) []byte {
	h := hmac.New(newHash, key)
	out := make([]byte, 0, n+h.Size())
	le := binary.LittleEndian
	for i := uint16(1); len(out) < n; i++ {
		h.Reset()
		h.Write(le.AppendUint16(nil, i))
		h.Write([]byte(label))
		h.Write(context)
		h.Write(le.AppendUint16(nil, uint16(n*8)))
		out = h.Sum(out)
	}
	return out[:n]
}
