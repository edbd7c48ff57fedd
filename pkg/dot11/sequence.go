package dot11

// sequences follows the sequence numbers of transmitters, to tell how many frames
// were not heard. It is an estimate: a transmitter may skip numbers, and one that
// was out of reach for long has no gap.
type sequences struct{ recent[counter, sequence] }

// maxCounters bounds the counters followed: a station has one for each traffic
// class it uses.
const maxCounters = 8192

// counter is what counts frames: QoS data frames to one receiver have a counter
// for each traffic identifier, all others of a transmitter one in common
// (§10.3.2.14.2).
type counter struct {
	ta, ra Addr
	tid    uint8
}

// shared is the tid of the counter that other frames have in common.
const shared = 0xff

// sequence is the state of a counter.
type sequence struct {
	last  uint16
	heard uint64 // bit n: last − n was heard, or is not missed
}

// missed returns how many frames are missing before f; −1 if f is one of those
// taken for missing before.
func (s *sequences) missed(f *frame) int {
	const (
		numbers = 4096
		window  = 64
	)
	c := counter{ta: f.ta(), tid: shared}
	if f.isQoS() {
		if f.has(fcNoData) {
			return 0 // any number will do for these
		}
		if !f.ra().group() {
			c.ra, c.tid = f.ra(), f.tid()
		}
	}
	q, added := s.at(c)
	ahead := (int(f.number()) - int(q.last) + numbers) % numbers
	behind := (numbers - ahead) % numbers
	switch {
	case added:
		*q = sequence{f.number(), ^uint64(0)}
	case ahead > 0 && ahead < window:
		*q = sequence{f.number(), q.heard<<ahead | 1}
		return ahead - 1
	case behind < window && q.heard>>behind&1 == 0:
		q.heard |= 1 << behind
		return -1
	case behind >= window && f.kind() == typeData: // started anew; beacons often have a counter of their own
		*q = sequence{f.number(), ^uint64(0)}
	}
	return 0
}
