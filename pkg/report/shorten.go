package report

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// columns is how many columns of a terminal s takes: the sum of its code points'
// widths, as wcwidth and tablewriter count. A terminal that joins emoji into one
// shows some names narrower, never wider.
func columns(s string) int {
	sum := 0
	for _, r := range s {
		if r < 0x7f {
			sum++ // sanitised: printable
		} else {
			sum += displaywidth.Rune(r)
		}
	}
	return sum
}

// shorten fits s into width columns: first without a remark in parentheses at
// its end, then with "…" in the middle. It keeps more of the end, where a
// hostname says whose it is.
func shorten(s string, width int) string {
	if columns(s) <= width {
		return s
	}
	if i := strings.Index(s, " ("); i > 0 && strings.HasSuffix(s, ")") {
		s = s[:i]
	}
	if columns(s) <= width {
		return s
	}
	if width < 1 {
		return ""
	}
	head := (width - 1) / 3
	return take(s, head) + "…" + takeEnd(s, width-1-head)
}

// clip fits s into width columns with "…" at the end.
func clip(s string, width int) string {
	switch {
	case columns(s) <= width:
		return s
	case width < 1:
		return ""
	}
	return take(s, width-1) + "…"
}

// take is as much of s's start as fits into width columns, in whole characters
// as a reader sees them (grapheme clusters).
func take(s string, width int) string {
	end := 0
	for g := displaywidth.StringGraphemes(s); g.Next(); end += len(g.Value()) {
		if width -= columns(g.Value()); width < 0 {
			break
		}
	}
	return s[:end]
}

// takeEnd is take for s's end.
func takeEnd(s string, width int) string {
	var clusters []string
	for g := displaywidth.StringGraphemes(s); g.Next(); {
		clusters = append(clusters, g.Value())
	}
	start := len(s)
	for _, cluster := range slices.Backward(clusters) {
		if width -= columns(cluster); width < 0 {
			break
		}
		start -= len(cluster)
	}
	return s[start:]
}
