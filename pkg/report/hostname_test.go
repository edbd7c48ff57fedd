package report

import (
	"testing"
)

func TestHostname(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"plain", "www.vendor.example", "www.vendor.example"},
		{"IDN", "xn--mnchen-3ya.example", "xn--mnchen-3ya.example (münchen.example)"},
		{"IDN below a service label", "_dmarc.xn--mnchen-3ya.example", "_dmarc.xn--mnchen-3ya.example (_dmarc.münchen.example)"},
		{"IDN that looks like ASCII", "xn--80ak6aa92e.example", "xn--80ak6aa92e.example (аррӏе.example)"},
		{"right to left", "xn--4dbrk0ce.example", "xn--4dbrk0ce.example"},
		{"no A-label", "xn--.example", "xn--.example"},
		{"broken punycode", "xn--zzzzzz99999.example", "xn--zzzzzz99999.example"},
		{"punycode of ASCII", "xn--abc-.example", "xn--abc-.example"},
		{"decodes to a joiner", "xn--ab-m1t.example", "xn--ab-m1t.example"},
		{"a name that fills columns", "a.example  sni  CN  9 MB", `a.example\x20\x20sni\x20\x20CN\x20\x209\x20MB`},
		{"a name that clears the screen", "\x1b[2J.example", `\x1b[2J.example`},
		{"raw UTF-8", "küche.example", "küche.example"},
	} {
		if got := hostname(test.in); got != test.want {
			t.Errorf("%s: hostname(%q) = %q, want %q", test.name, test.in, got, test.want)
		}
	}
}
