package dot11

import (
	"crypto/sha256"
	"time"
)

const (
	// maxRelays is how many MSDUs are remembered that an access point sends on. It
	// does so within milliseconds, behind some hundred others.
	maxRelays = 4096
	// relayTime is within which an access point sends a copy, in ns.
	relayTime = int64(time.Second)
	// disorder is by how much a capture may have the copy before the original: on
	// the machine that sends it, the one heard is not noted later than the one sent.
	disorder = uint64(10 * time.Millisecond)
)

// relays remembers what is sent from one station of an access point to others, by
// way of it, to count it once. Its zero value is to be given a limit.
type relays struct{ recent[relayed, first] }

// relayed is what an MSDU and its copy have in common.
type relayed struct {
	src    Addr
	data   [16]byte // of a SHA-256: hostile stations must not hide each other's frames
	second int64    // a copy may be opened long after others like it were heard
}

// first is who sent it first.
type first struct {
	ta   Addr
	time int64
}

// copied says whether s, an MSDU of f, was heard before from another transmitter.
func (m *Monitor) copied(f *frame, s *MSDU) bool {
	bssid := m.place(f).bssid
	up := f.has(fcToDS) && (s.Dst.group() || m.members.get(membership{bssid, s.Dst}) != nil)
	down := f.has(fcFromDS) && m.members.get(membership{bssid, s.Src}) != nil
	if !up && !down {
		return false // nearly all: a sum of each would cost more than to decrypt it
	}
	within := uint64(relayTime)
	if !down {
		within = disorder
	}
	sum := sha256.Sum256(s.Data)
	k := relayed{s.Src, [16]byte(sum[:]), f.Time / relayTime}
	if m.relays.heard(f, k, within) || m.relays.heard(f, relayed{k.src, k.data, k.second - 1}, within) {
		return true
	}
	original, _ := m.relays.at(k)
	*original = first{f.ta(), f.Time}
	return false
}

// heard says whether another transmitter sent k not long before f.
func (r *relays) heard(f *frame, k relayed, within uint64) bool {
	old := r.get(k)
	return old != nil && old.ta != f.ta() && distance(old.time, f.Time) <= within
}
