package dot11

import (
	"bytes"
	"testing"
)

// TestCCM is packet vector 1 of RFC 3610 section 8. Its header comes with the
// length before it that CCM authenticates.
func TestCCM(t *testing.T) {
	c := newCCM(unhex(t, "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"), 8)
	nonce, aad := unhex(t, "00000003020100a0a1a2a3a4a5"), unhex(t, "0008 0001020304050607")
	sealed := unhex(t, "588c979a61c663d2f066d0c2c0f989806d5f6b61dac384 17e8d12cfdf926e0")
	plain, ok := c.open([]byte("before "), nonce, sealed, aad)
	if want := append([]byte("before "), unhex(t, "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e")...); !ok || !bytes.Equal(plain, want) {
		t.Errorf("%x, %v, want %x", plain, ok, want)
	}
	for i := range sealed {
		forged := bytes.Clone(sealed)
		forged[i] ^= 1
		if _, ok := c.open(nil, nonce, forged, aad); ok {
			t.Errorf("octet %d changed, and yet it opens", i)
		}
	}
	for n := range sealed {
		if _, ok := c.open(nil, nonce, sealed[:n], aad); ok {
			t.Errorf("%d octets of it open", n)
		}
	}
	aad[3] ^= 1
	if _, ok := c.open(nil, nonce, sealed, aad); ok {
		t.Error("the header is changed, and yet it opens")
	}
}

// BenchmarkCCMP opens a frame of the usual length.
func BenchmarkCCMP(b *testing.B) {
	const length = 1500
	c := newCCM(make([]byte, 16), 8)
	nonce, aad, body, dst := make([]byte, 13), make([]byte, 26), make([]byte, length+8), make([]byte, 0, length+8)
	b.SetBytes(length)
	b.ReportAllocs()
	for b.Loop() {
		c.open(dst, nonce, body, aad)
	}
}
