package dot11

import (
	"encoding/binary"
	"time"
)

const (
	// maxFragmented bounds the MSDUs whose fragments are waited for: a station
	// sends one at a time for each traffic class.
	maxFragmented = 256
	// maxFragmentedLength is the longest MSDU or A-MSDU (§9.2.4.8 table 9-34).
	maxFragmentedLength = 11454
	// fragmentTime is how long a receiver waits for the next (§10.5: at least the
	// lifetime of an MSDU, half a second by default).
	fragmentTime = uint64(2 * time.Second)
)

// fragments puts MSDUs together that came in fragments (§10.4, §10.5).
type fragments struct {
	sets recent[fragmentKey, fragmented]
}

// fragmentKey is what the fragments of an MSDU have in common.
type fragmentKey struct {
	ta, ra Addr
	number uint16
	tid    uint8
}

// fragmented is an MSDU as far as it came.
type fragmented struct {
	body  []byte
	parts []Judged
	next  uint16    // fragment number
	key   *temporal // that opened them all; nil for plain ones
	pn    uint64    // of the last
	time  int64
}

// add takes a fragment. With the last of an MSDU it returns the whole and the
// frames it came in. Only fragments in order go together, of the same protection,
// with the same key and consecutive packet numbers: others are forged (CVE-2020-
// 24587, -26146, -26147), and left alone.
func (t *fragments) add(f *frame, body []byte, key *temporal, was Verdict) (whole []byte, parts []Judged) {
	k := fragmentKey{f.ta(), f.ra(), f.number(), f.tid()}
	pn, numbered := packetNumber(f, key)
	s := t.sets.get(k)
	switch {
	case f.fragment() == 0:
		s, _ = t.sets.at(k)
		*s = fragmented{key: key, pn: pn, time: f.Time}
	case s == nil, f.fragment() != s.next, key != s.key, numbered && pn != s.pn+1,
		f.Timed && distance(s.time, f.Time) > fragmentTime:
		return nil, nil
	}
	if key == nil && len(body) < f.length || len(s.body)+len(body) > maxFragmentedLength {
		return nil, nil
	}
	s.body, s.pn = append(s.body, body...), pn
	s.next++
	if f.has(fcMore) {
		s.parts = append(s.parts, Judged{f.Origin, Partial})
		return nil, nil
	}
	whole, parts = s.body, append(s.parts, Judged{f.Origin, was})
	t.sets.remove(k)
	return whole, parts
}

// packetNumber returns the number in the header that a key's cipher put before the
// body of f; false for plain frames and WEP's, which have none.
func packetNumber(f *frame, key *temporal) (pn uint64, ok bool) {
	if key == nil || key.suite == suiteWEP104 || key.suite == suiteWEP40 {
		return 0, false
	}
	b := f.body
	pn = uint64(binary.LittleEndian.Uint32(b[4:])) << 16
	if key.suite == suiteTKIP {
		return pn | uint64(b[0])<<8 | uint64(b[2]), true
	}
	return pn | uint64(b[1])<<8 | uint64(b[0]), true
}
