package dot11

import (
	"iter"
	"slices"
)

const (
	// maxGuesses bounds how often a passphrase without an SSID is turned into a
	// PMK, at a millisecond or two each. A house has a dozen networks in reach; a
	// capture of made-up ones must not cost hours.
	maxGuesses = 512
)

// keyring makes PMKs of the keys a user gave.
type keyring struct {
	keys    []Key
	state   []keyState // of each
	psks    map[pskName][]byte
	guesses int
}

// keyState is what became of a key.
type keyState struct {
	opened  bool // it proved right
	refuted bool // a handshake of its network was not made with it
}

// pskName is what a PMK is derived from.
type pskName struct {
	key  int // index
	ssid string
}

// pmk is a PMK that a network may use.
type pmk struct {
	secret []byte
	ssid   string
	from   int // index of the key
}

func newKeyring(keys []Key) keyring {
	return keyring{keys: keys, state: make([]keyState, len(keys)), psks: make(map[pskName][]byte)}
}

// handshakes says whether any key is of use only once a handshake is seen.
func (r *keyring) handshakes() bool {
	for _, k := range r.keys {
		if k.kind <= keyMSK {
			return true
		}
	}
	return false
}

// fits says whether a key may be that of a network with one of these SSIDs; with
// none known it may be any.
func (k *Key) fits(ssids []string) bool {
	return k.ssid == "" || len(ssids) == 0 || slices.Contains(ssids, k.ssid)
}

// pmks yields the PMKs that a network with these SSIDs may use with an AKM. A
// passphrase with an SSID is tried on every network: who names another SSID in
// forged frames must not keep it from its own.
func (r *keyring) pmks(ssids []string, akm uint8) iter.Seq[pmk] {
	return func(yield func(pmk) bool) {
		for i, k := range r.keys {
			names := ssids // FT's keys depend on it
			if k.ssid != "" {
				names = []string{k.ssid}
			} else if k.kind != keyPassphrase && !akmsFT.has(akm) {
				names = []string{""}
			}
			for _, ssid := range names {
				if secret := r.secret(i, ssid, akm); secret != nil && !yield(pmk{secret, ssid, i}) {
					return
				}
			}
		}
	}
}

// secret returns the PMK that a key is, or makes, with an SSID; nil for none.
func (r *keyring) secret(key int, ssid string, akm uint8) []byte {
	k := &r.keys[key]
	switch {
	case k.kind == keyPMK:
		return k.secret
	case k.kind == keyMSK:
		return ofMSK(k.secret, akm)
	case k.kind == keyPassphrase && akmsPSK.has(akm):
		return r.psk(key, ssid)
	}
	return nil
}

// psk returns the PMK of a passphrase, derived once; nil if that was done too
// often.
func (r *keyring) psk(key int, ssid string) []byte {
	name := pskName{key, ssid}
	secret, known := r.psks[name]
	if known {
		return secret
	}
	if r.keys[key].ssid == "" {
		if r.guesses == maxGuesses {
			return nil
		}
		r.guesses++
	}
	secret = psk(r.keys[key].secret, ssid)
	r.psks[name] = secret
	return secret
}

// ofMSK returns the part of an MSK that an AKM starts from (§12.7.1.3,
// §12.7.1.6.3); nil for an AKM that does not use one.
func ofMSK(msk []byte, akm uint8) []byte {
	switch akm {
	case akm8021X, akm8021XSHA256, akmSuiteB:
		return msk[:32]
	case akmSuiteB192, akm8021XSHA384, akmFTSuiteB192, akmFT8021XSHA384:
		return msk[:48]
	case akmFT8021X:
		return msk[32:]
	}
	return nil
}
