package dot11

import (
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Key is what a user knows of a network. It is never printed.
type Key struct {
	kind   keyKind
	ssid   string // of a passphrase; "" for any network
	secret []byte
}

type keyKind uint8

const (
	keyPassphrase keyKind = iota
	keyPMK
	keyMSK
	keyTK
	keyWEP
)

// String says what kind of key it is, and nothing else.
func (k Key) String() string {
	return [...]string{"passphrase", "PMK", "MSK", "TK", "WEP key"}[k.kind]
}

// GoString keeps %#v from printing the secret.
func (k Key) GoString() string { return k.String() }

// ParseKey reads a key: "SSID:passphrase", with an empty SSID for any network, or
// "pmk:", "psk:", "msk:", "tk:" or "wep:" and hexadecimal digits. A % in the SSID
// starts an escape of two such digits. 64 of them for a passphrase are a PSK, as
// in wpa_supplicant. Its errors do not repeat the key.
func ParseKey(s string) (Key, error) {
	name, value, found := strings.Cut(s, ":")
	if !found {
		return Key{}, errors.New(`no colon: want "SSID:passphrase", or "pmk:", "msk:", "tk:" or "wep:" and hexadecimal digits`)
	}
	switch name {
	case "pmk", "psk":
		return hexKey(keyPMK, name, value, 32, 48, 64)
	case "msk":
		return hexKey(keyMSK, name, value, 64)
	case "tk":
		return hexKey(keyTK, name, value, 16, 32)
	case "wep":
		return hexKey(keyWEP, name, value, 5, 13, 16, 29)
	}
	ssid, err := unescape(name)
	if err != nil {
		return Key{}, err
	}
	if psk, err := hex.DecodeString(value); err == nil && len(psk) == 32 {
		return Key{keyPMK, ssid, psk}, nil
	}
	if n := len(value); n < 8 || n > 63 { // IEEE 802.11-2020 J.4.1
		return Key{}, fmt.Errorf("the passphrase has %d octets: it must have 8 to 63", n)
	}
	return Key{keyPassphrase, ssid, []byte(value)}, nil
}

func hexKey(kind keyKind, name, digits string, lengths ...int) (Key, error) {
	secret, err := hex.DecodeString(digits)
	if err != nil && !errors.Is(err, hex.ErrLength) {
		return Key{}, fmt.Errorf("%s: not hexadecimal digits", name)
	}
	var want []string
	for _, n := range lengths {
		if len(digits) == 2*n {
			return Key{kind, "", secret}, nil
		}
		want = append(want, fmt.Sprint(2*n))
	}
	return Key{}, fmt.Errorf("%s: %d hexadecimal digits: it must have %s", name, len(digits), strings.Join(want, " or "))
}

// unescape replaces %xx, so that an SSID can have any octets.
func unescape(s string) (string, error) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "%")
		b.WriteString(before)
		if !found {
			break
		}
		if len(after) < 2 {
			return "", errors.New("SSID: a % needs two hexadecimal digits behind it (%25 is a %)")
		}
		octet, err := hex.DecodeString(after[:2])
		if err != nil {
			return "", errors.New("SSID: a % needs two hexadecimal digits behind it (%25 is a %)")
		}
		b.Write(octet)
		s = after[2:]
	}
	if b.Len() > maxSSID {
		return "", fmt.Errorf("SSID: %d octets: it must have at most %d", b.Len(), maxSSID)
	}
	return b.String(), nil
}

// psk derives the PMK of a passphrase (J.4.1). It takes a millisecond or two, on
// purpose.
func psk(passphrase []byte, ssid string) []byte {
	const rounds, length = 4096, 32
	key, err := pbkdf2.Key(sha1.New, string(passphrase), []byte(ssid), rounds, length)
	if err != nil {
		return nil // no keys that short are allowed in FIPS mode
	}
	return key
}
