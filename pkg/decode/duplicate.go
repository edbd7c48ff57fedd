package decode

import (
	"encoding/binary"
	"hash/maphash"
	"math"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
)

// Where copies of a packet are looked for.
const (
	// copyAge is how long after a packet its copy comes: a mirror port, a bridge
	// or the next interface takes microseconds, a router on the way milliseconds.
	copyAge = int64(20 * time.Millisecond)
	// maxCopies bounds the packets remembered, twice: what 10 Gbit/s carry in that
	// time.
	maxCopies = 1 << 14
	// allSampled is how many packets are looked at, unless asked to look at all,
	// before one in sampled is enough to tell how many copies there are.
	allSampled = 4096
	sampled    = 32
)

// copies tells packets that were captured before: by the bytes of their innermost
// IP packet but for what routers change. Its zero value is empty.
type copies struct {
	seed          maphash.Seed
	recent, older map[uint64]sight // by hash
	seen          int              // packets
	start, sample tally            // of the first allSampled; of one in sampled
}

// sight is a packet that was seen.
type sight struct {
	time int64
	path uint64 // hash of the way it came
}

// tally counts packets and the copies among them.
type tally struct{ looked, found int }

// find says whether h, in f, is a copy of a recent packet. Of many packets it looks
// at a sample, unless all is set.
func (c *copies) find(h *ip, f *capture.Frame, all bool) bool {
	if !f.Timed {
		return false
	}
	c.seen++
	inSample := isSampled(h)
	if !all && !inSample && c.seen > allSampled {
		return false
	}
	key, now := c.hash(h), sight{f.Time, c.path(h, f)}
	then, seen := c.recent[key]
	if !seen {
		then, seen = c.older[key]
	}
	found := seen && now.time-then.time <= copyAge && then.time-now.time <= copyAge
	if found && now.path == then.path && repeats(h) {
		return false // nobody can tell, so it is no sign either
	}
	if !found {
		c.remember(key, now)
	}
	if c.seen <= allSampled {
		c.start.count(found)
	}
	if inSample {
		c.sample.count(found)
	}
	return found
}

func (t *tally) count(found bool) {
	t.looked++
	if found {
		t.found++
	}
}

// share returns how large a part of the packets are copies.
func (c *copies) share() float64 {
	t := c.sample
	if c.seen <= allSampled {
		t = c.start
	}
	return float64(t.found) / float64(max(1, t.looked))
}

// remember forgets what is older than the last maxCopies, at the latest with as
// many again.
func (c *copies) remember(key uint64, s sight) {
	if len(c.recent) >= maxCopies {
		c.recent, c.older = c.older, c.recent
		clear(c.recent)
	}
	c.recent[key] = s
}

// isSampled chooses one packet in sampled by what its copies have, too: identification
// and the first bytes behind the header.
func isSampled(h *ip) bool {
	const golden = 0x9e3779b97f4a7c15 // 2^64 / golden ratio
	mixed := uint64(h.id)
	for b := h.payload[:min(len(h.payload), 16)]; len(b) >= 8; b = b[8:] {
		mixed = (mixed ^ binary.BigEndian.Uint64(b)) * golden
	}
	return mixed*golden <= math.MaxUint64/sampled
}

// repeats says whether a sender may send h twice in a row, the same in every bit:
// TCP does so where neither data nor an identification changes, to repeat an
// acknowledgement or a reset.
func repeats(h *ip) bool {
	const offset = 12 // of the header's length
	if h.proto != TCP || h.offset > 0 || !h.v6 && h.id != 0 {
		return false
	}
	return len(h.payload) <= offset || h.payloadLength <= uint32(h.payload[offset]>>4)*4
}

// hash is of the bytes captured, without what routers change: time to live and
// checksum (RFC 1812 §5.3.1), hop limit, and the class of service (RFC 2474, RFC
// 3168).
func (c *copies) hash(h *ip) uint64 {
	if c.recent == nil {
		c.recent, c.older, c.seed = make(map[uint64]sight), make(map[uint64]sight), maphash.MakeSeed()
	}
	var hash maphash.Hash
	hash.SetSeed(c.seed)
	b := h.packet
	if h.v6 {
		_ = hash.WriteByte(b[1] & 0x0f)
		_, _ = hash.Write(b[2:7])
		_, _ = hash.Write(b[8:])
	} else {
		_ = hash.WriteByte(b[0])
		_, _ = hash.Write(b[2:8])
		_ = hash.WriteByte(b[9])
		_, _ = hash.Write(b[12:])
	}
	return hash.Sum64()
}

// path is a hash of the way that h came: interface, headers around it, time to live.
func (c *copies) path(h *ip, f *capture.Frame) uint64 {
	var hash maphash.Hash
	hash.SetSeed(c.seed)
	_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, uint64(f.Input)<<32|uint64(f.Interface)))
	_, _ = hash.Write(f.Data[:cap(f.Data)-cap(h.packet)])
	if h.v6 {
		_ = hash.WriteByte(h.packet[7])
	} else {
		_ = hash.WriteByte(h.packet[8])
	}
	return hash.Sum64()
}
