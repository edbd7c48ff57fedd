package dot11

import "testing"

// labPorts are the frames of synthetic/wpa2-lab.pcap that carry UDP packets, each
// to a port of its own.
func testLab(t *testing.T, ports map[int][]int) {
	t.Helper()
	frames := hear(t, monitor(t, "flowlab:flowscan-lab"), "synthetic/wpa2-lab.pcap")
	for n, want := range ports {
		f := frames[n]
		if f.Verdict != Delivered || len(f.msdus) != len(want) {
			t.Errorf("frame %d: %v with %d MSDUs, want %v", n, f.Verdict, len(f.msdus), want)
			continue
		}
		for i, port := range want {
			if got := f.port(i); got != port {
				t.Errorf("frame %d: port %d, want %d", n, got, port)
			}
		}
	}
}

func TestBehaviour12And14Encrypted(t *testing.T) {
	testLab(t, map[int][]int{10: {30004}, 12: {30006, 30007}})
}

func TestBehaviour15EncryptedFragments(t *testing.T) { testLab(t, map[int][]int{14: {30008}}) }

func TestBehaviour27GroupKeys(t *testing.T) {
	testLab(t, map[int][]int{16: {30010}, 25: {30014}, 27: {30015}})
}

func TestBehaviour28EncryptedEAPOL(t *testing.T) { testLab(t, map[int][]int{24: {30013}}) }

func TestBehaviour29AAD(t *testing.T) {
	testLab(t, map[int][]int{
		7: {30001}, 8: {30002},
		9:  {30003},        // TID in AAD and nonce
		10: {30004},        // HT Control is not in the AAD
		11: {30005},        // nor the retry bit
		12: {30006, 30007}, // nor the A-MSDU bit
		15: {30009},        // the fourth address is
		19: {30012},        // and here the A-MSDU bit
	})
}

// TestBehaviour26Lengths holds how long keys are, and that of a length that says
// nothing each suite is tried.
func TestBehaviour26Lengths(t *testing.T) {
	for _, test := range []struct {
		suite  suite
		length int
		want   []suite
	}{
		{suiteCCMP, 16, []suite{suiteCCMP}},
		{suiteGCMP, 16, []suite{suiteGCMP}},
		{suiteTKIP, 32, []suite{suiteTKIP}},
		{suiteCCMP256, 32, []suite{suiteCCMP256}},
		{suiteGCMP256, 32, []suite{suiteGCMP256}},
		{suiteUnknown, 16, []suite{suiteCCMP, suiteGCMP}},
		{suiteUnknown, 32, []suite{suiteTKIP, suiteCCMP256, suiteGCMP256}},
		{suiteCCMP, 32, []suite{suiteTKIP, suiteCCMP256, suiteGCMP256}}, // the announced one is not the key's
		{suiteUnknown, 13, []suite{suiteWEP104}},
		{suiteUnknown, 7, nil},
	} {
		got := newTemporal(test.suite, make([]byte, test.length))
		if len(got) != len(test.want) {
			t.Errorf("%v of %d octets: %d keys, want %v", test.suite, test.length, len(got), test.want)
			continue
		}
		for i, k := range got {
			if k.suite != test.want[i] {
				t.Errorf("%v of %d octets: %v, want %v", test.suite, test.length, k.suite, test.want[i])
			}
		}
	}
}

// TestBehaviour26Direct opens frames between two stations with the key of the pair,
// whoever of them sends.
func TestBehaviour26Direct(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	l.hear(m, l.m1(), l.m2())
	for i, ends := range [][2]Addr{{l.ap, l.sta}, {l.sta, l.ap}} {
		b := append(header(typeData, ends[0], ends[1], Addr{2, 0, 0, 0, 0, 7}, uint16(i)), udp(uint16(i))...)
		if f := l.hear(m, l.sealed(l.ptk().temporal[0], b))[int(l.number)]; f.Verdict != Delivered {
			t.Errorf("%v", f.Verdict)
		}
	}
}

// TestGivenKeys opens frames with a temporal key of the user's, of WEP or another.
func TestGivenKeys(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	key := l.ptk().temporal[0]
	m := NewMonitor(Options{Keys: []Key{{kind: keyTK, secret: key.key}, {kind: keyWEP, secret: []byte("ABCDE")}}})
	if f := l.hear(m, l.sealed(key, l.data(true, l.ap, udp(1))))[1]; f.port(0) != 1 {
		t.Errorf("TK: %v", f.Verdict)
	}
	// RC4 with the key 010203 and "ABCDE" over the packet to port 2 and its CRC-32,
	// by Python's zlib and a dozen lines of RC4.
	wep := append(header(typeData|fcToDS|fcProtected, l.ap, l.sta, l.ap, 9), unhex(t, "01020300 640ee4c98485c17413f60b1285a286c716f418a799678447c4add766b5b70611919c065445fc2a45")...)
	if f := l.hear(m, l.record(wep))[2]; f.port(0) != 2 {
		t.Errorf("WEP: %v", f.Verdict)
	}
	wep[len(wep)-1] ^= 1
	if f := l.hear(m, l.record(wep))[3]; f.Verdict != Encrypted {
		t.Errorf("WEP with a wrong ICV: %v", f.Verdict)
	}
	for i, use := range m.KeyUses() {
		if use != KeyOpened {
			t.Errorf("key %d: %v", i, use)
		}
	}
}

// TestExtendedKeyID opens frames under a pairwise key whatever its ID: a station may
// number its keys to change them without a break (§12.7.6.4).
func TestExtendedKeyID(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	l.hear(m, l.m1(), l.m2())
	r := l.pairwiseData(1)
	r.Data[8+24+3] |= 1 << 6
	if f := l.hear(m, r)[int(r.Number)]; f.port(0) != 1 {
		t.Errorf("%v", f.Verdict)
	}
}

// TestBehaviour30Michael holds that a frame of TKIP whose MSDU has a wrong MIC stays
// encrypted, though its checksum is right: that is no proof.
func TestBehaviour30Michael(t *testing.T) {
	l := newLab(t, akmPSK, suiteTKIP, 32)
	m := l.monitor()
	l.hear(m, l.m1(), l.m2())
	key := l.ptk().temporal[0]
	key.key = append(key.key[:16:16], make([]byte, 16)...) // other keys of Michael
	if f := l.hear(m, l.sealed(key, l.data(true, l.ap, udp(1))))[int(l.number)]; f.Verdict != Encrypted {
		t.Errorf("%v, want Encrypted", f.Verdict)
	}
	if s := m.Networks()[0].Stations[0].Sent; s.Opened != 0 || s.Hidden != uint64(len(udp(1))) {
		t.Errorf("%+v", s)
	}
}
