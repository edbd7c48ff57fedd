package report

import (
	"slices"
	"strings"
	"testing"
)

func TestLostNote(t *testing.T) {
	for _, test := range []struct {
		dropped, frames, skipped uint64
		want                     []string
	}{
		{0, 10, 0, nil},
		{0, 10, 9, []string{"9 frames captured, but not decoded for want of time"}},
		{5, 95, 1, []string{"5 frames, 5.0% of all, while capturing: figures are too low", "1 frame captured, but not decoded for want of time"}},
		{1, 0, 0, []string{"1 frame, 100.0% of all, while capturing: figures are too low"}},
		{3, 9_997, 0, []string{"3 frames, <0.1% of all, while capturing: figures are too low"}},
		{2_500, 7_500, 0, []string{"2,500 frames, 25.0% of all, while capturing: figures are too low"}},
	} {
		r := &Report{Capture: Capture{Dropped: test.dropped, Frames: test.frames}, Ledger: []Entry{{Reason: "skipped", Frames: test.skipped}}}
		if got := (notes{report: r}).lost(); !slices.Equal(got, test.want) {
			t.Errorf("%d lost beside %d: %q, want %q", test.dropped, test.frames, got, test.want)
		}
	}
}

func TestCommentNotes(t *testing.T) {
	long := strings.Repeat("very ", 100)
	a, b := Input{Path: "a.pcapng"}, Input{Path: "-"}
	a.Comments = []Comment{{0, "at rest,\n\tno app\x1b[31m"}, {1_234, long}}
	b.Comments = []Comment{{2, "b"}, {3, "c"}, {4, "d"}}
	for _, test := range []struct {
		name   string
		inputs []Input
		want   []string
	}{
		{"none", []Input{{}}, nil},
		{"one input", []Input{a}, []string{`at rest, no app\x1b[31m`, "frame 1,234: " + long[:159] + "…"}},
		{"several", []Input{b, {}, a}, []string{"standard input: frame 2: b", "standard input: frame 3: c", "standard input: frame 4: d", "2 more"}},
	} {
		if got := (notes{report: &Report{Inputs: test.inputs}}).comments(maxComments); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
