package dot11

import (
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"slices"
)

// ccm is a key of AES in CCM mode (RFC 3610) with a length field of two octets and
// a header of up to 30, as 802.11 has it. Go has no CCM.
type ccm struct {
	block  cipher.Block
	tag    int     // octets of the MIC
	rounds *rounds // nil if its messages cannot go by lanes
}

func newCCM(key []byte, tag int) *ccm {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	return &ccm{block: b, tag: tag, rounds: newRounds(key)}
}

// sealed is a message, and what comes of it.
type sealed struct {
	key   *ccm
	nonce [13]byte
	aad   [aadLength]byte // the header, as it is authenticated: behind its length in two octets, before zeros
	text  []byte          // ciphertext and MIC
	plain []byte          // the plaintext, made here; as long as it will be
	ok    bool            // it is authentic
}

// first returns block B_0 (RFC 3610 section 2.2).
func (s *sealed) first() (b [aes.BlockSize]byte) {
	const hasAAD = 0x40
	b[0] = hasAAD | byte((s.key.tag-2)/2)<<3 | 1
	copy(b[1:], s.nonce[:])
	binary.BigEndian.PutUint16(b[14:], uint16(len(s.plain)))
	return b
}

// header returns the octets of the blocks that the header takes.
func (s *sealed) header() int {
	return (aadPrefix + int(binary.BigEndian.Uint16(s.aad[:])) + aes.BlockSize - 1) &^ (aes.BlockSize - 1)
}

// fitsLanes says whether the message can go by lanes: not all keys can, and no other
// header than a frame's, and nothing empty.
func (s *sealed) fitsLanes() bool {
	return s.key.rounds != nil && len(s.plain) > 0 && s.header() == len(s.aad)
}

// ccmOpener opens messages. Its memory would be allocated anew for each otherwise.
// It belongs to one goroutine.
type ccmOpener struct {
	lanes lanes
	order []*sealed

	counter, stream, mask, mac [aes.BlockSize]byte
}

// openAll opens messages, four at a time where the processor can.
func (o *ccmOpener) openAll(all []sealed) {
	o.order = o.order[:0]
	for i := range all {
		if s := &all[i]; s.fitsLanes() {
			o.order = append(o.order, s)
		} else {
			o.openByBlock(s)
		}
	}
	slices.SortFunc(o.order, func(a, b *sealed) int { return cmp.Compare(len(a.plain), len(b.plain)) })
	for rest := o.order; len(rest) > 0; {
		var four [4]*sealed
		n := copy(four[:], rest)
		for i := n; i < len(four); i++ {
			four[i] = four[n-1] // once more
		}
		o.lanes.open(&four)
		rest = rest[n:]
	}
}

// open opens a message. To have a lane's work done four times is still faster than
// the other way.
func (o *ccmOpener) open(s *sealed) {
	if s.fitsLanes() {
		o.lanes.open(&[4]*sealed{s, s, s, s})
	} else {
		o.openByBlock(s)
	}
}

// openByBlock opens a message with what Go has. Its CTR mode, many blocks at a time,
// does half the work; the other half is chained block by block.
func (o *ccmOpener) openByBlock(s *sealed) {
	o.counter = [aes.BlockSize]byte{0: 1} // L' = 1: a counter of two octets
	copy(o.counter[1:], s.nonce[:])
	s.key.block.Encrypt(o.mask[:], o.counter[:])
	o.counter[aes.BlockSize-1] = 1
	copy(s.plain, s.text)
	o.crypt(s.key.block, s.plain)

	o.mac = [aes.BlockSize]byte{}
	b0 := s.first()
	o.add(s.key.block, b0[:])
	o.add(s.key.block, s.aad[:s.header()])
	o.add(s.key.block, s.plain)
	subtle.XORBytes(o.mac[:], o.mac[:], o.mask[:])
	s.ok = subtle.ConstantTimeCompare(o.mac[:s.key.tag], s.text[len(s.plain):]) == 1
}

// shortBody is up to how many octets it is faster to encrypt the counter block by
// block than to have a stream of Go's, which takes memory for its own copy of the key.
const shortBody = 256

// crypt adds the key stream to b, from the counter on.
func (o *ccmOpener) crypt(block cipher.Block, b []byte) {
	if len(b) > shortBody {
		cipher.NewCTR(block, o.counter[:]).XORKeyStream(b, b)
		return
	}
	for len(b) > 0 {
		block.Encrypt(o.stream[:], o.counter[:])
		b = b[subtle.XORBytes(b, b, o.stream[:]):]
		o.counter[aes.BlockSize-1]++
	}
}

// add adds b, filled up with zeros, to the MAC.
func (o *ccmOpener) add(block cipher.Block, b []byte) {
	le := binary.LittleEndian
	low, high := le.Uint64(o.mac[:]), le.Uint64(o.mac[8:])
	for ; len(b) >= aes.BlockSize; b = b[aes.BlockSize:] {
		le.PutUint64(o.mac[:], low^le.Uint64(b))
		le.PutUint64(o.mac[8:], high^le.Uint64(b[8:]))
		block.Encrypt(o.mac[:], o.mac[:])
		low, high = le.Uint64(o.mac[:]), le.Uint64(o.mac[8:])
	}
	if len(b) > 0 {
		subtle.XORBytes(o.mac[:], o.mac[:], b)
		block.Encrypt(o.mac[:], o.mac[:])
	}
}
