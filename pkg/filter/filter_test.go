package filter

import (
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
)

// TestWireLength has len mean the frame's length on the wire, not what was kept.
func TestWireLength(t *testing.T) {
	frame := capture.Frame{Data: make([]byte, 60), Length: 1500, Link: capture.LinkEthernet}
	for expr, want := range map[string]bool{
		"len = 1500": true, "greater 1500": true, "less 1500": true, "greater 1501": false, "less 1499": false, "len - 1440 = 60": true,
	} {
		f, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f.Match(&frame); got != want || err != nil {
			t.Errorf("%s: %v, %v", expr, got, err)
		}
	}
}

// TestLinkTypes has one filter select frames of several link types in turn, as
// they come of a pcapng file with several interfaces.
func TestLinkTypes(t *testing.T) {
	f, err := Parse("udp dst port 53")
	if err != nil {
		t.Fatal(err)
	}
	frame := ethernet([4]byte{192, 0, 2, 1}, [4]byte{192, 0, 2, 2}, 1024, 53)
	frames := []capture.Frame{
		{Data: frame, Link: capture.LinkEthernet},
		{Data: frame[14:], Link: capture.LinkRaw},
		{Data: frame[14:], Link: capture.LinkRawBSD},
		{Data: frame[14:], Link: capture.LinkRawOpenBSD},
		{Data: frame[14:], Link: capture.LinkIPv4},
		{Data: after("\x02\x00\x00\x00", frame[14:]), Link: capture.LinkNull},
		{Data: after("\x00\x00\x00\x02", frame[14:]), Link: capture.LinkNull}, // of a big-endian machine
		{Data: after("\x00\x00\x00\x02", frame[14:]), Link: capture.LinkLoop},
		{Data: after("\xff\x03\x00\x21", frame[14:]), Link: capture.LinkPPP},
		{Data: after("\x04\x11\x03\xcc", frame[14:]), Link: capture.LinkFrameRelay},
		{Data: after("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", frame[14:]), Link: capture.LinkSLIP},
		{Data: after("\x3d\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"+
			"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00", frame[14:]), Link: capture.LinkPFLog}, // a header of 61 bytes, padded
	}
	for range 2 {
		for _, frame := range frames {
			if selected, err := f.Match(&frame); !selected || err != nil {
				t.Errorf("%v: %v, %v", frame.Link, selected, err)
			}
		}
		if selected, err := f.Match(&capture.Frame{Data: frame[14:], Link: capture.LinkIPv6}); selected || err != nil {
			t.Errorf("%v: %v, %v", capture.LinkIPv6, selected, err)
		}
	}
}

func after(header string, packet []byte) []byte { return append([]byte(header), packet...) }

// TestCutShort has a frame cut anywhere: what is tested is there, or nothing is
// selected, by the opposite neither.
func TestCutShort(t *testing.T) {
	frame := ethernet([4]byte{192, 0, 2, 1}, [4]byte{192, 0, 2, 2}, 1024, 53)
	const ports = 14 + 20 + 4
	for expr, is := range map[string]bool{"dst port 53": true, "not dst port 53": false, "dst port 54": false, "not dst port 54": true} {
		p := program(t, expr)
		for n := range len(frame) + 1 {
			if got, want := p.Match(frame[:n], uint32(len(frame))), is && n >= ports; got != want {
				t.Errorf("%s: %d bytes: %v", expr, n, got)
			}
		}
	}
}

// TestFragments has ports looked for in what begins with them.
func TestFragments(t *testing.T) {
	frame := ethernet([4]byte{192, 0, 2, 1}, [4]byte{192, 0, 2, 2}, 1024, 53)
	for expr, offset := range map[string]byte{"port 53": 0, "udp[2:2] = 53": 0, "udp and not port 53": 1, "udp[2:2] != 53 or udp": 1} {
		frame[14+7] = offset
		if !program(t, expr).Match(frame, 0) {
			t.Errorf("%s: a fragment at %d is not selected", expr, offset)
		}
	}
}

func TestString(t *testing.T) {
	f, err := Parse(" tcp \n port\t80 ")
	if err != nil {
		t.Fatal(err)
	}
	if f.String() != "tcp port 80" {
		t.Errorf("%q", f)
	}
	if f = nil; f.String() != "" {
		t.Errorf("%q", f)
	}
}

func TestMatchAllocates(t *testing.T) {
	f, err := Parse("tcp port 80 or udp port 53 and len < 1000")
	if err != nil {
		t.Fatal(err)
	}
	frame := capture.Frame{Data: ethernet([4]byte{}, [4]byte{}, 1024, 53), Link: capture.LinkEthernet}
	if n := testing.AllocsPerRun(100, func() {
		if selected, err := f.Match(&frame); !selected || err != nil {
			t.Fatal(selected, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

// FuzzParse has every text parsed or refused on one line, and what it is compiled
// to be a program, for all link types.
func FuzzParse(f *testing.F) {
	for _, g := range goldens(f) {
		if g.link == capture.LinkEthernet {
			f.Add(g.expr)
		}
	}
	links := []capture.LinkType{capture.LinkEthernet, capture.LinkIEEE80211Radio, capture.LinkPFLog, capture.LinkFrameRelay, capture.LinkIPv6, capture.LinkNFLog}
	f.Fuzz(func(t *testing.T, text string) {
		if isDecimal(text) {
			return
		}
		filter, err := Parse(text)
		if err != nil {
			return
		}
		for _, link := range links {
			if p, err := filter.Program(link); err == nil {
				machineOf(t, p)
				p.Match([]byte(text), uint32(len(text)))
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	f, err := Parse("tcp port 80 or tcp port 443")
	if err != nil {
		b.Fatal(err)
	}
	frame := capture.Frame{Data: ethernet([4]byte{}, [4]byte{}, 1024, 53), Link: capture.LinkEthernet}
	for b.Loop() {
		f.Match(&frame)
	}
}
