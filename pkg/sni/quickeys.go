package sni

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
)

// QUIC versions whose Initial packets differ from their neighbours'.
const (
	quicV1    = 0x00000001 // RFC 9000
	quicV2    = 0x6b3343cf // RFC 9369
	quicDraft = 0xff000000 // | number of draft-ietf-quic-transport
	mvfst1    = 0xfaceb001 // Facebook's: as draft 22
	mvfst2    = 0xfaceb002 // as draft 27
	mvfstExp  = 0xfaceb00e // as draft 27
	gquicQ050 = 0x51303530 // Google's, with its own handshake inside
	gquicT050 = 0x54303530 // Google's, with TLS
	gquicT051 = 0x54303531
)

// Initial salts: RFC 9001 §5.2, RFC 9369 §3.3.1, the drafts of RFC 9001, and Chromium's
// crypto_utils.cc.
const (
	saltV1      = "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a"
	saltV2      = "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9"
	saltDraft29 = "\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99"
	saltDraft23 = "\xc3\xee\xf7\x12\xc7\x2e\xbb\x5a\x11\xa7\xd2\x43\x2b\xb4\x63\x65\xbe\xf9\xf5\x02"
	saltDraft22 = "\x7f\xbc\xdb\x0e\x7c\x66\xbb\xe9\x19\x3a\x96\xcd\x21\x51\x9e\xbd\x7a\x02\x64\x4a"
	saltQ050    = "\x50\x45\x74\xef\xd0\x66\xfe\x2f\x9d\x94\x5c\xfc\xdb\xd3\xa7\xf0\xd3\xb5\x6b\x45"
	saltT050    = "\x7f\xf5\x79\xe5\xac\xd0\x72\x91\x55\x80\x30\x4c\x43\xa2\x36\x7c\x60\x48\x83\x10"
	saltT051    = "\x7a\x4e\xde\xf4\xe7\xcc\xee\x5f\xa4\x50\x6c\x19\x12\x4f\xc8\xcc\xda\x6e\x03\x3d"
)

// salts returns the Initial salts a version may have: one if it is known. One that
// nobody knows, as are those reserved to try whether they are refused (RFC 9000 §15:
// ?a?a?a?a), is of the kind of some draft or of QUIC v1. Only the right salt opens a
// packet.
func salts(version uint32) []string {
	switch version {
	case quicV1:
		return []string{saltV1}
	case quicV2:
		return []string{saltV2}
	case mvfst1:
		return []string{saltDraft22}
	case mvfst2, mvfstExp:
		return []string{saltDraft23}
	case gquicQ050:
		return []string{saltQ050}
	case gquicT050:
		return []string{saltT050}
	case gquicT051:
		return []string{saltT051}
	}
	if version&0xffffff00 != quicDraft {
		return []string{saltV1, saltDraft29, saltDraft23, saltDraft22}
	}
	switch draft := version & 0xff; {
	case draft >= 33:
		return []string{saltV1}
	case draft >= 29:
		return []string{saltDraft29}
	case draft >= 23:
		return []string{saltDraft23}
	}
	return []string{saltDraft22} // and 21; before that the header was another
}

// initialKeys open a client's Initial packets.
type initialKeys struct {
	aead cipher.AEAD
	mask cipher.Block // header protection
	iv   [12]byte
}

// newInitialKeys derives the keys of a client's Initial packets from their version's
// salt and the first Destination Connection ID the client chose (RFC 9001 §5.2). Only a
// cryptographic module that refuses keys of these lengths makes it fail.
func newInitialKeys(salt string, dcid []byte) (k *initialKeys, ok bool) {
	prefix := "quic "
	if salt == saltV2 {
		prefix = "quicv2 " // RFC 9369 §3.3.2
	}
	initial, err0 := hkdf.Extract(sha256.New, dcid, []byte(salt))
	client, err1 := expandLabel(initial, "client in", sha256.Size)
	key, err2 := expandLabel(client, prefix+"key", 16)
	iv, err3 := expandLabel(client, prefix+"iv", 12)
	hp, err4 := expandLabel(client, prefix+"hp", 16)
	if errors.Join(err0, err1, err2, err3, err4) != nil {
		return nil, false
	}
	block, err0 := aes.NewCipher(key)
	mask, err1 := aes.NewCipher(hp)
	if errors.Join(err0, err1) != nil {
		return nil, false
	}
	aead, err := cipher.NewGCM(block)
	return &initialKeys{aead, mask, [12]byte(iv)}, err == nil
}

// expandLabel is HKDF-Expand-Label with an empty context (RFC 8446 §7.1): length, label
// and context, each of the latter after its own length.
func expandLabel(secret []byte, label string, length int) ([]byte, error) {
	label = "tls13 " + label
	info := string([]byte{byte(length >> 8), byte(length), byte(len(label))}) + label + "\x00"
	return hkdf.Expand(sha256.New, secret, info, length)
}

// open removes header protection and packet protection (RFC 9001 §5.3, §5.4). protected
// starts at the packet number; header is all before it. The plaintext is appended to
// buf, which it may reuse; protected and header are not changed.
func (k *initialKeys) open(buf, header, protected []byte) (plaintext, newBuf []byte, ok bool) {
	const sampleAt, maxNumber = 4, 4
	if len(header) == 0 || len(protected) < sampleAt+aes.BlockSize {
		return nil, buf, false
	}
	var mask [aes.BlockSize]byte
	k.mask.Encrypt(mask[:], protected[sampleAt:sampleAt+aes.BlockSize])

	aad := append(buf[:0], header...)
	aad[0] ^= mask[0] & 0x0f
	nonce := k.iv
	numberLen := int(aad[0]&0x03) + 1
	for i := range numberLen {
		b := protected[i] ^ mask[1+i]
		aad = append(aad, b)
		nonce[len(nonce)-numberLen+i] ^= b
	}
	plaintext, err := k.aead.Open(aad[len(aad):], nonce[:], protected[numberLen:], aad)
	return plaintext, aad, err == nil
}
