package dot11

import "testing"

// TestBehaviour31FastTransition roams: the second access point's keys come out of a
// reassociation response.
func TestBehaviour31FastTransition(t *testing.T) {
	for _, test := range []struct {
		name, key string
		want      map[int]bool // frames that open
	}{
		{"passphrase", "wireshark-ft-psk:12345678", map[int]bool{13: true, 23: true, 28: true, 29: true, 33: true}},
		{"passphrase for any network", ":12345678", map[int]bool{13: true, 33: true}},
		{"wrong passphrase", "wireshark-ft-psk:12345679", map[int]bool{13: false, 33: false}},
	} {
		t.Run(test.name, func(t *testing.T) {
			frames := hear(t, monitor(t, test.key), "wireshark/wpa2-ft-psk.pcapng")
			for n, want := range test.want {
				if got := frames[n].Verdict; (got == Encrypted) == want {
					t.Errorf("frame %d: %v", n, got)
				}
			}
		})
	}
}

// TestBehaviour31WithoutBeacons holds that the messages themselves name the mobility
// domain: a right passphrase must not be called wrong because no beacon was heard.
func TestBehaviour31WithoutBeacons(t *testing.T) {
	m := monitor(t, "wireshark-ft-psk:12345678")
	frames := make(map[int]told)
	records(t, "wireshark/wpa2-ft-psk.pcapng", func(r *Record) {
		if r.Number > 4 { // beacons and probe responses
			listen(t, m, r, frames)
		}
	})
	for _, n := range []int{13, 23, 28, 29, 33} {
		if got := frames[n].Verdict; got == Encrypted {
			t.Errorf("frame %d: %v", n, got)
		}
	}
	if use := m.KeyUses()[0]; use != KeyOpened {
		t.Errorf("use of the key: %v", use)
	}
}

// TestFastWithoutNames holds that nothing is told of a key whose other ingredients
// were not heard.
func TestFastWithoutNames(t *testing.T) {
	l := newLab(t, akmFTPSK, suiteCCMP, 32)
	m := monitor(t, "lab:password")
	signer := newLab(t, akmPSKSHA256, suiteCCMP, 32).ptk()
	l.hear(m, l.beacon(), l.m1(), l.key(true, infoPairwise|infoMIC, l.sn, l.rsn(), signer), l.record(l.data(true, l.ap, udp(1))))
	if use := m.KeyUses()[0]; use != KeyNoHandshake {
		t.Errorf("use of the key: %v", use)
	}
}

// TestBehaviour31Keys has the keys that another program derived of the two
// handshakes.
func TestBehaviour31Keys(t *testing.T) {
	m := monitor(t, "wireshark-ft-psk:12345678")
	hear(t, m, "wireshark/wpa2-ft-psk.pcapng")
	for _, test := range []struct {
		ap   Addr
		want string // the beginning of the temporal key, as in Wireshark's own tests
	}{
		{Addr{2, 0, 0, 0, 0, 0}, "ba60c7be"},
		{Addr{2, 0, 0, 0, 1, 0}, "a6a3304e"},
	} {
		a := m.associations.get(pairOf(test.ap, Addr{2, 0, 0, 0, 2, 0}))
		if a == nil || len(a.keys) != 1 || string(a.keys[0].temporal[0].key[:4]) != string(unhex(t, test.want)) {
			t.Errorf("key with %v: %+v, want %s…", test.ap, a, test.want)
		}
	}
}

func TestParseFTE(t *testing.T) {
	b := append(make([]byte, 2+16+32+32), unhex(t, "01 06 020000000001 03 04 6e617330 02 03 000000")...)
	e, ok := parseFTE(b, 16)
	if !ok || e.r0kh == nil || string(e.r0kh) != "nas0" || e.r1kh != (Addr{2, 0, 0, 0, 0, 1}) || len(e.gtk) != 3 {
		t.Errorf("%+v, %v", e, ok)
	}
	for n := range b {
		if e, ok := parseFTE(b[:n], 16); ok != (n >= 2+16+32+32) || e.r0kh != nil && n < 2+16+32+32+8+6 {
			t.Errorf("%d octets: %+v, %v", n, e, ok)
		}
	}
	if _, ok := (&fte{gtk: make([]byte, 35)}).openGTK(make([]byte, 16)); ok {
		t.Error("zeros open")
	}
}
