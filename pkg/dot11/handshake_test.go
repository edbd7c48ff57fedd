package dot11

import (
	"fmt"
	"testing"
)

// TestBehaviour23PartialHandshakes says which packets of the captures of two, the
// first under the pairwise and the second under the group key, open with which
// messages: 34n is messages 3 and 4, the latter with a nonce.
func TestBehaviour23PartialHandshakes(t *testing.T) {
	for _, test := range []struct {
		parts           string
		pairwise, group bool
		why             Why
	}{
		{"m1", false, false, WhyPartial},
		{"m2", false, false, WhyPartial},
		{"m34", false, false, WhyPartial},
		{"m12", true, false, WhyNot},
		{"m23", true, true, WhyNot},
		{"m34n", true, true, WhyNot},
		{"m124", true, false, WhyNot},
		{"m14n", true, false, WhyNot},
		{"m134n", true, true, WhyNot},
	} {
		t.Run(test.parts, func(t *testing.T) {
			m := monitor(t, "flowlab:flowscan-lab")
			opened := make(map[int]bool)
			for _, f := range hear(t, m, "synthetic/wpa2-"+test.parts+".pcap") {
				opened[f.port(0)] = f.Verdict == Delivered
			}
			if opened[31001] != test.pairwise || opened[31002] != test.group {
				t.Errorf("pairwise %v, group %v, want %v, %v", opened[31001], opened[31002], test.pairwise, test.group)
			}
			for _, n := range m.Networks() {
				if why := n.Why; test.pairwise && !test.group && why != WhyPartial {
					t.Errorf("what is sent to the group: %v, want %v", why, WhyPartial)
				}
				for _, s := range n.Stations {
					if s.Why != test.why {
						t.Errorf("station %v: %v, want %v", s.Addr, s.Why, test.why)
					}
				}
			}
		})
	}
}

// TestBehaviour25Suites speaks every AKM that starts from a PMK, with every cipher
// and length of PMK that goes with it.
func TestBehaviour25Suites(t *testing.T) {
	for _, akm := range []struct {
		number  uint8
		lengths []int
	}{
		{akm8021X, []int{32}}, {akmPSK, []int{32}}, {akm8021XSHA256, []int{32}}, {akmPSKSHA256, []int{32}},
		{akmSAE, []int{32}}, {akmSuiteB, []int{32}}, {akmSuiteB192, []int{48}}, {akmOWE, []int{32, 48, 64}},
		{akmPSKSHA384, []int{48}}, {akm8021XSHA384, []int{48}}, {akmSAEGroup, []int{32, 48, 64}},
	} {
		for _, s := range []suite{suiteCCMP, suiteTKIP, suiteGCMP, suiteGCMP256, suiteCCMP256} {
			if s == suiteTKIP && akm.number > akmPSK {
				continue // older than these
			}
			for _, n := range akm.lengths {
				t.Run(fmt.Sprintf("AKM %d %v PMK %d", akm.number, s, n), func(t *testing.T) {
					l := newLab(t, akm.number, s, n)
					m := l.monitor()
					frames := l.hear(m, l.beacon(), l.m1(), l.m2(), l.m3(), l.m4(), l.pairwiseData(1), l.groupData(2))
					if frames[6].port(0) != 1 || frames[7].port(0) != 2 {
						t.Errorf("pairwise: %v, group: %v", frames[6].Verdict, frames[7].Verdict)
					}
					// Without a beacon, and thus without any word of AKM or cipher but
					// the station's.
					frames = l.hear(l.monitor(), l.m1(), l.m2(), l.m3(), l.pairwiseData(3), l.groupData(4))
					if frames[11].port(0) != 3 || frames[12].port(0) != 4 {
						t.Errorf("without a beacon: pairwise: %v, group: %v", frames[11].Verdict, frames[12].Verdict)
					}
				})
			}
		}
	}
}

// TestBehaviour24Rekeys holds that several keys of a pair are kept, that the same
// one again is none, and that replay counters do not matter.
func TestBehaviour24Rekeys(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	old := l.ptk().temporal[0]
	late := l.sealed(old, l.data(true, l.ap, udp(7)))
	l.hear(m, l.m1(), l.m2(), l.m3(), l.m4())
	for range 3 { // retransmissions under new replay counters
		l.hear(m, l.m1(), l.m2(), l.m3(), l.m4())
	}
	a := m.associations.get(pairOf(l.ap, l.sta))
	if len(a.keys) != 1 {
		t.Errorf("%d keys of one handshake", len(a.keys))
	}
	for i := byte(0); i < maxPairwise-1; i++ {
		l.an[1]++
		l.sn[1]++
		l.hear(m, l.m1(), l.m2())
	}
	late.Number, late.Time = l.number+1, l.time
	frames := l.hear(m, late)
	if f := frames[int(late.Number)]; f.port(0) != 7 {
		t.Errorf("frame under the oldest key: %v", f.Verdict)
	}
	if len(a.keys) != maxPairwise {
		t.Errorf("%d keys, want %d", len(a.keys), maxPairwise)
	}
}

func TestBehaviour24RealRekeys(t *testing.T) {
	m := monitor(t, ":test0815")
	hear(t, m, "wireshark/wpa-test-decode.pcap")
	keys := 0
	for _, a := range m.associations.all() {
		keys += len(a.keys)
	}
	if keys != 3 {
		t.Errorf("%d pairwise keys, want 3", keys)
	}
}

// TestBehaviour25Captures counts the frames that open, of those that are encrypted,
// in a capture of each AKM and cipher.
func TestBehaviour25Captures(t *testing.T) {
	for _, test := range []struct {
		what, path, key   string
		protected, opened int
	}{
		{"WPA2-PSK, group TKIP", "wireshark/wpa-Induction.pcap", "Coherer:Induction", 279, 279},
		{"three rekeys", "wireshark/wpa-test-decode.pcap", "test:test0815", 936, 934},
		{"protected management", "wireshark/wpa-test-decode-mgmt.pcap", ":12345678", 3, 3},
		{"TDLS", "wireshark/wpa-test-decode-tdls.pcap", "TDLS-5.8:12345678", 8, 8},
		{"WPA, TKIP", "wireshark/wpa1-gtk-rekey.pcapng", "wireshark-wpa1:12345678", 22, 22},
		{"PSK-SHA256", "wireshark/wpa2-psk-mfp.pcapng", "Wireshark-pmf:12345678", 9, 9},
		{"CCMP-256", "wireshark/wpa-ccmp-256.pcapng", "Wireshark-ccmp-256:12345678", 14, 14},
		{"GCMP", "wireshark/wpa-gcmp.pcapng", "Wireshark-gcmp:12345678", 15, 15},
		{"FT-PSK, roaming", "wireshark/wpa2-ft-psk.pcapng", "wireshark-ft-psk:12345678", 17, 17},
		{"802.1X, last session", "wireshark/wpa-eap-tls.pcap", "pmk:a5001e18e0b3f792278825bc3abff72d7021d7c157b600470ef730e2490835d4", 61, 29},
		{"SAE", "wireshark/wpa3-sae.pcapng", "pmk:ecbfe709d6151eaba6a4fd9cba94fbb570c1fc4c15506fad3185b4a0a0cfda9a", 10, 10},
		{"OWE", "wireshark/owe.pcapng", "pmk:a4b0b2efa7f77d1006eccf1a814b62125c15fac5c137d9cdff8c75c43194268f", 10, 10},
		{"WPA, TKIP", "aircrack-ng/wpa-psk-linksys.cap", "linksys:dictionary", 59, 59},
		{"WPA2-PSK", "aircrack-ng/wpa2-psk-linksys.cap", "linksys:dictionary", 32, 30},
	} {
		t.Run(test.what, func(t *testing.T) {
			m := monitor(t, test.key)
			hear(t, m, test.path) // and learn all keys
			var protected, opened int
			records(t, test.path, func(r *Record) {
				radio, b, _ := readRadio(r.Link, r.Data)
				b, n, good := radio.trim(b, int(r.Length)-(len(r.Data)-len(b)))
				var f frame
				if !good || len(b) < 2 || uint16(b[0])&fcType == typeControl || !f.parse(b, n, radio.padded) || !f.has(fcProtected) {
					return
				}
				protected++
				if _, key := m.open(&f); key != nil {
					opened++
				}
			})
			if protected != test.protected || opened != test.opened {
				t.Errorf("%d of %d, want %d of %d", opened, protected, test.opened, test.protected)
			}
		})
	}
}
