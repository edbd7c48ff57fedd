package dot11

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestBehaviour22Keys(t *testing.T) {
	digits := func(octets int) string { return strings.Repeat("5a", octets) }
	for _, test := range []struct {
		given string
		want  string // kind, SSID and length of the secret
	}{
		{"home:password", "passphrase home 8"},
		{":password", "passphrase  8"},
		{"home:pass:word", "passphrase home 9"}, // split at the first colon
		{"home:" + strings.Repeat("p", 63), "passphrase home 63"},
		{"%3a%3A%ff%25:password", "passphrase ::\xff% 8"},
		{"%70mk:password", "passphrase pmk 8"},
		{strings.Repeat("s", 32) + ":password", "passphrase " + strings.Repeat("s", 32) + " 8"},
		{"home:" + digits(32), "PMK home 32"},
		{"pmk:" + digits(32), "PMK  32"},
		{"psk:" + digits(32), "PMK  32"},
		{"pmk:" + digits(48), "PMK  48"},
		{"pmk:" + digits(64), "PMK  64"},
		{"msk:" + digits(64), "MSK  64"},
		{"tk:" + digits(16), "TK  16"},
		{"tk:" + digits(32), "TK  32"},
		{"wep:" + digits(5), "WEP key  5"},
		{"wep:" + digits(13), "WEP key  13"},
	} {
		k, err := ParseKey(test.given)
		if got := fmt.Sprintf("%v %s %d", k, k.SSID(), len(k.secret)); err != nil || got != test.want {
			t.Errorf("%q: %s, %v, want %s", test.given, got, err, test.want)
		}
	}
	for _, given := range []string{
		"", "secretpassword", "home:1234567", "home:" + strings.Repeat("p", 64), "pmk:" + digits(31), "pmk:5x" + digits(31),
		"msk:" + digits(32), "tk:" + digits(8), "wep:" + digits(6), "%f:secretpassword", "%zz:secretpassword",
		strings.Repeat("s", 33) + ":secretpassword",
	} {
		_, err := ParseKey(given)
		if err == nil {
			t.Errorf("%q is taken for a key", given)
			continue
		}
		if _, secret, _ := strings.Cut(given, ":"); len(secret) > 2 && strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "secretpassword") {
			t.Errorf("%q: the error repeats the key: %v", given, err)
		}
	}
}

// TestLostDigit holds that of a digit too few it is said that digits are missing.
func TestLostDigit(t *testing.T) {
	_, err := ParseKey("pmk:" + strings.Repeat("5", 63))
	if want := "pmk: 63 hexadecimal digits: it must have 64 or 96 or 128"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestBehaviour34KeysPrintNothing(t *testing.T) {
	k, err := ParseKey("home:secretpassword")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		got := fmt.Sprintf(format, k)
		if strings.Contains(got, "secret") || strings.Contains(got, hex.EncodeToString([]byte("secret"))) {
			t.Errorf("%s prints %s", format, got)
		}
	}
}

func TestPSK(t *testing.T) {
	for _, test := range []struct{ passphrase, ssid, want string }{ // IEEE 802.11-2020 J.4.2
		{"password", "IEEE", "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"},
		{"ThisIsAPassword", "ThisIsASSID", "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af"},
		{strings.Repeat("a", 32), strings.Repeat("Z", 32), "becb93866bb8c3832cb777c2f559807c8c59afcb6eae734885001300a981cc62"},
	} {
		if got := hex.EncodeToString(psk([]byte(test.passphrase), test.ssid)); got != test.want {
			t.Errorf("%s: %s, want %s", test.ssid, got, test.want)
		}
	}
}

// TestHarkonen is the handshake of aircrack-ng's unit tests: PMK, PTK and both MICs.
func TestHarkonen(t *testing.T) {
	h := handshake{ap: Addr(unhex(t, "00146c7e4080")), sta: Addr(unhex(t, "001346fe320c")), association: new(association)}
	an := nonce(unhex(t, "225854b0444de3af06d1492b852984f04cf6274c0e3218b8681756864db7a055"))
	sn := nonce(unhex(t, "59168bc3a5df18d71efb6423f340088dab9e1ba2bbc58659e07b3764b0de8570"))
	frame := unhex(t, `0103007502010a00100000000000000001`+hex.EncodeToString(sn[:])+
		strings.Repeat("00", 32)+strings.Repeat("00", 16)+`0016 30140100000fac040100000fac040100000fac020100`)
	for _, test := range []struct {
		pmk, ptk  string
		sha1, md5 string
	}{
		{"ee51883793a6f68e9615fe73c80a3aa6f2dd0ea537bce627b929183cc6e57925",
			`ea0e404633c802450302868ccaa749de 5cba5abcb267e2de1d5e21e57accd507
			9b31e9ff220e132ae4f6ed9ef1acc885 45825fc32ee55961395ae43734d6c107`, "d5355382b8a9b806dcaf99cdaf564eb6", ""},
		{"6fe857c0b742dfc2da8a1fe8b1b4b4628d9fbbb060826b83cb43b64b13e103e8",
			`9a75ef0bde7c209ccae13f54b1b33ea3 fa0166166e30811f1baaff8d1c1ac163
			82a49b50b86088c5cb793b542661a28a 64693c72b86673e0a82d48c74768cbf9`, "6f0489cf7406acf0ae8fcb32bce57c37", "9cc3faa0c685961d8406bb657745135d"},
	} {
		p := h.ptk(pmk{secret: unhex(t, test.pmk)}, akmPSK, suiteTKIP, an, sn)
		want := unhex(t, test.ptk)
		if got := hex.EncodeToString(append(append(append([]byte(nil), p.kck...), p.kek...), p.temporal[0].key...)); got != hex.EncodeToString(want) {
			t.Errorf("PTK %s, want %x", got, want)
		}
		if got := hex.EncodeToString(p.sign(2, p.kck, frame)); got != test.sha1 {
			t.Errorf("MIC of version 2: %s, want %s", got, test.sha1)
		}
		if got := hex.EncodeToString(p.sign(1, p.kck, frame)); test.md5 != "" && got != test.md5 {
			t.Errorf("MIC of version 1: %s, want %s", got, test.md5)
		}
	}
}

// FuzzParseKey takes no secret of a length that could not be used.
func FuzzParseKey(f *testing.F) {
	for _, seed := range []string{"Home:correct horse", ":passphrase", "a%3ab%:12345678", "pmk:" + strings.Repeat("0f", 32), "msk:" + strings.Repeat("0F", 64),
		"tk:" + strings.Repeat("00", 16), "wep:0102030405", "home"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, err := ParseKey(s)
		if err != nil {
			return
		}
		lengths := map[keyKind][]int{keyPMK: {32, 48, 64}, keyMSK: {64}, keyTK: {16, 32}, keyWEP: {5, 13, 16, 29}}[key.kind]
		if n := len(key.secret); key.kind == keyPassphrase && (n < 8 || n > 63) || key.kind != keyPassphrase && !slices.Contains(lengths, n) {
			t.Errorf("%q: kind %d, %d octets", s, key.kind, n)
		}
	})
}
