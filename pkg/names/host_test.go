package names

import (
	"strings"
	"testing"
)

func TestParseHost(t *testing.T) {
	label := strings.Repeat("a", maxLabel)
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
		"\u202ea.example":     "",
	} {
		if got, ok := parseHost([]byte(text)); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v", text, got, ok)
		}
	}
}

func TestCutSuffix(t *testing.T) {
	for name, want := range map[string]string{
		"a.example.":   "a",
		"a.b.EXAMPLE.": "a.b",
		"example.":     "",
		".example.":    "",
		"xexample.":    "",
		"a.other.":     "",
	} {
		got, ok := cutSuffix([]byte(name), []byte("example."))
		if string(got) != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v", name, got, ok)
		}
	}
}
