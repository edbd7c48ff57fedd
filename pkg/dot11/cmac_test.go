package dot11

import (
	"bytes"
	"testing"
)

func TestCMAC(t *testing.T) {
	// RFC 4493 section 4
	key := unhex(t, "2b7e151628aed2a6abf7158809cf4f3c")
	message := unhex(t, `6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
		30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710`)
	for _, test := range []struct {
		n    int // octets of message
		want string
	}{
		{0, "bb1d6929e95937287fa37d129b756746"},
		{16, "070a16b46b4d4144f79bdd9dd04a287c"},
		{40, "dfa66747de9ae63030ca32611497c827"},
		{64, "51f0bebf7e3b9d92fc49741779363cfe"},
	} {
		if got := cmac(key, message[:test.n]); !bytes.Equal(got, unhex(t, test.want)) {
			t.Errorf("%d octets: %x, want %s", test.n, got, test.want)
		}
	}
	if got := cmac(key[:15], message); got != nil {
		t.Errorf("with 15 octets of key: %x", got)
	}
}
