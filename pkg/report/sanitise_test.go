package report

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSanitise(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"plain", "www.vendor.example", "www.vendor.example"},
		{"empty", "", ""},
		{"CSI", "a\x1b[31mred", `a\x1b[31mred`},
		{"OSC title", "\x1b]0;pwned\a", `\x1b]0;pwned\a`},
		{"C1 CSI as UTF-8", "\u009b31m", `\u009b31m`},
		{"C1 CSI as a byte", "\x9b31m", `\x9b31m`},
		{"line ends", "a\r\nb", `a\r\nb`},
		{"tab, NUL, DEL", "\t\x00\x7f", `\t\x00\x7f`},
		{"bidi override", "exe\u202egpj", `exe\u202egpj`},
		{"bidi isolate", "\u2066a\u2069", `\u2066a\u2069`},
		{"bidi marks", "\u200ea\u200f\u061c", `\u200ea\u200f\u061c`},
		{"zero width", "a\u200bb\u200cc\u200dd\ufeff", `a\u200bb\u200cc\u200dd\ufeff`},
		{"soft hyphen", "a\u00adb", `a\u00adb`},
		{"line separators", "a\u2028b\u2029c\u0085", `a\u2028b\u2029c\u0085`},
		{"no-break and wide space", "a\u00a0b\u3000c", `a\u00a0b\u3000c`},
		{"tag characters", "\U000e0041", `\U000e0041`},
		{"variation selectors", "a\ufe0f\U000e0100", `a\ufe0f\U000e0100`},
		{"blank letters", "\u3164\u2800\u115f", `\u3164\u2800\u115f`},
		{"private and unassigned", "\ue000\u0378\U0010ffff", `\ue000\u0378\U0010ffff`},
		{"invalid UTF-8", "a\xff\xc3(", `a\xff\xc3(`},
		{"surrogate half", "\xed\xa0\x80", `\xed\xa0\x80`},
		{"overlong slash", "\xc0\xaf", `\xc0\xaf`},
		{"replacement character itself", "\ufffd", "\ufffd"},
		{"accents", "cafe\u0301", "cafe\u0301"},
		{"accent on nothing", "\u0301a", `\u0301a`},
		{"accent on a space", "a \u0301", `a \u0301`},
		{"accent on an escape", "\x00\u0301", `\x00\u0301`},
		{"pile of accents", "a" + strings.Repeat("\u0301", 5), "a\u0301\u0301\u0301" + `\u0301\u0301`},
		{"other scripts", "日本語 Ελλάδα 👍", "日本語 Ελλάδα 👍"},
		{"backslash", `C:\captures\a.pcap`, `C:\captures\a.pcap`},
	} {
		if got := Sanitise(test.in); got != test.want {
			t.Errorf("%s: Sanitise(%q) = %q, want %q", test.name, test.in, got, test.want)
		}
	}
}

// forbidden says whether no output for people may contain r, whatever its
// origin; \n is the writer's own.
func forbidden(r rune) bool {
	return r != '\n' && unicode.IsControl(r) ||
		unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Variation_Selector) ||
		r != ' ' && unicode.Is(unicode.Zs, r)
}

func FuzzSanitise(f *testing.F) {
	f.Add("a\x1b[31m\u202e\xff\u0301\u0301\u0301\u0301")
	f.Fuzz(func(t *testing.T, s string) {
		got := Sanitise(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, forbidden) || strings.Contains(got, "\n") {
			t.Errorf("Sanitise(%q) = %q", s, got)
		}
		if again := Sanitise(got); again != got {
			t.Errorf("Sanitise(%q) = %q, and again %q", s, got, again)
		}
	})
}
