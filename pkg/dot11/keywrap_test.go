package dot11

import (
	"bytes"
	"testing"
)

func TestUnwrapKey(t *testing.T) {
	for _, test := range []struct{ name, kek, wrapped, want string }{
		{"RFC 3394 section 4.1", "000102030405060708090a0b0c0d0e0f",
			"1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5", "00112233445566778899aabbccddeeff"},
		{"RFC 3394 section 4.6", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
			"28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21",
			"00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f"},
	} {
		t.Run(test.name, func(t *testing.T) {
			kek, wrapped := unhex(t, test.kek), unhex(t, test.wrapped)
			if got, ok := unwrapKey(kek, wrapped); !ok || !bytes.Equal(got, unhex(t, test.want)) {
				t.Errorf("%x, %v", got, ok)
			}
			for i := range wrapped {
				forged := bytes.Clone(wrapped)
				forged[i] ^= 1
				if _, ok := unwrapKey(kek, forged); ok {
					t.Errorf("octet %d changed, and yet it opens", i)
				}
			}
			for n := range wrapped {
				if _, ok := unwrapKey(kek, wrapped[:n]); ok {
					t.Errorf("%d octets of it open", n)
				}
			}
		})
	}
}
