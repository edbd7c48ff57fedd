package report

import (
	"strings"
	"testing"
)

func TestMarkdownEscapes(t *testing.T) {
	for _, test := range []struct{ in, code, text string }{
		{"www.a.example", "`www.a.example`", "www&#46;a.example"}, // GFM would link it
		{"a|b", "`a\\x7cb`", `a\|b`},
		{"<script>", "`\\x3cscript\\x3e`", "&lt;script&gt;"},
		{"a`b", "`a\\x60b`", "a\\`b"},
		{"AT&T", "`AT\\x26T`", "AT&amp;T"},
		{"[x](y)", "`[x](y)`", `\[x\](y)`},
		{"https://a.example", "`https://a.example`", "https&#58;//a.example"},
		{"a@b.example", "`a@b.example`", "a&#64;b.example"},
		{`*_~#\`, "`*_~#\\`", `\*\_\~\#\\`},
	} {
		if got := markdownCode(test.in); got != test.code {
			t.Errorf("markdownCode(%q) = %s, want %s", test.in, got, test.code)
		}
		if got := markdownText(test.in); got != test.text {
			t.Errorf("markdownText(%q) = %s, want %s", test.in, got, test.text)
		}
	}
}

// TestMarkdownCells holds every line of a table to the same number of cells.
func TestMarkdownCells(t *testing.T) {
	r := sample(phone())
	hostile(r)
	cells := 0
	for line := range strings.Lines(write(t, r, Options{Format: Markdown, By: Keys(), Flows: true})) {
		if !strings.HasPrefix(line, "|") {
			cells = 0
			continue
		}
		n := strings.Count(line, "|") - strings.Count(line, `\|`)
		if cells != 0 && n != cells {
			t.Errorf("%d cells, not %d: %s", n, cells, line)
		}
		cells = n
	}
}
