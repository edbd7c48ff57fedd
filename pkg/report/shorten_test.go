package report

import (
	"strings"
	"testing"
)

func TestShorten(t *testing.T) {
	for _, test := range []struct {
		in    string
		width int
		want  string
	}{
		{"short.example", 13, "short.example"},
		{"tracking.vendor.example", 13, "trac….example"},
		{"xn--mnchen-3ya.example (münchen.example)", 22, "xn--mnchen-3ya.example"}, // the A-label outlives the remark
		{"xn--mnchen-3ya.example (münchen.example)", 10, "xn-…xample"},
		{"日本語日本語", 7, "日…本語"},
		{"日本語日本語", 6, "…本語"},                                   // half a character is none
		{"e\u0301e\u0301e\u0301e\u0301", 3, "…e\u0301e\u0301"}, // accents stay with their letters
		{"abc", 1, "…"},
		{"abc", 0, ""},
		{"abc", -1, ""},
	} {
		if got := shorten(test.in, test.width); got != test.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", test.in, test.width, got, test.want)
		}
	}
}

func FuzzShorten(f *testing.F) {
	f.Add("日本語 👍🏽 (e\u0301)", 5)
	f.Fuzz(func(t *testing.T, s string, width int) {
		s = Sanitise(s)
		for _, got := range []string{shorten(s, width), clip(s, width)} {
			if w := columns(got); w > max(0, width) {
				t.Errorf("%q is %d columns wide, not %d", got, w, width)
			}
			if !strings.Contains(got, "…") && !strings.HasPrefix(s, got) {
				t.Errorf("%q became %q unmarked", s, got)
			}
		}
	})
}
