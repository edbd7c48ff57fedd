package dot11

import "testing"

const plainRadiotap = "synthetic/plain-rtap.pcap"

func TestBehaviour10ControlIsNoIP(t *testing.T)  { testPlain(t, plainRadiotap, 28, 29) }
func TestBehaviour12HeaderLength(t *testing.T)   { testPlain(t, plainRadiotap, 3, 4, 6) }
func TestBehaviour13NoData(t *testing.T)         { testPlain(t, plainRadiotap, 16, 17, 18, 19, 27) }
func TestBehaviour14AMSDU(t *testing.T)          { testPlain(t, plainRadiotap, 8, 9, 26) }
func TestBehaviour15Fragments(t *testing.T)      { testPlain(t, plainRadiotap, 10, 11, 12, 13) }
func TestBehaviour16PlainDuplicate(t *testing.T) { testPlain(t, plainRadiotap, 12, 14, 15) }
func TestBehaviour18Mesh(t *testing.T)           { testPlain(t, plainRadiotap, 24, 25) }

// TestBehaviour12HTControl reads a real frame with the field.
func TestBehaviour12HTControl(t *testing.T) {
	frames := hear(t, monitor(t), "other/ieee802.11_htc.pcap")
	if n, _ := ipLength(frames[1].msdus[0]); n != 328 {
		t.Errorf("IP length %d, want 328", n)
	}
}

// TestBehaviour18MeshCutOff reads a frame whose mesh control is not all there.
func TestBehaviour18MeshCutOff(t *testing.T) {
	if got := hear(t, monitor(t), "other/ieee802.11_meshhdr-oobr.pcap")[1].Verdict; got != Truncated {
		t.Errorf("%v, want Truncated", got)
	}
}

// TestBehaviour11Addresses holds the roles of addresses, and which end of a hop is
// the station.
func TestBehaviour11Addresses(t *testing.T) {
	a1, a2, a3, a4 := Addr{1: 1}, Addr{1: 2}, Addr{1: 3}, Addr{1: 4}
	for _, test := range []struct {
		name           string
		control        uint16
		da, sa         Addr
		bssid, station Addr
	}{
		{"between stations", 0, a1, a2, a3, a2},
		{"to the access point", fcToDS, a3, a2, a1, a2},
		{"from the access point", fcFromDS, a1, a3, a2, a1},
		{"four addresses", fcToDS | fcFromDS, a3, a4, a1, a2},
	} {
		f := frame{control: typeData | test.control, addr: [4]Addr{a1, a2, a3, a4}}
		if f.da() != test.da || f.sa() != test.sa {
			t.Errorf("%s: from %v to %v, want %v and %v", test.name, f.sa(), f.da(), test.sa, test.da)
		}
		if got := monitor(t).place(&f); got != (membership{test.bssid, test.station}) {
			t.Errorf("%s: %v, want %v and %v", test.name, got, test.bssid, test.station)
		}
	}
	// Of a bridge between two, the one that sends beacons is the access point.
	m := monitor(t)
	ap, _ := m.networks.at(a2)
	ap.beacon = true
	f := frame{control: typeData | fcToDS | fcFromDS, addr: [4]Addr{a1, a2, a3, a4}}
	if got := m.place(&f); got != (membership{a2, a1}) {
		t.Errorf("four addresses, sent by an access point: %v", got)
	}
}

// TestReusedFrame reads two frames with one struct: nothing of the first is left.
func TestReusedFrame(t *testing.T) {
	long := unhex(t, "88c3 0000 010101010101 020202020202 030303030303 1000 040404040404 8500 11111111 aabb")
	short := unhex(t, "0801 0000 010101010101 020202020202 030303030303 2000 ccdd")
	var reused, fresh frame
	if !reused.parse(long, len(long), false) || !reused.parse(short, len(short), false) || !fresh.parse(short, len(short), false) {
		t.Fatal("cut off")
	}
	if reused.addr != fresh.addr || reused.qos != fresh.qos || string(reused.body) != string(fresh.body) || reused.sequence != fresh.sequence {
		t.Errorf("%+v, fresh: %+v", reused, fresh)
	}
}

func TestBeforeMSDU(t *testing.T) {
	for _, test := range []struct {
		name, control string
		want          int
	}{
		{"data", "0801", 24},
		{"data, octets swapped", "0108", 24},
		{"QoS data", "8802", 26},
		{"QoS data with HT Control", "8882", 30},
		{"four addresses", "0803", 30},
		{"null data", "4801", 0},
		{"a fragment", "0805", 0},
		{"encrypted", "0841", 0},
		{"beacon", "8000", 0},
		{"half", "08", 0},
	} {
		if got := BeforeMSDU(unhex(t, test.control)); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}
