package hostname

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	label := strings.Repeat("a", MaxLabel)
	longest := strings.Repeat(label+".", 3) + strings.Repeat("a", 61)
	for text, want := range map[string]string{
		"www.vendor.example.": "www.vendor.example",
		"WWW.Vendor.example":  "www.vendor.example",
		"printer":             "printer",
		"_x.a-b.example":      "_x.a-b.example",
		"1.example":           "1.example",
		"bücher.example":      "xn--bcher-kva.example",
		longest:               longest,
		longest + ".":         longest,
		longest + "a":         "",
		label + "a.example":   "",
		"":                    "",
		".":                   "",
		"..":                  "",
		"a..example":          "",
		".example":            "",
		"192.0.2.1":           "",
		"a b.example":         "",
		"a\x00b.example":      "",
		"a/b.example":         "",
		"*.example":           "",
		"\xff.example":        "",
		"\u00ad":              "", // a soft hyphen, which IDNA maps to nothing
		"\u202ea.example":     "",
	} {
		if got, ok := Parse([]byte(text)); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v", text, got, ok)
		}
	}
}

// Whatever is parsed stays the same when parsed again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"www.vendor.example.", "WWW.Vendor.example", "bücher.example", "192.0.2.1", "\xff.example"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		host, ok := Parse(text)
		if !ok {
			return
		}
		if again, ok := Parse([]byte(host)); !ok || again != host || !valid([]byte(host)) || len(host) > MaxLength {
			t.Errorf("%q parsed as %q, again as %q", text, host, again)
		}
	})
}

func TestParseAllocatesTheNameAlone(t *testing.T) {
	text := []byte("www.vendor.example")
	if n := testing.AllocsPerRun(100, func() { Parse(text) }); n != 1 {
		t.Errorf("%v allocations, want 1", n)
	}
}
