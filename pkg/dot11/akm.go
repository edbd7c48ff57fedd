package dot11

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// AKM suites (§9.4.2.24.3, table 9-151).
const (
	akm8021X         = 1
	akmPSK           = 2
	akmFT8021X       = 3
	akmFTPSK         = 4
	akm8021XSHA256   = 5
	akmPSKSHA256     = 6
	akmSAE           = 8
	akmFTSAE         = 9
	akmSuiteB        = 11
	akmSuiteB192     = 12
	akmFTSuiteB192   = 13
	akmOWE           = 18
	akmFTPSKSHA384   = 19
	akmPSKSHA384     = 20
	akmFT8021XSHA384 = 22
	akm8021XSHA384   = 23
	akmSAEGroup      = 24 // its hash depends on the group
	akmFTSAEGroup    = 25
)

// Sets of AKMs.
const (
	akmsFT       = set(1<<akmFT8021X | 1<<akmFTPSK | 1<<akmFTSAE | 1<<akmFTSuiteB192 | 1<<akmFTPSKSHA384 | 1<<akmFT8021XSHA384 | 1<<akmFTSAEGroup)
	akmsPSK      = set(1<<akmPSK | 1<<akmFTPSK | 1<<akmPSKSHA256 | 1<<akmFTPSKSHA384 | 1<<akmPSKSHA384)
	akmsSAE      = set(1<<akmSAE | 1<<akmFTSAE | 1<<akmSAEGroup | 1<<akmFTSAEGroup)
	akms8021X    = set(1<<akm8021X | 1<<akmFT8021X | 1<<akm8021XSHA256 | 1<<akmSuiteB | 1<<akmSuiteB192 | 1<<akmFTSuiteB192 | 1<<akmFT8021XSHA384 | 1<<akm8021XSHA384)
	akmsVersion3 = set(1<<akm8021XSHA256 | 1<<akmPSKSHA256 | 1<<akmFT8021X | 1<<akmFTPSK)
	akmsVersion0 = akmsSAE | 1<<akmSuiteB | 1<<akmSuiteB192 | 1<<akmFTSuiteB192 | 1<<akmOWE | 1<<akmFTPSKSHA384 | 1<<akmPSKSHA384 | 1<<akmFT8021XSHA384 | 1<<akm8021XSHA384
)

// derivation is how an AKM makes keys and MICs (§12.7.3, table 12-10).
type derivation struct {
	hash     func() hash.Hash // of the KDF; nil for the PRF
	kck, kek int              // octets
	mic      int              // octets of an EAPOL-Key frame's MIC
	cmac     bool             // the MIC is AES-CMAC where the frame does not say
	ft       bool
}

// derivationOf returns the derivation of an AKM with a PMK of some length.
func derivationOf(akm uint8, pmkLength int) derivation {
	d := derivation{hash: sha256.New, kck: 16, kek: 16, mic: 16, ft: akmsFT.has(akm)}
	switch akm {
	case akm8021X, akmPSK:
		d.hash = nil
	case akmSAE, akmFTSAE:
		d.cmac = true
	case akmSuiteB192, akmFTSuiteB192, akmFTPSKSHA384, akmPSKSHA384, akmFT8021XSHA384, akm8021XSHA384:
		d.strengthen(48)
	case akmOWE, akmSAEGroup, akmFTSAEGroup:
		d.strengthen(pmkLength)
	}
	return d
}

// strengthen chooses the hash by the length of the PMK it made.
func (d *derivation) strengthen(pmkLength int) {
	switch pmkLength {
	case 48:
		d.hash, d.kck, d.kek, d.mic = sha512.New384, 24, 32, 24
	case 64:
		d.hash, d.kck, d.kek, d.mic = sha512.New, 32, 32, 32
	}
}

// expand returns n octets of key material.
func (d *derivation) expand(key []byte, label string, context []byte, n int) []byte {
	if d.hash == nil {
		return prf(key, label, context, n)
	}
	return kdf(d.hash, key, label, context, n)
}

// sign returns the MIC of an EAPOL-Key frame of a descriptor version (§12.7.2 b
// and table 12-10); nil if the AKM has no such version.
func (d *derivation) sign(version uint16, kck, frame []byte) []byte {
	var h hash.Hash
	switch {
	case version == 1:
		h = hmac.New(md5.New, kck)
	case version == 2:
		h = hmac.New(sha1.New, kck)
	case version == 3 || d.cmac:
		return cmac(kck, frame)
	case d.hash == nil:
		return nil
	default:
		h = hmac.New(d.hash, kck)
	}
	h.Write(frame)
	return h.Sum(nil)[:d.mic]
}
