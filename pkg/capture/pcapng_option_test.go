package capture

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// commented is a frame with two comments.
var commented = block(blockEnhancedPacket, `
	00000000 00000000 05ca9a3b 01000000 01000000 aa000000
	0100 0200 68690000 # hi
	0100 0200 686f0000 # ho
	0000 0000`)

// TestComments keeps the comments of the capture, its interfaces and its frames.
func TestComments(t *testing.T) {
	_, in := read(t, slices.Concat(
		block(blockSection, `
			4d3c2b1a 0100 0000 ffffffffffffffff
			0100 0500 70686f6e65000000 # phone`),
		block(blockInterface, `
			0100 0000 00000000
			0100 0300 6c616e00         # lan
			0000 0000`),
		unhex(enhanced), commented,
		block(blockPacket, `
			0000 ffff 00000000 05ca9a3b 00000000 00000000
			0100 0100 21000000         # !`),
		block(blockStatistics, `
			00000000 00000000 00000000
			0100 0300 656e6400         # end`)))
	want := []Comment{{0, "phone"}, {0, "lan"}, {2, "hi"}, {2, "ho"}, {3, "!"}, {0, "end"}}
	if diff := cmp.Diff(want, in.Comments); diff != "" || in.CommentCount != 6 || in.Damage != "" {
		t.Errorf("%d comments, damage %q (-want +got):\n%s", in.CommentCount, in.Damage, diff)
	}
}

func TestTooManyComments(t *testing.T) {
	data := unhex(section + ethernet)
	const frames = maxComments
	for range frames {
		data = append(data, commented...)
	}
	_, in := read(t, data)
	if len(in.Comments) != maxComments || in.CommentCount != 2*frames || in.Frames != frames {
		t.Errorf("%d of %d comments in %d frames; want %d of %d in %d", len(in.Comments), in.CommentCount, in.Frames, maxComments, 2*frames, frames)
	}
}

func TestClip(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"short", "eth0", "eth0"},
		{"nothing", "", ""},
		{"ended by a zero byte", "eth0\x00\x00", "eth0"},
		{"just as long", "123456789\u00fc", "123456789"},
		{"just fits", "12345678\u00fc", "12345678\u00fc"},
		{"cut before a character of four bytes", "1234567\U0001f4f1", "1234567"},
		{"no UTF-8", strings.Repeat("\xbf", 20), strings.Repeat("\xbf", 10)},
	} {
		if got := clip([]byte(test.text), 10); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestOptionAllocations reads frames that each have options, as macOS writes
// them, without allocating.
func TestOptionAllocations(t *testing.T) {
	frame := block(blockEnhancedPacket, `
		00000000 00000000 05ca9a3b 01000000 01000000 aa000000
		0200 0400 01000000 # epb_flags
		0000 0000`)
	data := slices.Concat(unhex(section+ethernet), slices.Repeat(frame, 60_000))
	f := openAll(t, Options{}, data)
	next := func() {
		c, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		c.Release()
	}
	next()
	if n := testing.AllocsPerRun(5, next); n >= 1 {
		t.Errorf("%v allocations a chunk", n)
	}
}
