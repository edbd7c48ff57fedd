package stream

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
)

// transcript is a Reader that writes down what it is given: bytes as they come,
// "|" for a gap.
type transcript struct {
	text  strings.Builder
	wait  int    // ask for more until there are that many bytes
	skip  uint64 // be done with that many more bytes than given, once
	stop  int    // want no more after that many bytes; 0 for never
	place decode.Place
}

func (t *transcript) Read(b []byte, place decode.Place) (n uint64, more bool) {
	if len(b) < t.wait {
		return 0, true
	}
	t.wait = 0
	t.text.Write(b)
	t.place = place
	n, t.skip = uint64(len(b))+t.skip, 0
	return n, t.stop == 0 || t.text.Len() < t.stop
}

func (t *transcript) Gap() { t.text.WriteByte('|') }

func TestDirection(t *testing.T) {
	seg := func(seq uint32, data string) Segment {
		return Segment{Seq: seq, Wire: uint32(len(data)), Data: []byte(data)}
	}
	cut := func(seq uint32, data string, wire uint32) Segment {
		return Segment{Seq: seq, Wire: wire, Data: []byte(data)}
	}
	for _, test := range []struct {
		name   string
		start  uint32
		reader transcript
		add    []Segment
		want   string
	}{
		{name: "in order", start: 1, add: []Segment{seg(1, "abc"), seg(4, "def")}, want: "abcdef"},
		{name: "sent twice", start: 1, add: []Segment{seg(1, "abc"), seg(1, "abc"), seg(4, "def")}, want: "abcdef"},
		{name: "swapped", start: 1, add: []Segment{seg(4, "def"), seg(1, "abc")}, want: "abcdef"},
		{name: "reversed", start: 1, add: []Segment{seg(7, "ghi"), seg(4, "def"), seg(1, "abc")}, want: "abcdefghi"},
		{name: "sent again with more", start: 1, add: []Segment{seg(1, "abc"), seg(1, "abcdef")}, want: "abcdef"},
		{name: "overlap: what came first wins", start: 1, add: []Segment{seg(1, "abc"), seg(2, "XXdef")}, want: "abcdef"},
		{name: "overlap ahead", start: 1, add: []Segment{seg(4, "def"), seg(3, "cXXXgh"), seg(1, "ab")}, want: "abcXXXgh"},
		{name: "number wraps", start: 0xfffffffe, add: []Segment{seg(1, "de"), seg(0xfffffffe, "abc")}, want: "abcde"},
		{name: "begun before the capture", start: 100, add: []Segment{seg(100, "abc"), seg(103, "def")}, want: "abcdef"},
		{name: "hole stays", start: 1, add: []Segment{seg(1, "abc"), seg(7, "ghi")}, want: "abc|ghi"},
		{name: "snapped", start: 1, add: []Segment{cut(1, "ab", 3), seg(4, "def")}, want: "ab|def"},
		{name: "waits for more", start: 1, reader: transcript{wait: 5}, add: []Segment{seg(1, "abc"), seg(4, "de"), seg(6, "f")}, want: "abcdef"},
		{name: "skips within a segment", start: 1, reader: transcript{skip: 2}, add: []Segment{seg(1, "abc"), seg(4, "--def")}, want: "abcdef"},
		{name: "skips whole segments", start: 1, reader: transcript{skip: 6}, add: []Segment{seg(1, "abc"), seg(4, "---"), seg(7, "---"), seg(10, "def")}, want: "abcdef"},
		{name: "skips a hole", start: 1, reader: transcript{skip: 6}, add: []Segment{seg(1, "abc"), seg(7, "---"), seg(10, "def")}, want: "abcdef"},
		{name: "skips into a hole", start: 1, reader: transcript{skip: 4}, add: []Segment{seg(1, "abc"), seg(10, "ghi"), seg(8, "ef")}, want: "abcefghi"},
		{name: "skips what the snap length lost", start: 1, reader: transcript{skip: 6}, add: []Segment{seg(1, "abc"), cut(4, "-", 6), seg(10, "def")}, want: "abcdef"},
		{name: "wants no more", start: 1, reader: transcript{stop: 3}, add: []Segment{seg(1, "abc"), seg(4, "def")}, want: "abc"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var d Direction
			r := &test.reader
			d.Start(test.start)
			more := true
			for _, s := range test.add {
				if more {
					more = d.Add(s, r)
				}
			}
			if more {
				d.Flush(r)
			}
			if got := r.text.String(); got != test.want {
				t.Errorf("read %q, want %q", got, test.want)
			}
		})
	}
}

func TestPlaceIsOfTheLastSegmentRead(t *testing.T) {
	var d Direction
	r := &transcript{wait: 6}
	d.Start(1)
	d.Add(Segment{Seq: 4, Wire: 3, Data: []byte("def"), Place: decode.Place{Frame: 7}}, r)
	d.Add(Segment{Seq: 1, Wire: 3, Data: []byte("abc"), Place: decode.Place{Frame: 9}}, r)
	if r.text.String() != "abcdef" || r.place.Frame != 7 {
		t.Errorf("read %q, the last of it from frame %d", r.text.String(), r.place.Frame)
	}
}

func TestNewSYNStartsAnew(t *testing.T) {
	var d Direction
	r := new(transcript)
	for _, s := range []struct {
		start uint32
		data  string
	}{{1, "abc"}, {1, "abc"}, {5000, "xyz"}} {
		d.Start(s.start)
		d.Add(Segment{Seq: s.start, Wire: 3, Data: []byte(s.data)}, r)
	}
	if got := r.text.String(); got != "abcxyz" {
		t.Errorf("read %q, want %q", got, "abcxyz")
	}
}

// A direction keeps what it says it keeps, whatever comes.
func TestBounded(t *testing.T) {
	var d Direction
	r := &transcript{wait: 1 << 30}
	d.Start(1)
	data := make([]byte, 1400)
	for i := range 10_000 {
		d.Add(Segment{Seq: uint32(1 + 2*i*len(data)), Wire: uint32(len(data)), Data: data}, r) // every other one is missing
		if len(d.ahead) > maxAhead || len(d.held) > MaxHeld {
			t.Fatalf("after %d segments: %d held back, %d bytes unread", i, len(d.ahead), len(d.held))
		}
	}
	if !strings.Contains(r.text.String(), "|") {
		t.Error("no hole was given up")
	}
}

func TestInOrderDoesNotAllocate(t *testing.T) {
	var d Direction
	r := &counter{}
	d.Start(0)
	data := make([]byte, 1400)
	seq := uint32(0)
	if n := testing.AllocsPerRun(1000, func() {
		d.Add(Segment{Seq: seq, Wire: uint32(len(data)), Data: data}, r)
		seq += uint32(len(data))
	}); n != 0 {
		t.Errorf("%v allocations a segment", n)
	}
}

type counter struct{ n uint64 }

func (c *counter) Read(b []byte, _ decode.Place) (uint64, bool) {
	c.n += uint64(len(b))
	return uint64(len(b)), true
}
func (c *counter) Gap() {}

// However a text is cut into no more segments than are held back, shuffled and
// overlapped, it is read whole and in order.
func FuzzDirection(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed, uint32(seed*0x2fffffff), uint8(1+seed*3))
	}
	f.Fuzz(func(t *testing.T, seed uint64, start uint32, size uint8) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		var text strings.Builder
		for i := range 40 {
			fmt.Fprintf(&text, "%d,", i)
		}
		whole := text.String()
		var segments []Segment
		for at := 0; at < len(whole); {
			n := min(1+rnd.IntN(int(size)+4), len(whole)-at)
			if len(segments) == maxAhead-1 {
				n = len(whole) - at
			}
			from := max(0, at-rnd.IntN(3))
			segments = append(segments, Segment{Seq: start + uint32(from), Wire: uint32(at + n - from), Data: []byte(whole[from : at+n])})
			at += n
		}
		rnd.Shuffle(len(segments), func(i, j int) { segments[i], segments[j] = segments[j], segments[i] })
		var d Direction
		r := &transcript{wait: rnd.IntN(20)}
		d.Start(start)
		for _, s := range segments {
			d.Add(s, r)
		}
		if got := r.text.String(); got != whole {
			t.Errorf("read %q, want %q", got, whole)
		}
	})
}
