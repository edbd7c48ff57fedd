package dot11

import (
	"encoding/binary"
	"hash/crc32"
	"path/filepath"
	"slices"
	"testing"
)

// plainFrames are those of synthetic/plain-*.pcap: the same 29 frames behind each
// link header, each UDP packet to a port of its own.
var plainFrames = []struct {
	name    string
	verdict Verdict
	ports   []int
}{
	1:  {"from the distribution system", Delivered, []int{10001}},
	2:  {"to the distribution system", Delivered, []int{10002}},
	3:  {"QoS", Delivered, []int{10003}},
	4:  {"QoS and HT Control", Delivered, []int{10004}},
	5:  {"four addresses", Delivered, []int{10005}},
	6:  {"four addresses, QoS", Delivered, []int{10006}},
	7:  {"between stations", Delivered, []int{10007}},
	8:  {"A-MSDU of three", Delivered, []int{10008, 10009, 10010}},
	9:  {"A-MSDU of one", Delivered, []int{10011}},
	10: {"fragment 0", Delivered, nil},
	11: {"fragment 1", Delivered, nil},
	12: {"fragment 1 again", Retry, nil},
	13: {"fragment 2", Delivered, []int{10012}},
	14: {"original", Delivered, []int{10013}},
	15: {"sent again", Retry, nil},
	16: {"null data", Empty, nil},
	17: {"QoS null", Empty, nil},
	18: {"Data + CF-Ack", Delivered, []int{10014}},
	19: {"QoS Data + CF-Poll", Delivered, []int{10015}},
	20: {"802.1Q behind SNAP", Delivered, nil},
	21: {"SNAP of bridges", Delivered, []int{10017}},
	22: {"STP", Delivered, nil},
	23: {"IPv6", Delivered, nil},
	24: {"mesh control of 6 octets", Delivered, []int{10018}},
	25: {"mesh control of 18 octets", Delivered, []int{10019}},
	26: {"A-MSDU with a length that cannot be", Delivered, nil},
	27: {"reserved subtype 13", Empty, nil},
	28: {"ACK", Control, nil},
	29: {"RTS", Control, nil},
}

func testPlain(t *testing.T, path string, numbers ...int) {
	t.Helper()
	frames := hear(t, monitor(t), path)
	if len(frames) != len(plainFrames)-1 {
		t.Errorf("%d frames, want %d", len(frames), len(plainFrames)-1)
	}
	for _, n := range numbers {
		want, got := plainFrames[n], frames[n]
		var ports []int
		for i := range got.msdus {
			if p := got.port(i); p > 10000 && p < 11000 {
				ports = append(ports, p)
			}
		}
		if got.Verdict != want.verdict || !slices.Equal(ports, want.ports) {
			t.Errorf("%s: %v to %v, want %v to %v", want.name, got.Verdict, ports, want.verdict, want.ports)
		}
	}
}

// everyPlain are the numbers of all plainFrames.
func everyPlain() (all []int) {
	for n := 1; n < len(plainFrames); n++ {
		all = append(all, n)
	}
	return all
}

func TestBehaviour03FCSChangesNothing(t *testing.T) {
	testPlain(t, "synthetic/plain-rtap.pcap", everyPlain()...)
	testPlain(t, "synthetic/plain-rtap-fcs.pcap", everyPlain()...)
}

func TestBehaviour06FCSWithoutMarker(t *testing.T) {
	testPlain(t, "synthetic/plain-105.pcap", everyPlain()...)
	testPlain(t, "synthetic/plain-105-fcs.pcap", everyPlain()...)
}

// TestBehaviour06FCSForced holds that the user's word goes before the guess.
func TestBehaviour06FCSForced(t *testing.T) {
	for _, test := range []struct {
		path string
		fcs  FCS
		want Verdict
	}{
		{"synthetic/plain-105-fcs.pcap", FCSPresent, Delivered},
		{"synthetic/plain-105.pcap", FCSPresent, BadFCS},
		{"synthetic/plain-105.pcap", FCSAbsent, Delivered},
		{"synthetic/plain-rtap.pcap", FCSPresent, Delivered}, // radiotap has its own word
	} {
		if got := hear(t, NewMonitor(Options{FCS: test.fcs}), test.path)[1]; got.Verdict != test.want {
			t.Errorf("%s, FCS %d: %v, want %v", test.path, test.fcs, got.Verdict, test.want)
		}
	}
}

func TestBehaviour07PrismAndAVS(t *testing.T) {
	testPlain(t, "synthetic/plain-prism.pcap", everyPlain()...)
	testPlain(t, "synthetic/plain-avs.pcap", everyPlain()...)
	testPlain(t, "synthetic/plain-avs-in-119.pcap", everyPlain()...)
	t.Run("cut off", func(t *testing.T) {
		if got := hear(t, monitor(t), "aircrack-ng/wpaclean_crash.pcap")[1].Verdict; got != Malformed && got != Truncated {
			t.Errorf("%v", got)
		}
	})
}

func TestBehaviour08PPI(t *testing.T) {
	testPlain(t, "synthetic/plain-ppi-fcs.pcap", everyPlain()...)
	t.Run("of Ethernet", func(t *testing.T) {
		records(t, "other/ndpi-ppi.pcap", func(r *Record) {
			if link, rest := UnwrapPPI(r.Data); Carries(r.Link, r.Data) || link != 1 || len(rest) == 0 {
				t.Errorf("frame %d: link type %d, %d octets", r.Number, link, len(rest))
			}
		})
	})
}

func TestBehaviour09Cooked(t *testing.T) {
	testPlain(t, "synthetic/plain-sll-803.pcap", everyPlain()...)
	testPlain(t, "synthetic/plain-sll2-803.pcap", everyPlain()...)
}

func TestCarries(t *testing.T) {
	for _, test := range []struct {
		name string
		link uint16
		data string
		want bool
	}{
		{"radiotap", linkRadiotap, "", true},
		{"Ethernet", 1, "", false},
		{"cooked Ethernet", linkSLL, "0000 0001 0006 000000000000 0000 0800", false},
		{"cooked 802.11", linkSLL, "0003 0321 0006 000000000000 0000 0004", true},
		{"cooked Prism", linkSLL, "0003 0322 0006 000000000000 0000 0004", true},
		{"cooked, cut off", linkSLL, "0003 0323 0006", false},
		{"cooked radiotap, version 2", linkSLL2, "0004 0000 00000001 0323 03 06 0000000000000000", true},
		{"PPI in PPI", linkPPI, "00 00 0800 c0000000", false},
		{"PPI, 802.11", linkPPI, "00 00 0800 69000000", true},
	} {
		if got := Carries(test.link, unhex(t, test.data)); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// TestPrefixes cuts every frame of every capture short at every octet. What is cut
// off is no FCS that is wrong, and never malformed.
func TestPrefixes(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.pcap")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		m := monitor(t, "flowlab:flowscan-lab")
		records(t, "synthetic/"+filepath.Base(path), func(r *Record) {
			whole := m.Receive(r)[0].Verdict
			for n := range r.Data {
				cut := *r
				cut.Data = r.Data[:n:n]
				got := m.Receive(&cut)[0].Verdict
				if whole != got && (got == Malformed || got == None || got == BadFCS) {
					t.Errorf("%s frame %d, %d of %d octets: %v, whole it is %v", path, r.Number, n, len(r.Data), got, whole)
				}
			}
		})
	}
}

// TestPPIFields holds that fields are found behind one that is filled up to four
// octets, where the header says so.
func TestPPIFields(t *testing.T) {
	const common = "0200 1400 0000000000000000 0100 0000 8509 0000 00000000"
	for _, test := range []struct {
		name, header string
		want         radio
	}{
		{"the first", "00 00 2000 69000000" + common, radio{fcs: FCSPresent, frequency: 2437}},
		{"behind another", "00 00 2500 69000000 0900 0100 aa" + common, radio{fcs: FCSPresent, frequency: 2437}},
		{"behind another, filled up", "00 01 2800 69000000 0900 0100 aa000000" + common, radio{fcs: FCSPresent, frequency: 2437}},
		{"none", "00 00 0800 69000000", radio{}},
		{"cut off", "00 00 1000 69000000 0200 1400 00000000", radio{}},
	} {
		if got := ppiRadio(unhex(t, test.header)); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

// TestBehaviour05PaddingNotInFCS holds that the FCS is of what was on the air, without
// the octets that fill up a header.
func TestBehaviour05PaddingNotInFCS(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	head := append(header(typeData|fcToDS|fcQoS, l.ap, l.sta, l.ap, 1), 0, 0)
	fcs := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(append(slices.Clone(head), udp(7)...)))
	b := slices.Concat([]byte{0, 0, 9, 0, 2, 0, 0, 0, 0x30}, head, []byte{0, 0}, udp(7), fcs)
	r := &Record{Origin{Number: 1, Length: uint32(len(b))}, linkRadiotap, b}
	if f := l.hear(monitor(t), r)[1]; f.port(0) != 7 {
		t.Errorf("%v", f.Verdict)
	}
	b[40]++
	if f := l.hear(monitor(t), r)[1]; f.Verdict != BadFCS {
		t.Errorf("%v, want BadFCS", f.Verdict)
	}
}
