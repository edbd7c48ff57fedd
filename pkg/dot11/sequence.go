package dot11

// sequences follows the sequence numbers of transmitters, to tell how many frames
// were not heard. It is an estimate: a transmitter may skip numbers.
type sequences struct {
	last recent[counter, uint16]
}

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

// missed returns how many frames are missing before f; −1 if f is one of those
// taken for missing before.
func (s *sequences) missed(f *frame) int {
	const (
		numbers = 4096
		jump    = 1024 // more is a station that started anew, or was out of reach
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
	last, added := s.last.at(c)
	now := f.number()
	step := (int(now) - int(*last) + numbers) % numbers
	switch {
	case added, step > jump && step < numbers-jump:
		*last = now
	case step > 0 && step <= jump:
		*last = now
		return step - 1
	case step > 0 && f.fragment() == 0: // behind
		return -1
	}
	return 0
}
