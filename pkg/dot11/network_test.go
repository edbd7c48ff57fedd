package dot11

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestBehaviour20Undecryptable counts, per station and direction, what no key opens:
// bodies of 44 and 60 octets, of which the cipher adds 16.
func TestBehaviour20Undecryptable(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := monitor(t)
	key := l.ptk().temporal[0]
	l.hear(m, l.beacon(),
		l.sealed(key, l.data(true, l.ap, make([]byte, 28))),
		l.sealed(key, l.data(true, l.ap, make([]byte, 28))),
		l.sealed(key, l.data(false, l.sta, make([]byte, 44))),
		l.groupData(1),
		l.record(l.data(true, l.ap, llc(0x888e, nil))))
	networks := m.Networks()
	if len(networks) != 1 {
		t.Fatalf("%d networks", len(networks))
	}
	n := networks[0]
	if n.BSSID != l.ap || n.SSID != "lab" || n.Channel != 6 || !slices.Equal(n.Security, []string{"WPA2-PSK"}) || !slices.Equal(n.Ciphers, []string{"CCMP"}) {
		t.Errorf("%+v", n)
	}
	if want := (Traffic{Frames: 1, Protected: 1, Hidden: 36}); n.Group != want {
		t.Errorf("to the group: %+v, want %+v", n.Group, want)
	}
	if len(n.Stations) != 1 || n.Stations[0].Addr != l.sta {
		t.Fatalf("stations: %+v", n.Stations)
	}
	s := n.Stations[0]
	if want := (Traffic{Frames: 3, Protected: 2, Hidden: 56}); s.Sent != want {
		t.Errorf("sent: %+v, want %+v", s.Sent, want)
	}
	if want := (Traffic{Frames: 1, Protected: 1, Hidden: 44}); s.Received != want {
		t.Errorf("received: %+v, want %+v", s.Received, want)
	}
	if s.Why != WhyNoKey || n.Why != WhyNoKey {
		t.Errorf("%v, %v, want no key", s.Why, n.Why)
	}
}

// TestBehaviour20Overhead estimates what is in a frame for each cipher that its
// network may use.
func TestBehaviour20Overhead(t *testing.T) {
	for _, test := range []struct {
		akm   uint8
		suite suite
	}{{akmPSK, suiteCCMP}, {akmPSK, suiteTKIP}, {akmPSK, suiteGCMP}, {akmPSK, suiteCCMP256}, {akmPSK, suiteGCMP256}} {
		l := newLab(t, test.akm, test.suite, 32)
		m := monitor(t)
		l.hear(m, l.beacon(), l.pairwiseData(1), l.groupData(2))
		n := m.Networks()[0]
		if got := n.Stations[0].Sent.Hidden; got != uint64(len(udp(1))) {
			t.Errorf("%v: %d octets from the station, want %d", test.suite, got, len(udp(1)))
		}
		if got := n.Group.Hidden; got != uint64(len(udp(2))) {
			t.Errorf("%v: %d octets to the group, want %d", test.suite, got, len(udp(2)))
		}
	}
}

// TestBehaviour19Snapped holds that an encrypted frame that was cut short is not
// opened, and counted at its length on the air.
func TestBehaviour19Snapped(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	r := l.sealed(l.ptk().temporal[0], l.data(true, l.ap, make([]byte, 1000)))
	r.Data = r.Data[:100]
	l.hear(m, l.beacon(), l.m1(), l.m2())
	if got := l.hear(m, r)[int(r.Number)]; got.Verdict != Encrypted {
		t.Errorf("%v, want Encrypted", got.Verdict)
	}
	s := m.Networks()[0].Stations[0]
	if s.Sent.Hidden != 1000 || s.Why != WhyCut || m.pending.bytes > 0 {
		t.Errorf("%+v, %v, %d octets wait", s.Sent, s.Why, m.pending.bytes)
	}
}

// TestBehaviour19SnappedHandshake holds that the user is not sent for a handshake
// that was heard, but not kept.
func TestBehaviour19SnappedHandshake(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := monitor(t, "lab:password")
	m2, data := l.m2(), l.pairwiseData(1)
	m2.Data, data.Data = m2.Data[:100], data.Data[:50]
	l.hear(m, l.beacon(), m2, data)
	if n := m.Networks()[0]; n.Why != WhyCut || m.KeyUses()[0] != KeyCut {
		t.Errorf("%v, use of the key %v", n.Why, m.KeyUses()[0])
	}
}

// TestBehaviour19SnappedBeacon holds that what was cut off a beacon is not taken to
// be missing.
func TestBehaviour19SnappedBeacon(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := monitor(t)
	whole := l.beacon()
	r := *whole
	r.Data = r.Data[:len(r.Data)-len(l.rsn())]
	l.hear(m, &r)
	if s := m.Networks()[0].Security; len(s) > 0 {
		t.Errorf("security %v of half a beacon", s)
	}
	l.hear(m, whole)
	if s := m.Networks()[0].Security; len(s) != 1 || s[0] != "WPA2-PSK" {
		t.Errorf("security %v", s)
	}
}

func TestWhy(t *testing.T) {
	for _, test := range []struct {
		name  string
		akm   uint8
		key   string
		heard func(l *lab) []*Record
		why   Why
		use   KeyUse
	}{
		{"no handshake", akmPSK, "lab:password", func(l *lab) []*Record { return nil }, WhyNoHandshake, KeyNoHandshake},
		{"first message only", akmPSK, "lab:password", func(l *lab) []*Record { return []*Record{l.m1()} }, WhyPartial, KeyNoHandshake},
		{"wrong passphrase", akmPSK, "lab:password", func(l *lab) []*Record { return []*Record{l.m1(), l.m2()} }, WhyWrongKey, KeyWrong},
		{"wrong passphrase for any", akmPSK, ":password", func(l *lab) []*Record { return []*Record{l.m1(), l.m2()} }, WhyWrongKey, KeyWrong},
		{"wrong PMK", akmSAE, "pmk:" + strings.Repeat("00", 32), func(l *lab) []*Record { return []*Record{l.m1(), l.m2()} }, WhyWrongKey, KeyWrong},
		{"SAE", akmSAE, "lab:password", func(l *lab) []*Record { return []*Record{l.m1(), l.m2()} }, WhyNeedsPMK, KeyNeedsPMK},
		{"OWE", akmOWE, ":password", func(l *lab) []*Record { return nil }, WhyNeedsPMK, KeyNeedsPMK},
		{"802.1X", akm8021X, "lab:password", func(l *lab) []*Record { return nil }, WhyNeedsPMK, KeyNeedsPMK},
		{"another network's key", akmPSK, "other:password", func(l *lab) []*Record { return []*Record{l.m1(), l.m2()} }, WhyNoKey, KeyNoNetwork},
		{"a session before", akmPSK, "pmk:" + strings.Repeat("5a", 32), func(l *lab) []*Record {
			all := []*Record{l.m1(), l.m2()}
			l.an[1]++
			return all
		}, WhyOtherSession, KeyOpened},
		{"TK", akmPSK, "tk:" + strings.Repeat("00", 16), func(l *lab) []*Record { return nil }, WhyNoHandshake, KeyUnused},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, test.akm, suiteCCMP, 32)
			m := monitor(t, test.key)
			l.hear(m, append(append([]*Record{l.beacon()}, test.heard(l)...), l.pairwiseData(1))...)
			n := m.Networks()[0]
			if n.Stations[0].Why != test.why || n.Why != test.why {
				t.Errorf("%v, of the network %v, want %v", n.Stations[0].Why, n.Why, test.why)
			}
			if uses := m.KeyUses(); len(uses) != 1 || uses[0] != test.use {
				t.Errorf("use of the key %v, want %v", uses, test.use)
			}
		})
	}
}

// TestHiddenSSID holds that the name of a network that hides it is learned from a
// station that joins.
func TestHiddenSSID(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := monitor(t)
	l.ssid = "\x00\x00\x00"
	l.hear(m, l.beacon())
	if got := m.Networks()[0].SSID; got != "" {
		t.Errorf("SSID %q", got)
	}
	for subtype, fixed := range map[uint16]int{associationRequest: 4, reassociationRequest: 10} {
		ssid := fmt.Sprint("caf\xe9 ", subtype)
		join := append(header(typeManagement|subtype<<4, l.ap, l.sta, l.ap, 0), make([]byte, fixed)...)
		join = append(join, element1(elementSSID, []byte(ssid))...)
		l.hear(m, l.record(append(join, l.rsn()...)))
		if got := m.Networks()[0].SSID; got != ssid {
			t.Errorf("SSID %q, want %q", got, ssid)
		}
	}
	if a := m.associations.get(pairOf(l.ap, l.sta)); a == nil || a.chosen.akms != 1<<akmPSK {
		t.Errorf("chosen: %+v", a)
	}
}

// TestTooManyNetworks holds that a passphrase is not called wrong that was not tried.
func TestTooManyNetworks(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := monitor(t, ":password")
	for n := range uint32(2) {
		m.keyring.guesses = maxGuesses - 1 + int(n)
		l.made(n)
		l.hear(m, l.beacon(), l.m1(), l.m2())
	}
	if use := m.KeyUses()[0]; use != KeyTooMany {
		t.Errorf("use of the key: %v", use)
	}
}

// TestNoNameNeedsPMK holds that a name is not asked for where it would not help.
func TestNoNameNeedsPMK(t *testing.T) {
	l := newLab(t, akm8021XSHA256, suiteCCMP, 32)
	m := monitor(t, ":password")
	l.hear(m, l.m1(), l.m2(), l.pairwiseData(1))
	if n := m.Networks()[0]; n.Why != WhyNeedsPMK || m.KeyUses()[0] != KeyNeedsPMK {
		t.Errorf("%v, use of the key %v", n.Why, m.KeyUses()[0])
	}
}

// TestTransitionMode has a network that takes WPA2 and WPA3: a passphrase opens what
// stations send that chose WPA2, and for others it is not told to be wrong, nor that
// they should connect anew.
func TestTransitionMode(t *testing.T) {
	for akm, want := range map[uint8]struct {
		why Why
		use KeyUse
	}{akmPSK: {WhyNot, KeyOpened}, akmSAE: {WhyNeedsPMK, KeyNeedsPMK}} {
		l := newLab(t, akm, suiteCCMP, 32)
		if akm == akmPSK {
			l.pmk = psk([]byte("password"), l.ssid)
		}
		m := monitor(t, "lab:password")
		mixed := unhex(t, "0100 000fac04 0100 000fac04 0200 000fac02 000fac08 0000")
		named := l.beacon()
		named.Data = append(named.Data[:len(named.Data)-len(l.rsn())], element1(elementRSN, mixed)...)
		named.Length = uint32(len(named.Data))
		l.hear(m, named, l.m1(), l.m2(), l.pairwiseData(1))
		if n := m.Networks()[0]; n.Why != want.why || m.KeyUses()[0] != want.use {
			t.Errorf("AKM %d: %v, use of the key %v", akm, n.Why, m.KeyUses()[0])
		}
	}
}

// TestLateName holds that a passphrase for any network is tried again when a name
// comes after the handshake: of a beacon, or of another station that joins.
func TestLateName(t *testing.T) {
	for _, name := range []string{"beacon", "association"} {
		l := newLab(t, akmPSK, suiteCCMP, 32)
		l.pmk = psk([]byte("password"), l.ssid)
		m := monitor(t, ":password")
		frames := l.hear(m, l.m1(), l.m2(), l.m3(), l.pairwiseData(1), l.groupData(2))
		if n := m.Networks()[0]; n.Why != WhyNoName || m.KeyUses()[0] != KeyNoName {
			t.Errorf("%s: before it %v, use of the key %v", name, n.Why, m.KeyUses()[0])
		}
		named := l.beacon()
		if name == "association" {
			join := append(header(typeManagement|associationRequest<<4, l.ap, Addr{2, 9}, l.ap, 0), 0, 0, 0, 0)
			named = l.record(append(join, element1(elementSSID, []byte(l.ssid))...))
		}
		listen(t, m, named, frames)
		for _, n := range []int{4, 5} {
			if f := frames[n]; f.Verdict != Delivered || !f.revised {
				t.Errorf("%s: frame %d: %v", name, n, f.Verdict)
			}
		}
		if use := m.KeyUses()[0]; use != KeyOpened {
			t.Errorf("%s: use of the key %v", name, use)
		}
	}
}

func TestSecurity(t *testing.T) {
	const rsn = "0100 000fac04 0100 000fac04 0100 000fac"
	wpa := element1(elementVendor, unhex(t, "0050f201 0100 0050f202 0100 0050f202 0100 0050f202"))
	for _, test := range []struct {
		name     string
		privacy  byte
		elements []byte
		want     string
	}{
		{"open", 0, nil, "open"},
		{"WEP", 0x10, nil, "WEP"},
		{"WPA", 0x10, wpa, "WPA-PSK TKIP"},
		{"WPA with nothing but the version", 0x10, element1(elementVendor, unhex(t, "0050f201 0100")), "WPA-802.1X TKIP"},
		{"WPA2", 0x10, element1(elementRSN, unhex(t, rsn+"02")), "WPA2-PSK CCMP"},
		{"WPA and WPA2", 0x10, append(slices.Clone(wpa), element1(elementRSN, unhex(t, rsn+"02"))...), "WPA-PSK WPA2-PSK TKIP CCMP"},
		{"WPA2 and WPA3", 0x10, element1(elementRSN, unhex(t, "0100 000fac04 0100 000fac04 0200 000fac02 000fac08")), "WPA2-PSK WPA3-SAE CCMP"},
		{"802.1X", 0x10, element1(elementRSN, unhex(t, rsn+"01")), "WPA2-802.1X CCMP"},
		{"nothing but the version", 0x10, element1(elementRSN, unhex(t, "0100")), "WPA2-802.1X CCMP"},
		{"OWE", 0x10, element1(elementRSN, unhex(t, rsn+"12")), "OWE CCMP"},
		{"another version", 0x10, element1(elementRSN, unhex(t, "0200")), "WEP"},
	} {
		l := newLab(t, akmPSK, suiteCCMP, 32)
		m := monitor(t)
		b := header(typeManagement|beacon<<4, Addr{0xff}, l.ap, l.ap, 0)
		b = append(b, make([]byte, 12)...)
		b[24+10] = test.privacy
		l.hear(m, l.record(append(b, test.elements...)))
		n := m.Networks()[0]
		if got := strings.Join(append(n.Security, n.Ciphers...), " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestMissed(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := monitor(t)
	for _, step := range []struct {
		seq    uint16
		missed uint64 // in all, after it
	}{
		{10, 0}, {11, 0}, {14, 2}, {13, 1}, {13, 1}, {15, 1}, {16, 1},
		{3000, 1},         // out of reach for a while
		{4095, 1}, {2, 3}, // numbers start over
	} {
		l.seq = step.seq - 1
		l.hear(m, l.record(l.data(true, l.ap, udp(step.seq))))
		if got := m.Networks()[0].Missed; got != step.missed {
			t.Errorf("after %d: %d frames missed, want %d", step.seq, got, step.missed)
		}
	}
}
