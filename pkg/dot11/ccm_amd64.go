//go:build !purego

package dot11

import (
	"crypto/aes"
	"crypto/subtle"
	"encoding/binary"

	"golang.org/x/sys/cpu"
)

// hasLanes says whether the processor has what advance is made of.
var hasLanes = cpu.X86.HasAES && cpu.X86.HasAVX

// rounds are the round keys of AES-128.
type rounds [11][aes.BlockSize]byte

// newRounds returns those of a key; nil if there is no other way than Go's.
func newRounds(key []byte) *rounds {
	if !hasLanes || len(key) != aes.BlockSize {
		return nil
	}
	r := new(rounds)
	expand(r, &key[0])
	return r
}

// lane is a message on its way through advance.
type lane struct {
	mac     [aes.BlockSize]byte
	stream  [aes.BlockSize]byte // the key stream for the next block
	counter [aes.BlockSize]byte // of the key stream after it; its last two octets are little-endian
	rounds  *rounds
	src     *byte
	dst     *byte
}

// advance takes four lanes on by some blocks, at least one. A block of src is added
// to the key stream, if mask is all ones and not zero, goes to dst and to the MAC;
// then both the MAC and the counter are encrypted, and the counter grows by one.
//
//go:noescape
func advance(l *[4]lane, blocks int, mask uint64)

// expand makes the round keys of a key of 16 octets.
//
//go:noescape
func expand(r *rounds, key *byte)

const (
	maskNone = 0
	maskAll  = ^uint64(0)
)

// lanes opens four messages at once. Each block of a MAC waits for the one before it,
// as long as a processor takes for a block of AES: meanwhile it can do seven others.
type lanes struct {
	lane [4]lane
	head [4][3][aes.BlockSize]byte // B_0 and the header; of a finished lane the last block
	sink [4][3][aes.BlockSize]byte // where what is authenticated only goes
}

// open opens messages in order of their length, none of them empty.
func (l *lanes) open(four *[4]*sealed) {
	for i, s := range four {
		l.head[i] = [3][aes.BlockSize]byte{s.first(), [aes.BlockSize]byte(s.aad[:]), [aes.BlockSize]byte(s.aad[aes.BlockSize:])}
		l.lane[i] = lane{rounds: s.key.rounds, src: &l.head[i][0][0], dst: &l.sink[i][0][0]}
		l.lane[i].count(&s.nonce, -1) // behind the three blocks comes A_1
	}
	advance(&l.lane, len(l.head[0]), maskNone)
	l.body(four)
	for i, s := range four {
		at := (len(s.plain) - 1) &^ (aes.BlockSize - 1)
		last := &l.head[i][0]
		*last = [aes.BlockSize]byte{}
		copy(s.plain[at:], last[:subtle.XORBytes(last[:], s.text[at:len(s.plain)], l.lane[i].stream[:])])
		l.lane[i].src, l.lane[i].dst = &last[0], &l.sink[i][0][0]
		l.lane[i].count(&s.nonce, 0)
	}
	advance(&l.lane, 1, maskNone)
	for i, s := range four {
		mac := &l.lane[i].mac
		subtle.XORBytes(mac[:], mac[:], l.lane[i].stream[:])
		s.ok = subtle.ConstantTimeCompare(mac[:s.key.tag], s.text[len(s.plain):]) == 1
	}
}

// body opens all but the last blocks of messages, which the last may not fill.
func (l *lanes) body(four *[4]*sealed) {
	var done [4]lane
	at := 0
	for i, s := range four {
		end := (len(s.plain) - 1) / aes.BlockSize
		if end > at {
			for j, s := range four[i:] {
				l.lane[i+j].src, l.lane[i+j].dst = &s.text[at*aes.BlockSize], &s.plain[at*aes.BlockSize]
			}
			for j := range i {
				l.lane[j] = l.lane[i] // finished: what it does once more is the same
			}
			advance(&l.lane, end-at, maskAll)
			at = end
		}
		done[i] = l.lane[i]
	}
	l.lane = done
}

// count makes the counter n.
func (l *lane) count(nonce *[13]byte, n int16) {
	l.counter[0] = 1 // L' = 1: a counter of two octets
	copy(l.counter[1:], nonce[:])
	binary.LittleEndian.PutUint16(l.counter[14:], uint16(n))
}
