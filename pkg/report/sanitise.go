package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may stand on one letter. Written
// languages need two or three; a pile of them spills over the lines around it.
const maxMarks = 3

// Sanitise makes s safe to print: what is not plainly visible becomes a visible
// escape as Go writes it (\x1b, \u202e). That covers control characters and so
// every ANSI sequence, bidi overrides, zero-width and other format characters,
// line separators, spaces other than U+0020, private and unassigned code points,
// invalid UTF-8, and combining marks on nothing or piled up. Its output passes
// through it unchanged. A backslash is left alone: JSON carries s exactly.
func Sanitise(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	marks := maxMarks // a mark needs a letter before it
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
			marks = maxMarks
		case !isVisible(r), unicode.IsMark(r) && marks == maxMarks:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
			marks = maxMarks
		case unicode.IsMark(r):
			b.WriteRune(r)
			marks++
		default:
			b.WriteRune(r)
			marks = 0
			if r == ' ' {
				marks = maxMarks
			}
		}
		s = s[size:]
	}
	return b.String()
}

// isPlain spares nearly every string the work: it is printable ASCII.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isVisible reports whether r leaves a mark on the screen, or is U+0020.
// Some code points are letters or marks by category, yet print as nothing.
func isVisible(r rune) bool {
	const braillePatternBlank = '\u2800'
	return unicode.IsPrint(r) && r != braillePatternBlank &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
