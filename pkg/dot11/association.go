package dot11

import "bytes"

const (
	// maxAssociations bounds the pairs of stations whose keys are remembered.
	maxAssociations = 2048
	// maxNonces is how many nonces of each end wait for the other's: a handshake
	// is tried a few times before it succeeds.
	maxNonces = 4
	// maxWaiting is how many signed messages of a pair wait for the nonce that
	// proves them.
	maxWaiting = 4
	// maxPairwise is how many pairwise keys of a pair are kept: while a key is
	// replaced both are in use, and frames come late.
	maxPairwise = 4
)

// pair is two stations, the lower address first: a key is the same both ways.
type pair struct{ a, b Addr }

func pairOf(a, b Addr) pair {
	if a.number() > b.number() {
		a, b = b, a
	}
	return pair{a, b}
}

// association is what two stations agreed on, as far as it was heard. Its zero
// value is empty.
type association struct {
	chosen  security    // of the station, in its request or second message
	anonces []nonce     // of the authenticator, the newest last
	snonces []nonce     // of the supplicant
	waiting []signed    // messages not proven, the newest last
	keys    []*pairwise // the newest first
	fast    fastKeys

	tested  bool // a handshake was whole enough for a key to be tried
	started bool // a part of one was heard
}

// signed is a message of a handshake that has a MIC.
type signed struct {
	keyFrame
	fromAP bool
}

// pairwise is a PTK.
type pairwise struct {
	kck, kek []byte
	temporal []*temporal // one, or those it may be
	derivation
}

// know adds a nonce; false if it was known.
func know(list *[]nonce, n nonce) bool {
	for _, known := range *list {
		if known == n {
			return false
		}
	}
	if len(*list) == maxNonces {
		*list = append((*list)[:0], (*list)[1:]...)
	}
	*list = append(*list, n)
	return true
}

// wait keeps a signed message until a nonce proves it.
func (a *association) wait(s signed) {
	for _, w := range a.waiting {
		if bytes.Equal(w.mic, s.mic) {
			return
		}
	}
	if len(a.waiting) == maxWaiting {
		a.waiting = append(a.waiting[:0], a.waiting[1:]...)
	}
	raw := bytes.Clone(s.raw)
	s.keyFrame, _ = parseKeyFrame(raw)
	a.waiting = append(a.waiting, s)
}

// temporal returns the temporal keys, the newest first.
func (a *association) temporal() (list []*temporal) {
	for _, p := range a.keys {
		list = append(list, p.temporal...)
	}
	return list
}

// add adds a pairwise key; false if it is known.
func (a *association) add(p *pairwise) bool {
	for _, known := range a.keys {
		if bytes.Equal(known.temporal[0].key, p.temporal[0].key) {
			return false
		}
	}
	a.keys = append([]*pairwise{p}, a.keys[:min(len(a.keys), maxPairwise-1)]...)
	return true
}
