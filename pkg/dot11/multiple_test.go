package dot11

import (
	"bytes"
	"strings"
	"testing"
)

// TestMultipleBSSID has the beacon of an access point on 6 GHz with networks beside
// the one it is of. Who joins one of those uses its BSSID, and its name for a key.
func TestMultipleBSSID(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	l.ap[5] = 0x06
	profile := func(elements ...[]byte) []byte { return element1(0, bytes.Join(elements, nil)) }
	private, open := element1(elementCapability, []byte{0x11, 0}), element1(elementCapability, []byte{1, 0})
	named := func(ssid string) []byte { return element1(elementSSID, []byte(ssid)) }
	index := func(n byte) []byte { return element1(elementBSSIDIndex, []byte{n}) }
	sae := element1(elementRSN, unhex(t, "0100 000fac04 0100 000fac04 0100 000fac08 c000"))
	none := element1(elementExtension, []byte{56, 1, elementRSN})

	all := element1(elementMultipleBSSID, bytes.Join([][]byte{
		{3}, // 8 BSSIDs
		profile(private, named("same security"), index(1)),
		profile(private, named("own security"), index(2), sae), // numbers start over: …:00
		profile(open, named("guests"), index(3), none),
		profile(open, named("no such index"), index(8)),
		profile(open, named("the transmitted one's"), index(0)),
		profile(named("no capability"), index(4)),
		profile(private, named("no index")),
		element1(9, named("no profile")),
	}, nil))
	r := l.beacon()
	r.Data[2], r.Data[4] = 12, 1<<3 // channel: 5975 MHz
	r.Data = append(append(bytes.Clone(r.Data[:8]), 0x57, 0x17, 0, 0), r.Data[8:]...)
	r.Data = append(bytes.Replace(r.Data, element1(elementDS, []byte{6}), nil, 1), all...)
	r.Length = uint32(len(r.Data))
	m := monitor(t, ":password")
	l.hear(m, r)

	want := []struct {
		bssid          byte
		ssid, security string
	}{{0, "own security", "WPA3-SAE"}, {1, "guests", "open"}, {6, "lab", "WPA2-PSK"}, {7, "same security", "WPA2-PSK"}}
	got := m.Networks()
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		n := got[i]
		if n.BSSID[5] != w.bssid || n.SSID != w.ssid || strings.Join(n.Security, " ") != w.security || n.Channel != 5 {
			t.Errorf("%v %q, channel %d, %v, want %+v", n.BSSID, n.SSID, n.Channel, n.Security, w)
		}
	}

	l.ap[5] = 0x07
	l.pmk = psk([]byte("password"), "same security")
	if frames := l.hear(m, l.m1(), l.m2(), l.pairwiseData(1)); frames[int(l.number)].Verdict != Delivered {
		t.Errorf("what is sent to …:07: %v", frames[int(l.number)].Verdict)
	}
}

func TestChannelOf(t *testing.T) {
	for frequency, want := range map[uint16]uint8{2412: 1, 2472: 13, 2484: 14, 5180: 36, 5885: 177, 5935: 2, 5955: 1, 7115: 233, 0: 0, 2400: 0} {
		if got := channelOf(frequency); got != want {
			t.Errorf("%d MHz: channel %d, want %d", frequency, got, want)
		}
	}
}
