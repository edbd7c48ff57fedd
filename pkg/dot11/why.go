package dot11

import "slices"

// Why says why frames stayed encrypted, in the order of what can be done about it.
type Why uint8

// The reasons.
const (
	WhyNot          Why = iota // none did
	WhyNoKey                   // no key was given that may fit
	WhyOtherSession            // the key fits, but not for all: a handshake was not heard
	WhyNoHandshake             // the handshake was not heard
	WhyPartial                 // not enough of the handshake was heard
	WhyNeedsPMK                // a passphrase is not enough: SAE, OWE, 802.1X
	WhyWrongKey                // the handshake was made with another key
)

// String returns the reason's name in reports.
func (w Why) String() string {
	return [...]string{"", "no key", "handshake of another session not heard", "no handshake", "handshake incomplete",
		"passphrase is not enough, PMK needed", "wrong key"}[w]
}

// why returns why frames of a station stayed encrypted.
func (m *Monitor) why(at membership) Why {
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
	case len(a.keys) > 0:
		return WhyOtherSession
	case a.tested:
		return WhyWrongKey
	case m.needsPMK(n, a) && !slices.ContainsFunc(fitting, func(k *Key) bool { return k.kind != keyPassphrase }):
		return WhyNeedsPMK
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
	KeyNoNetwork                 // its network was not heard
	KeyNoHandshake               // no handshake was heard that could prove it
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
	case state.refuted:
		return KeyWrong
	}
	heard, needs := false, k.kind == keyPassphrase
	for _, n := range m.networks.all() {
		if len(n.ssids) > 0 && k.fits(n.ssids) {
			heard = true
			needs = needs && m.needsPMK(n, &association{})
		}
	}
	switch {
	case k.ssid != "" && !heard:
		return KeyNoNetwork
	case heard && needs:
		return KeyNeedsPMK
	}
	return KeyNoHandshake
}

// SSID returns the network's name that came with a passphrase, "" for any.
func (k Key) SSID() string { return k.ssid }
