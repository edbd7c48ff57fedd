package decode

import (
	"hash/maphash"
	"time"
)

// Where copies of a packet are looked for.
const (
	// copyAge is how long after a packet its copy comes: a mirror port, a bridge
	// or the next interface takes microseconds, a router on the way milliseconds.
	// A sender does not repeat itself that soon.
	copyAge = int64(20 * time.Millisecond)
	// maxCopies bounds the packets remembered: what 10 Gbit/s carry in that time.
	maxCopies = 1 << 14
	// allSampled is how many packets are looked at, unless asked to look at all,
	// before every sampled-th is enough to tell how many copies there are.
	allSampled = 4096
	sampled    = 32
)

// copies tells packets that were captured before: by the bytes of their innermost
// IP packet but for what a router changes. Its zero value is empty.
type copies struct {
	seed   maphash.Seed
	times  map[uint64]int64 // of the packets in recent
	recent []uint64         // a ring
	next   int

	looked, found uint64
}

// find says whether h, at time now, is a copy of a recent packet. Of many packets
// it looks at a sample, unless all is set.
func (c *copies) find(h *ip, now int64, all bool) bool {
	if !all && c.looked > allSampled && !sample(h.payload) {
		return false
	}
	c.looked++
	key := c.hash(h)
	if then, seen := c.times[key]; seen && now-then <= copyAge && then-now <= copyAge {
		c.found++
		return true
	}
	c.remember(key, now)
	return false
}

// sample chooses by what both copies have, and spreads: the last byte of TCP's
// sequence number, of UDP's checksum, of a ping's number.
func sample(payload []byte) bool { return len(payload) < 8 || payload[7]%sampled == 0 }

func (c *copies) remember(key uint64, now int64) {
	if _, seen := c.times[key]; !seen {
		if len(c.recent) < maxCopies {
			c.recent = append(c.recent, key)
		} else {
			delete(c.times, c.recent[c.next])
			c.recent[c.next] = key
			c.next = (c.next + 1) % maxCopies
		}
	}
	c.times[key] = now
}

// hash is of the bytes captured, without time to live and header checksum (RFC
// 1812 §5.3.1) or hop limit.
func (c *copies) hash(h *ip) uint64 {
	if c.times == nil {
		c.times, c.seed = make(map[uint64]int64), maphash.MakeSeed()
	}
	var hash maphash.Hash
	hash.SetSeed(c.seed)
	b := h.packet
	if h.v6 {
		_, _ = hash.Write(b[:7])
		_, _ = hash.Write(b[8:])
	} else {
		_, _ = hash.Write(b[:8])
		_, _ = hash.Write(b[9:10])
		_, _ = hash.Write(b[12:])
	}
	return hash.Sum64()
}
