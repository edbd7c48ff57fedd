package filter

import (
	"fmt"
	"unicode/utf8"
)

// span is a part of the text, in bytes.
type span struct{ start, end int }

// to returns what begins with s and ends with t.
func (s span) to(t span) span { return span{s.start, t.end} }

// shownAround is how much of the text stands before and after the place an
// error points at: the whole of usual expressions, and yet one line.
const shownAround = 40

// errorAt returns an error that points at a place in text:
//
//	filter: tcp »prot« 80: ...
func errorAt(text string, at span, format string, args ...any) error {
	before, after := text[:at.start], text[at.end:]
	if len(before) > shownAround {
		before = before[len(before)-shownAround:]
		for len(before) > 0 && !utf8.RuneStart(before[0]) {
			before = before[1:]
		}
		before = "…" + before
	}
	if len(after) > shownAround {
		after = after[:shownAround]
		for len(after) > 0 && !utf8.RuneStart(text[at.end+len(after)]) {
			after = after[:len(after)-1]
		}
		after += "…"
	}
	return fmt.Errorf("filter: %s»%s«%s: %s", before, text[at.start:at.end], after, fmt.Sprintf(format, args...))
}
