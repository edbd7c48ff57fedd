package dot11

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"time"
)

// heard remembers the frames of late, to tell which are sent again. Its size is
// fixed: frames fall into sets by a hash, and a new one takes the place of the
// oldest of its set.
type heard struct {
	sets []heardSet // made with the first frame
}

const (
	// heardSets times heardWays is how many frames are remembered. A frame is sent
	// again within some hundred others; one of 8,192, which take 400 kB, is forgotten
	// that early hardly ever.
	heardSets = 2048
	heardWays = 4
	// retryTime is within which a plain frame with the retry bit is another's
	// copy. Sequence numbers start over after 4,096 frames.
	retryTime = uint64(5 * time.Second)
)

type heardSet struct {
	frames [heardWays]heardFrame
	next   uint8 // to be replaced
}

type heardFrame struct {
	transmission
	time int64
}

// transmission is what a frame has in common with its retransmissions, and with no
// other.
type transmission struct {
	pn       uint64 // of an encrypted frame, the cipher's header; of others a checksum of its body
	key      uint32 // number of the key that opened it, 0 for none
	sequence uint16
	ta, ra   Addr
	tid      uint8
}

// again says whether f, opened with the key of a number, was heard before. An
// encrypted frame is told by its packet number, which no other has. A plain one
// must say itself that it is a retransmission.
func (h *heard) again(f *frame, key uint32) bool {
	t := transmission{key: key, sequence: f.sequence, ta: f.ta(), ra: f.ra(), tid: f.tid()}
	if f.has(fcProtected) {
		t.pn = ivOf(f.body)
	} else {
		t.pn = uint64(crc32.ChecksumIEEE(f.body))
	}
	if h.sets == nil {
		h.sets = make([]heardSet, heardSets)
	}
	s := &h.sets[t.hash()%heardSets]
	for i := range s.frames {
		old := &s.frames[i]
		if old.transmission == t {
			if f.has(fcProtected) || f.has(fcRetry) && (!f.Timed || distance(old.time, f.Time) <= retryTime) {
				return true
			}
			old.time = f.Time
			return false
		}
	}
	s.frames[s.next] = heardFrame{t, f.Time}
	s.next = (s.next + 1) % heardWays
	return false
}

// ivOf returns the header that a cipher put before a body.
func ivOf(body []byte) uint64 {
	var b [extendedIV]byte
	copy(b[:], body)
	if b[3]&extIV == 0 {
		clear(b[shortIV:])
	}
	return binary.LittleEndian.Uint64(b[:])
}

func (t *transmission) hash() uint64 {
	const m = 0x9e3779b97f4a7c15 // 2^64 / golden ratio
	le := binary.LittleEndian
	h := t.pn ^ uint64(t.sequence)<<48 ^ uint64(t.key)<<16 ^ uint64(t.tid)
	h = (h ^ h>>32) * m
	h ^= uint64(le.Uint32(t.ta[2:]))<<32 | uint64(le.Uint32(t.ra[2:]))
	h ^= bits.RotateLeft64(uint64(t.ta[0])<<8|uint64(t.ra[0]), 20)
	h = (h ^ h>>32) * m
	return h >> 32
}

// distance is between two times; captures may claim any.
func distance(a, b int64) uint64 {
	if a > b {
		return uint64(a) - uint64(b)
	}
	return uint64(b) - uint64(a)
}
