package names

import (
	"slices"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
)

func TestReader(t *testing.T) {
	const one = "\x00\x0cfirstmessage" // 12 bytes each
	const two = "\x00\x0dsecond messag"
	for name, test := range map[string]struct {
		chunks []string
		want   []string
		over   bool
	}{
		"one message":        {[]string{one}, []string{"firstmessage"}, false},
		"two at once":        {[]string{one + two}, []string{"firstmessage", "second messag"}, false},
		"a byte at a time":   {split(one + two), []string{"firstmessage", "second messag"}, false},
		"an unfinished one":  {[]string{one + two[:5]}, []string{"firstmessage"}, false},
		"too short for one":  {[]string{"\x00\x0bsomethingelse"}, nil, true},
		"not DNS after all":  {[]string{one + "\x00\x00" + one}, []string{"firstmessage"}, true},
		"half a length only": {[]string{"\x00"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			r := Reader{Each: func(msg []byte, _ decode.Place) bool {
				got = append(got, string(msg))
				return true
			}}
			var held []byte
			more := true
			for _, chunk := range test.chunks {
				held = append(held, chunk...)
				var n uint64
				n, more = r.Read(held, decode.Place{})
				held = held[n:]
			}
			if !slices.Equal(got, test.want) || more == test.over {
				t.Errorf("got %q, more %v", got, more)
			}
		})
	}
}

func TestReaderEnds(t *testing.T) {
	const one = "\x00\x0cfirstmessage"
	calls := 0
	r := Reader{Each: func(_ []byte, place decode.Place) bool {
		calls++
		return place.Frame < 2
	}}
	if _, more := r.Read([]byte(one), decode.Place{Frame: 1}); !more {
		t.Error("ended before the callee had enough")
	}
	if _, more := r.Read([]byte(one+one), decode.Place{Frame: 2}); more || calls != 2 {
		t.Errorf("more %v after %d calls", more, calls)
	}
	lost := Reader{Each: func([]byte, decode.Place) bool { t.Error("read across a gap"); return true }}
	lost.Gap()
	if _, more := lost.Read([]byte(one), decode.Place{}); more {
		t.Error("goes on after a gap")
	}
}

func split(s string) []string {
	var bytes []string
	for i := range len(s) {
		bytes = append(bytes, s[i:i+1])
	}
	return bytes
}
