package dot11

import (
	"cmp"
	"slices"
)

// Why says why frames stayed encrypted, in the order of what can be done about it.
type Why uint8

// The reasons.
const (
	WhyNot          Why = iota // none did
	WhyNoKey                   // no key was given that may fit
	WhyOtherSession            // the key fits, but not for all: a handshake was not heard
	WhyNoHandshake             // the handshake was not heard
	WhyPartial                 // not enough of the handshake was heard
	WhyCut                     // the snap length cut them, or most
	WhyNoName                  // a passphrase makes no key without the SSID, which was not heard
	WhyNeedsPMK                // a passphrase is not enough: SAE, OWE, 802.1X
	WhyWrongKey                // the handshake was made with another key
)

// String returns the reason's name in reports.
func (w Why) String() string {
	return [...]string{"", "no key", "another session's handshake not heard", "no handshake", "handshake incomplete", "cut by the snap length",
		"SSID not heard", "PMK needed, a passphrase is not enough", "wrong key"}[w]
}

// why returns why some of a station's frames stayed encrypted.
func (m *Monitor) why(at membership, t Traffic) Why {
	if t.Closed() == 0 {
		return WhyNot
	}
	n := m.networks.get(at.bssid)
	var fitting []*Key
	for i := range m.keyring.keys {
		if k := &m.keyring.keys[i]; n == nil || k.fits(n.ssids) {
			fitting = append(fitting, k)
		}
	}
	if len(fitting) == 0 {
		return WhyNoKey
	}
	a := m.associations.get(pairOf(at.bssid, at.station))
	if a == nil {
		a = new(association)
	}
	switch {
	case a.tested && len(a.keys) == 0:
		return WhyWrongKey
	case 2*t.Cut >= t.Closed(): // and so were handshakes
		return WhyCut
	case len(a.keys) > 0:
		return WhyOtherSession
	case m.needsPMK(n, a) && !slices.ContainsFunc(fitting, func(k *Key) bool { return k.kind != keyPassphrase }):
		return WhyNeedsPMK
	case n != nil && slices.Contains(n.unnamed, at.station) && !slices.ContainsFunc(fitting, func(k *Key) bool { return !k.anyPassphrase() }):
		return WhyNoName
	case a.started:
		return WhyPartial
	}
	return WhyNoHandshake
}

// needsPMK says whether no AKM of a station, or else of its network, starts from a
// passphrase.
func (m *Monitor) needsPMK(n *network, a *association) bool {
	akms := a.chosen.akms
	if n != nil && akms == 0 {
		akms = n.rsn.akms | n.wpa.akms
	}
	return akms != 0 && akms&akmsPSK == 0
}

// worst returns the reason to tell of a network: that of its station which most
// can be done about.
func (n *Network) worst() Why {
	w := WhyNot
	for _, s := range n.Stations {
		w = max(w, s.Why)
	}
	return w
}

// KeyUse says what a key that the user gave was good for.
type KeyUse uint8

// The uses.
const (
	KeyOpened      KeyUse = iota // it opened something
	KeyWrong                     // the handshakes heard were made with another
	KeyTooMany                   // too many networks made handshakes to try it on all
	KeyNoNetwork                 // its network was not heard
	KeyNoHandshake               // no handshake was heard that could prove it
	KeyCut                       // the handshakes that were heard were cut by the snap length
	KeyNoName                    // handshakes were heard, but not the names of their networks
	KeyNeedsPMK                  // its network is one that needs a PMK
	KeyUnused                    // a temporal or WEP key that opened no frame
)

// KeyUses returns what each of Options.Keys was good for.
func (m *Monitor) KeyUses() []KeyUse {
	uses := make([]KeyUse, len(m.keyring.keys))
	for i := range uses {
		uses[i] = m.keyUse(i)
	}
	return uses
}

func (m *Monitor) keyUse(i int) KeyUse {
	k, state := &m.keyring.keys[i], m.keyring.state[i]
	switch {
	case state.opened:
		return KeyOpened
	case k.kind == keyTK || k.kind == keyWEP:
		return KeyUnused
	case k.anyPassphrase() && m.keyring.guesses == maxGuesses:
		return KeyTooMany
	case state.refuted:
		return KeyWrong
	}
	heard, needs, unnamed, cut := false, k.kind == keyPassphrase, false, false
	for _, n := range m.networks.all() {
		cut = cut || n.cut && k.fits(n.ssids)
		unnamed = unnamed || len(n.unnamed) > 0 && k.anyPassphrase()
		if len(n.ssids) > 0 && k.fits(n.ssids) {
			heard = true
			needs = needs && m.needsPMK(n, &association{})
		}
	}
	switch {
	case k.ssid != "" && !heard:
		return KeyNoNetwork
	case unnamed:
		return KeyNoName
	case heard && needs || m.allNeedPMK(k):
		return KeyNeedsPMK
	case cut:
		return KeyCut
	}
	return KeyNoHandshake
}

// allNeedPMK says whether handshakes were heard that k, a passphrase, may be for,
// and none of them starts from one. A network may offer both.
func (m *Monitor) allNeedPMK(k *Key) bool {
	found := false
	for who, a := range m.associations.all() {
		n := cmp.Or(m.networks.get(who.a), m.networks.get(who.b))
		if !a.started || n == nil || !k.fits(n.ssids) {
			continue
		}
		if found = k.kind == keyPassphrase; !m.needsPMK(n, a) {
			return false
		}
	}
	return found
}

// anyPassphrase says whether k is a passphrase for any network: nothing without an
// SSID.
func (k *Key) anyPassphrase() bool { return k.kind == keyPassphrase && k.ssid == "" }

// SSID returns the network's name that came with a passphrase, "" for any.
func (k Key) SSID() string { return k.ssid }
