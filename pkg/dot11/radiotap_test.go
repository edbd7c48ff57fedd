package dot11

import (
	"testing"
)

// oddities are the frames of synthetic/rtap-odd.pcap: each is a UDP packet to a port
// of its own behind a radiotap header with something odd to it.
var oddities = []struct {
	name    string
	verdict Verdict
	port    int
}{
	1:  {"no Flags field: no FCS", Delivered, 20001},
	2:  {"Flags behind TSFT, FCS", Delivered, 20002},
	3:  {"FCS wrong, not flagged", BadFCS, 0},
	4:  {"FCS flagged as bad", BadFCS, 0},
	5:  {"flagged as bad without an FCS", BadFCS, 0},
	6:  {"two more present words, TSFT aligned behind them, FCS", Delivered, 20005},
	7:  {"one more present word, TSFT needs padding", Delivered, 20006},
	8:  {"present word of a vendor", Delivered, 20007},
	9:  {"padding behind a QoS header of 26 octets", Delivered, 20008},
	10: {"padding behind four addresses", Delivered, 20009},
	11: {"padding flag, but a header of 32 octets", Delivered, 20010},
	12: {"padding behind QoS and HT Control", Delivered, 20011},
	13: {"padding flag, but a header of 24 octets, FCS", Delivered, 20012},
	14: {"snapped ten octets short, FCS", Delivered, 20013},
	15: {"snapped two octets short: half an FCS", Delivered, 20014},
	16: {"length 0", Malformed, 0},
	17: {"length beyond the frame", Malformed, 0},
	18: {"present words run into the fields", Delivered, 20017},
	19: {"version 1", Malformed, 0},
	20: {"protocol version 1 of 802.11", Malformed, 0},
	21: {"header ends before the Flags it announces", Delivered, 20020},
}

func testOddities(t *testing.T, numbers ...int) {
	t.Helper()
	frames := hear(t, monitor(t), "synthetic/rtap-odd.pcap")
	for _, n := range numbers {
		want := oddities[n]
		if got := frames[n]; got.Verdict != want.verdict || got.port(0) != want.port {
			t.Errorf("%s: %v to port %d, want %v to %d", want.name, got.Verdict, got.port(0), want.verdict, want.port)
		}
	}
}

func TestBehaviour01HeaderLength(t *testing.T) {
	testOddities(t, 16, 17, 19)
	t.Run("cut off", func(t *testing.T) {
		frames := hear(t, monitor(t), "other/radiotap-heapoverflow.pcap")
		if frames[1].Verdict != Truncated {
			t.Errorf("%v, want Truncated", frames[1].Verdict)
		}
	})
}

func TestBehaviour02PresentWords(t *testing.T) { testOddities(t, 2, 6, 7, 8, 18, 21) }

// TestBehaviour02Alignment holds where fields are: behind all present words, aligned
// to their size from the header's start. What fills up has all bits set.
func TestBehaviour02Alignment(t *testing.T) {
	for _, test := range []struct{ name, header string }{
		{"one more present word", "00 00 1e00 0f000080 00000000 ffffffff 0102030405060708 10 02 8509 a000"},
		{"two more present words", "00 00 1e00 0f000080 00000080 00000000 0102030405060708 10 02 8509 a000"},
		{"no TSFT", "00 00 0e00 0e000000 10 02 8509 a000"},
		{"no TSFT, one more present word", "00 00 1200 0e000080 00000000 10 02 8509 a000"},
		{"no rate", "00 00 0e00 0a000000 10 ff 8509 a000"},
		{"fields behind", "00 00 1200 2a000000 10 ff 8509 a000 d6 ff ffff"},
	} {
		b := unhex(t, test.header)
		r, rest, ok := radiotap(b)
		if want := (radio{fcs: FCSPresent, frequency: 2437}); !ok || r != want || len(rest) > 0 {
			t.Errorf("%s: %+v, %d octets left, %v, want %+v", test.name, r, len(rest), ok, want)
		}
	}
}

func TestBehaviour03FCSPresent(t *testing.T)      { testOddities(t, 1, 2, 14, 15) }
func TestBehaviour04FCSWrong(t *testing.T)        { testOddities(t, 3, 4, 5) }
func TestBehaviour05Datapad(t *testing.T)         { testOddities(t, 9, 10, 11, 12, 13) }
func TestBehaviour10ProtocolVersion(t *testing.T) { testOddities(t, 20) }

// TestDatapadKeepsBuffer holds that padding is passed over, not moved: the buffer
// may be a ring that others read.
func TestDatapadKeepsBuffer(t *testing.T) {
	m := monitor(t)
	records(t, "synthetic/rtap-odd.pcap", func(r *Record) {
		before := string(r.Data)
		m.Receive(r)
		if string(r.Data) != before {
			t.Errorf("frame %d was written to", r.Number)
		}
	})
}

// header is a radiotap header with TSFT, flags, rate and channel, and FCS 0x10.
const radiotapHeader = `00 00 1600 0f000000
	0102030405060708 10 02 8509 a000
`

// TestWithoutPSDU has what drivers note of a transmission that is only a preamble
// (radiotap field 26, 0-length PSDU): some say that its FCS, too, is there.
func TestWithoutPSDU(t *testing.T) {
	for _, header := range []string{
		"00 00 0a 00 00000004 00 00",    // no Flags
		"00 00 0a 00 02000004 00 00",    // Flags, 0-length PSDU
		"00 00 0a 00 02000004 10 00",    // FCS
		"00 00 0a 00 02000004 10 ff",    // FCS, of a vendor's kind
		"00 00 0b 00 06000004 10 02 01", // with a rate, captured without being sent
	} {
		b := unhex(t, header)
		r := &Record{Origin{Number: 1, Length: uint32(len(b))}, linkRadiotap, b}
		if got := monitor(t).Receive(r)[0].Verdict; got != Empty {
			t.Errorf("%s: %v, want Empty", header, got)
		}
	}
}

func TestRadiotap(t *testing.T) {
	b := unhex(t, radiotapHeader+"aabb")
	r, rest, ok := radiotap(b)
	if want := (radio{fcs: FCSPresent, frequency: 2437}); !ok || r != want || len(rest) != 2 {
		t.Errorf("%+v, %x, %v, want %+v and the last two octets", r, rest, ok, want)
	}
	for n := range len(b) - 2 {
		if _, _, ok := radiotap(b[:n]); ok {
			t.Errorf("%d octets of it are taken for a header", n)
		}
	}
}
