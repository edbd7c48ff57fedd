package dot11

import (
	"bytes"
	"crypto/aes"
	gocipher "crypto/cipher"
	"encoding/binary"
	"slices"
	"sync/atomic"
)

// temporal is a temporal key: it opens frames. Any number of goroutines may use it,
// but for TKIP's.
type temporal struct {
	suite suite
	key   []byte
	group bool  // opens only frames that name its ID
	id    uint8 // of a group key

	ccm    *ccm          // of CCMP
	gcm    gocipher.AEAD // of GCMP
	tkip   tkipSeed
	given  *keyState   // of the user's key that it is, nil if it is none
	number uint32      // tells it from all others
	spp    atomic.Bool // frames' AAD says whether they are A-MSDUs (SPP A-MSDU), as far as is known
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

// sealed says whether f is encrypted, and all there.
func (f *frame) sealed() bool {
	return f.has(fcProtected) && len(f.body) >= max(f.length, shortIV)
}

// otherID says whether f names another key than t.
func (t *temporal) otherID(f *frame) bool { return t.group && t.id != keyID(f.body) }

// opener opens frames. Its memory would be allocated anew for each otherwise. It
// belongs to one goroutine.
type opener struct {
	ccmOpener
	sealed sealed
}

// open appends the plaintext of f to dst; false if t is not its key.
func (o *opener) open(dst []byte, t *temporal, f *frame) ([]byte, bool) {
	b := f.body
	if !f.sealed() || t.otherID(f) {
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
	spp := t.spp.Load()
	dst, ok := o.openAES(dst, t, f, spp)
	if !ok && f.isQoS() && f.qos&qosAMSDU != 0 {
		if dst, ok = o.openAES(dst, t, f, !spp); ok {
			t.spp.Store(!spp)
		}
	}
	return dst, ok
}

func (o *opener) openAES(dst []byte, t *temporal, f *frame, spp bool) ([]byte, bool) {
	s := &o.sealed
	if !s.frame(t, f, spp) {
		return dst, false
	}
	at, n := len(dst), len(s.text)-t.tagLength()
	dst = slices.Grow(dst, n)
	s.plain = dst[at : at+n]
	if t.gcm != nil {
		header := int(binary.BigEndian.Uint16(s.aad[:]))
		_, err := t.gcm.Open(s.plain[:0], s.nonce[1:], s.text, s.aad[aadPrefix:][:header])
		s.ok = err == nil
	} else {
		o.ccmOpener.open(s)
	}
	if !s.ok {
		n = 0
	}
	return dst[:at+n], s.ok
}

// frame makes s what an AES key must open to read f (§12.5.3.3, §12.5.5.3); false if f
// is too short for that.
func (s *sealed) frame(t *temporal, f *frame, spp bool) bool {
	b := f.body
	if len(b) < extendedIV+t.tagLength() {
		return false
	}
	*s = sealed{key: t.ccm, text: b[extendedIV:]}
	s.nonce[0] = f.tid()
	if f.kind() == typeManagement {
		s.nonce[0] = 0x10
	}
	ta := f.ta()
	copy(s.nonce[1:], ta[:])
	for i, at := range [...]int{7, 6, 5, 4, 1, 0} { // the packet number, most significant octet first
		s.nonce[7+i] = b[at]
	}
	f.aad(&s.aad, spp)
	return true
}

// tagLength returns the octets of the MIC of an AES key.
func (t *temporal) tagLength() int {
	if t.gcm != nil {
		return t.gcm.Overhead()
	}
	return t.ccm.tag
}

const (
	aadPrefix = 2              // its length, as CCM has it before it
	aadLength = aadPrefix + 30 // with four addresses and QoS control
)

// aad writes the additional authentication data of f (§12.5.3.3.3): its header
// without what a retransmission may change. spp keeps the bit that says whether
// it is an A-MSDU. b must be zero.
func (f *frame) aad(b *[aadLength]byte, spp bool) {
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
}
