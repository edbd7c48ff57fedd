package dot11

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// keyFrame is an EAPOL-Key frame (§12.7.2).
type keyFrame struct {
	raw        []byte // from the EAPOL version on
	descriptor uint8
	info       uint16
	keyLength  uint16
	nonce      nonce
	iv         [16]byte
	mic        []byte
	data       []byte
}

type nonce [32]byte

const (
	descriptorRSN = 2
	descriptorWPA = 254

	infoVersion   = 0x0007
	infoPairwise  = 0x0008
	infoKeyID     = 0x0030 // WPA's, of a group key
	infoAck       = 0x0080 // from the authenticator
	infoMIC       = 0x0100
	infoEncrypted = 0x1000
)

// maxKeyFrame bounds the EAPOL-Key frames that are looked at. Real ones have some
// 100 to 500 octets.
const maxKeyFrame = 1024

// parseKeyFrame reads the EAPOL-Key frame at b, the body of an MSDU behind its
// EtherType; false if it is none. Its MIC has 16, 24 or 32 octets by its AKM, and
// only one of them fits the lengths.
func parseKeyFrame(b []byte) (k keyFrame, ok bool) {
	const key = 3 // packet type (IEEE 802.1X-2020 §11.3.2)
	s := cryptobyte.String(b)
	var version, packetType uint8
	var body cryptobyte.String
	if !s.ReadUint8(&version) || !s.ReadUint8(&packetType) || packetType != key || !s.ReadUint16LengthPrefixed(&body) {
		return k, false
	}
	if k.raw = b[:len(b)-len(s)]; len(k.raw) > maxKeyFrame {
		return k, false
	}
	if !body.ReadUint8(&k.descriptor) || k.descriptor != descriptorRSN && k.descriptor != descriptorWPA ||
		!body.ReadUint16(&k.info) || !body.ReadUint16(&k.keyLength) || !body.Skip(8) || // replay counter
		!body.CopyBytes(k.nonce[:]) || !body.CopyBytes(k.iv[:]) || !body.Skip(16) { // receive sequence counter, reserved
		return k, false
	}
	for _, n := range [...]int{16, 24, 32} {
		rest := body
		if rest.ReadBytes(&k.mic, n) && rest.ReadUint16LengthPrefixed((*cryptobyte.String)(&k.data)) && rest.Empty() {
			return k, true
		}
	}
	return k, false
}

func (k *keyFrame) has(b uint16) bool { return k.info&b != 0 }
func (k *keyFrame) version() uint16   { return k.info & infoVersion }

// signedBy says whether the frame's MIC was made with a PTK.
func (k *keyFrame) signedBy(p *pairwise) bool {
	if len(k.mic) != p.mic {
		return false
	}
	const before = 4 + 77 // EAPOL header, and fields up to the MIC
	unsigned := bytes.Clone(k.raw)
	clear(unsigned[before:][:len(k.mic)])
	return bytes.Equal(p.sign(k.version(), p.kck, unsigned), k.mic)
}
