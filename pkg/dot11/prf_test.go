package dot11

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
	"testing"
)

// unhex returns the octets of hexadecimal digits, spaces left out.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPRF(t *testing.T) {
	tests := []struct{ name, key, data, want string }{ // IEEE 802.11-2020 J.3.2
		{"Hi There", strings.Repeat("0b", 20), hex.EncodeToString([]byte("Hi There")),
			"bcd4c650b30b9684951829e0d75f9d54b862175ed9f00606e17d8da35402ffee75df78c3d31e0f889f012120c0862beb67753e7439ae242edb8373698356cf5a"},
		{"Jefe", hex.EncodeToString([]byte("Jefe")), hex.EncodeToString([]byte("what do ya want for nothing?")),
			"51f4de5b33f249adf81aeb713a3c20f4fe631446fabdfa58244759ae58ef9009a99abf4eac2ca5fa87e692c440eb40023e7babb206d61de7b92f41529092b8fc"},
		{"aa", strings.Repeat("aa", 20), strings.Repeat("dd", 50),
			"e1ac546ec4cb636f9976487be5c86be17a0252ca5d8d8df12cfb0473525249ce9dd8d177ead710bc9b590547239107aef7b4abd43d87f0a68f1cbd9e2b6f7607"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := unhex(t, test.want)
			for n := range len(want) + 1 {
				if got := prf(unhex(t, test.key), "prefix", unhex(t, test.data), n); !bytes.Equal(got, want[:n]) {
					t.Fatalf("%d octets: %x, want %x", n, got, want[:n])
				}
			}
		})
	}
}

// TestKDF compares with values of another implementation (Python's hmac): no
// published ones were found.
func TestKDF(t *testing.T) {
	for _, test := range []struct {
		name string
		hash func() hash.Hash
		n    int
		want string
	}{
		{"SHA-256", sha256.New, 48, "967aa221dc187c5a43106e4eaf270dc3fb15e53e6c1e86af35f704f7e8dbd0b04d7f866eac2ffc5be00484beb9688583"},
		{"SHA-384", sha512.New384, 88, "8736deb544bf2eede7e3566de50c76af3b01563ff099343decba694cf6a236d5b98b76b39a4465ed53d393de66e8d8f22f5528ba9a673230898f2ebabdcf88398e75f1f167497d598f6dd46b4ea2fbc1835bd7d2afe5f297"},
		{"SHA-512", sha512.New, 96, "c63436d294c0674e1c482bd6242b599569b2ba88b5e1605bcbf5df5ba0e378dd203a38cb1efbf155417646dbe7adc792131a04714c2888a6382e41369d92608f66d82c74713141e5442775606362feb6838135b23fe6626ae974a88c02ffe44f"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := kdf(test.hash, []byte("a key of some length"), "a label", []byte("a context"), test.n)
			if want := unhex(t, test.want); !bytes.Equal(got, want) {
				t.Errorf("%x, want %x", got, want)
			}
		})
	}
}
