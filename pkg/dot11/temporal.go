package dot11

import (
	"bytes"
	"crypto/aes"
	gocipher "crypto/cipher"
	"encoding/binary"
)

// temporal is a temporal key: it opens frames.
type temporal struct {
	suite suite
	key   []byte

	ccm    *ccm          // of CCMP
	gcm    gocipher.AEAD // of GCMP
	tkip   tkipSeed
	number uint32 // tells it from all others
	spp    bool   // frames' AAD says whether they are A-MSDUs (SPP A-MSDU)

	// Scratch memory, which would be allocated anew for each frame otherwise.
	aad   [aadLength]byte
	nonce [13]byte
}

// newTemporal returns the keys that octets may be: one for a known suite, else one
// for each with keys of that length. A MIC will tell.
func newTemporal(s suite, key []byte) []*temporal {
	if s != suiteUnknown && s.keyLength() != len(key) {
		s = suiteUnknown
	}
	if s == suiteUnknown {
		var all []*temporal
		for _, s := range [...]suite{suiteCCMP, suiteGCMP, suiteTKIP, suiteCCMP256, suiteGCMP256, suiteWEP40, suiteWEP104} {
			if s.keyLength() == len(key) {
				all = append(all, newTemporal(s, key)...)
			}
		}
		return all
	}
	t := &temporal{suite: s, key: bytes.Clone(key)}
	switch s {
	case suiteCCMP:
		t.ccm = newCCM(t.key, 8)
	case suiteCCMP256:
		t.ccm = newCCM(t.key, 16)
	case suiteGCMP, suiteGCMP256:
		b, err := aes.NewCipher(t.key)
		if err != nil {
			return nil
		}
		if t.gcm, err = gocipher.NewGCM(b); err != nil {
			return nil
		}
	case suiteTKIP:
		t.tkip = newTKIPSeed(t.key)
	}
	return []*temporal{t}
}

// Headers that ciphers put before a body (§12.5.2.2, §12.5.3.2).
const (
	shortIV    = 4
	extendedIV = 8
	extIV      = 0x20 // in the fourth octet: the header is an extended one
)

// keyID returns the key that the cipher's header of a body names.
func keyID(body []byte) uint8 { return body[3] >> 6 }

// open appends the plaintext of f to dst; false if t is not its key.
func (t *temporal) open(dst []byte, f *frame) ([]byte, bool) {
	b := f.body
	if len(b) < f.length || len(b) < shortIV {
		return dst, false
	}
	if t.suite == suiteWEP40 || t.suite == suiteWEP104 {
		if b[3]&extIV != 0 {
			return dst, false
		}
		return openRC4(dst, append(bytes.Clone(b[:3]), t.key...), b[shortIV:])
	}
	if b[3]&extIV == 0 || len(b) < extendedIV {
		return dst, false
	}
	if t.suite == suiteTKIP {
		pn, _ := packetNumber(f, t)
		seed := t.tkip.seed(f.ta(), pn)
		return openRC4(dst, seed[:], b[extendedIV:])
	}
	dst, ok := t.openAES(dst, f, t.spp)
	if !ok && f.isQoS() && f.qos&qosAMSDU != 0 {
		if dst, ok = t.openAES(dst, f, !t.spp); ok {
			t.spp = !t.spp
		}
	}
	return dst, ok
}

func (t *temporal) openAES(dst []byte, f *frame, spp bool) ([]byte, bool) {
	b := f.body
	t.nonce[0] = f.tid()
	if f.kind() == typeManagement {
		t.nonce[0] = 0x10
	}
	ta := f.ta()
	copy(t.nonce[1:], ta[:])
	for i, at := range [...]int{7, 6, 5, 4, 1, 0} { // the packet number, most significant octet first
		t.nonce[7+i] = b[at]
	}
	n := f.aad(&t.aad, spp)
	if t.gcm == nil {
		return t.ccm.open(dst, t.nonce[:], b[extendedIV:], t.aad[:n])
	}
	plain, err := t.gcm.Open(dst, t.nonce[1:], b[extendedIV:], t.aad[aadPrefix:n])
	if err != nil {
		return dst, false
	}
	return plain, true
}

const (
	aadPrefix = 2              // its length, as CCM has it before it
	aadLength = aadPrefix + 30 // with four addresses and QoS control
)

// aad writes the additional authentication data of f (§12.5.3.3.3): its header
// without what a retransmission may change. spp keeps the bit that says whether
// it is an A-MSDU. It returns how many octets it wrote.
func (f *frame) aad(b *[aadLength]byte, spp bool) int {
	le := binary.LittleEndian
	control := f.control&^(fcRetry|fcPower|fcMoreData) | fcProtected
	if f.kind() == typeData {
		control &^= 0x0070 // subtype but for QoS
		if f.isQoS() {
			control &^= fcOrder
		}
	}
	le.PutUint16(b[aadPrefix:], control)
	at := aadPrefix + 2
	for _, a := range f.addr[:3] {
		at += copy(b[at:], a[:])
	}
	le.PutUint16(b[at:], f.sequence&0xf)
	at += 2
	if f.fourAddr() {
		at += copy(b[at:], f.addr[3][:])
	}
	if f.isQoS() {
		qos := f.qos & qosTID
		if spp {
			qos |= f.qos & qosAMSDU
		}
		le.PutUint16(b[at:], qos)
		at += 2
	}
	binary.BigEndian.PutUint16(b[:], uint16(at-aadPrefix))
	return at
}
