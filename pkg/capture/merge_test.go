package capture

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMerge(t *testing.T) {
	for _, test := range []struct {
		name   string
		inputs [][]byte
		want   []string // input.frame
	}{
		{"one after the other", [][]byte{at(1, 2), at(3, 4)}, []string{"0.1", "0.2", "1.1", "1.2"}},
		{"the later is named first", [][]byte{at(3, 4), at(1, 2)}, []string{"1.1", "1.2", "0.1", "0.2"}},
		{"interleaved", [][]byte{at(1, 4, 7), at(2, 5, 8), at(3, 6, 9)}, []string{"0.1", "1.1", "2.1", "0.2", "1.2", "2.2", "0.3", "1.3", "2.3"}},
		{"equal times: the earlier input", [][]byte{at(5, 5), at(5), at(4, 5)}, []string{"2.1", "0.1", "0.2", "1.1", "2.2"}},
		{"a file's own order is kept", [][]byte{at(5, 1, 9), at(2, 3)}, []string{"1.1", "1.2", "0.1", "0.2", "0.3"}},
		{"no frames", [][]byte{at(), at(1), at()}, []string{"1.1"}},
		{
			"frames without a time go at once",
			[][]byte{at(1, 2, 9), unhex(section + ethernet + enhanced + `
				03000000 14000000 04000000 aabbccdd 14000000
				03000000 14000000 04000000 aabbccdd 14000000` + enhanced), at(3)},
			[]string{"0.1", "0.2", "2.1", "0.3", "1.1", "1.2", "1.3", "1.4"},
		},
		{
			"a first frame without a time goes at once",
			[][]byte{at(1, 2), unhex(section + ethernet + `03000000 14000000 04000000 aabbccdd 14000000` + enhanced)},
			[]string{"1.1", "0.1", "0.2", "1.2"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range drain(t, openAll(t, Options{}, test.inputs...)) {
				got = append(got, fmt.Sprintf("%d.%d", f.Input, f.Number))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMergeMany compares a merge of many blocks and chunks, each released as
// soon as it was read, with a sort of all frames.
func TestMergeMany(t *testing.T) {
	contents := [][]byte{manyFrames(3000, 0), manyFrames(2500, 500), manyFrames(10, 0), gzipped(t, manyFrames(2000, 1_000_000))}
	var want []Frame
	for i, data := range contents {
		frames, _ := read(t, data)
		for _, f := range frames {
			f.Input = uint32(i)
			want = append(want, f)
		}
	}
	slices.SortStableFunc(want, func(a, b Frame) int { return int(a.Time - b.Time) })
	f := openAll(t, Options{}, contents...)
	sameFrames(t, want, drain(t, f))
	if f.BytesRead() != f.Size() {
		t.Errorf("read %d of %d bytes", f.BytesRead(), f.Size())
	}
}
