package dot11

import (
	"bytes"
	"testing"
)

// vectors are whole frames without FCS: those of IEEE 802.11 and its amendments,
// as hostap's test_vectors.c and FreeBSD's test_tkip.c have them.
var vectors = []struct {
	name  string
	suite suite
	key   string
	frame string
	plain string
}{
	{"CCMP, 802.11-2012 M.6.4", suiteCCMP, "c97c1f67ce371185514a8a19f2bdd52f",
		`0848c32c0fd2e128a57c5030f1844408abaea5b8fcba8033 0ce70020769703b5
		f3d0a2fe9a3dbf2342a643e43246e80c3c04d019 7845ce0b16f97623`,
		"f8ba1a55d02f85ae967bb62fb6cda8eb7e78a050"},
	{"CCMP of a management frame, 802.11-2012 M.9.2", suiteCCMP, "66ed21042f9f26d7115706e40414cf2e",
		"c04000000200000001000200000000000200000000006000 0100002000000000 1d07 cafd0409bb8bafef", "0200"},
	{"CCMP-256, 802.11ac D7.0 M.6.4", suiteCCMP256, "c97c1f67ce371185514a8a19f2bdd52f000102030405060708090a0b0c0d0e0f",
		`0848c32c0fd2e128a57c5030f1844408abaea5b8fcba8033 0ce70020769703b5
		6d155d88326682 56d6a92b78e11d8e54495dd174 80aa56c9492e882b97642f80d50fe97b`,
		"f8ba1a55d02f85ae967bb62fb6cda8eb7e78a050"},
	{"GCMP, 802.11ad D9.0 M.11.1 #2", suiteGCMP, "c97c1f67ce371185514a8a19f2bdd52f",
		`88480b000fd2e128a57c5030f18444085030f18444088033 0300 082b00205f5f8900
		60e9700cc4d40ac6d288b201c38f5bf08b80744264 0a1596e5dbdad41d1f3623f45d7a12db7afb23
		def619c2a374b6df66ffa53b6c69d79e`,
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627"},
	{"GCMP-256, 802.11ac D7.0 M.11.1", suiteGCMP256, "c97c1f67ce371185514a8a19f2bdd52f000102030405060708090a0b0c0d0e0f",
		`88480b000fd2e128a57c5030f18444085030f18444088033 0300 082b00205f5f8900
		658343c8b14447d9211defd46ad89c710c6fc33333236e3997b9176a5a8be779b21266555e70ad79
		11431685909547 3d5b1bd596b3dea3bf`,
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627"},
	{"TKIP, 802.11-2012 M.6.3", suiteTKIP, "12345678901234567890123456789012 3456789012345678 9012345678901234",
		`08422c0002030405060802030405060702030405060 7d002 0020012000000000
		c00e14fce7cfabc77547e666e57c0dac704a1e358a88c11c8e2e282e3801027a
		4656055ee93e9c254702e9735805ddb5769ba73f1ebb56e844ef912285d3dd6e
		541e823873558adba079068abd7f7f50959675acc4b4de9aa99c05f289a7c52f ee5bfc14f6f8e5f8`,
		`aaaa030000000800450000540000400040 01a555c0a80a02c0a80a0108003ab000000000cd4c0500000000
		0008090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637
		6881a3f3d648d03c`},
}

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			b := unhex(t, v.frame)
			key := newTemporal(v.suite, unhex(t, v.key))[0]
			var f frame
			if !f.parse(b, len(b), false) {
				t.Fatal("cut off")
			}
			got, ok := new(opener).open(nil, key, &f)
			if want := unhex(t, v.plain); !ok || !bytes.Equal(got, want) {
				t.Fatalf("%x, %v, want %x", got, ok, want)
			}
			if v.suite == suiteTKIP {
				if _, ok := key.unsign(&f, got); !ok {
					t.Error("Michael's MIC is taken for wrong")
				}
			}
		})
	}
}

// TestBehaviour30Unauthentic holds that whatever octet of a frame is changed that a
// retransmission may not change, it does not open.
func TestBehaviour30Unauthentic(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			whole := unhex(t, v.frame)
			key := newTemporal(v.suite, unhex(t, v.key))[0]
			for i := range whole {
				b := bytes.Clone(whole)
				b[i] ^= 1
				var f frame
				if !f.parse(b, len(b), false) || !f.has(fcProtected) {
					continue
				}
				plain, ok := new(opener).open(nil, key, &f)
				if ok && v.suite == suiteTKIP {
					_, ok = key.unsign(&f, plain)
				}
				if iv := len(whole) - len(f.body); ok && !unprotected(v.suite, &f, i, iv) {
					t.Errorf("octet %d changed, and yet it opens", i)
				}
			}
		})
	}
}

// unprotected says whether a cipher leaves an octet of a frame, whose cipher header
// starts at iv, to whoever changes it.
func unprotected(s suite, f *frame, octet, iv int) bool {
	switch {
	case octet == 2, octet == 3: // duration
		return true
	case octet == 23: // sequence number
		return true
	case f.isQoS() && octet == 25: // QoS control but for the TID
		return true
	case octet == iv+3: // key ID
		return true
	case s == suiteTKIP: // the protocol version, the fragment number, the octet that avoids weak keys
		return octet == 0 || octet == 22 || octet == iv+1
	}
	return octet == iv+2 // reserved
}
