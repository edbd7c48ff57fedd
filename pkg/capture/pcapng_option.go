package capture

import (
	"bytes"
	"iter"
	"unicode/utf8"
)

// Option codes of section 3.5, which all blocks have.
const (
	optionEnd     = 0
	optionComment = 1
)

const (
	// maxText is the longest text kept of an option, in bytes: names of Windows'
	// interfaces have some 60, of processors and systems 100.
	maxText = 256
	// maxTexts is how many bytes of such texts are kept of an input, comments and
	// names apart: some thousand interfaces' worth.
	maxTexts = 1 << 20
	// maxComments of maxComment bytes each are kept of an input: what a person may
	// have written. Programs comment on every frame.
	maxComments = 64
	maxComment  = 1024
)

// options are the code and value of each option in b, section 3.5. Whatever is
// not an option counts as their end: frames do not depend on it.
func (p *pcapngFormat) options(b []byte) iter.Seq2[uint16, []byte] {
	return func(yield func(uint16, []byte) bool) {
		const headerLen = 4
		for len(b) >= headerLen {
			h := (*[headerLen]byte)(b)
			code, length := p.order.uint16(h[0:]), p.order.uint16(h[2:])
			b = b[headerLen:]
			if code == optionEnd || len(b) < int(length) || !yield(code, b[:length]) {
				return
			}
			b = b[min(padded(uint32(length)), int64(len(b))):]
		}
	}
}

// comment counts a comment, and keeps it if there is room.
func (in *Input) comment(frame uint64, value []byte) {
	in.CommentCount++
	if len(in.Comments) < maxComments {
		in.Comments = append(in.Comments, Comment{Frame: frame, Text: clip(value, maxComment)})
	}
}

// text copies a text, cut to maxText; "" if the input has had too many.
func (p *pcapngFormat) text(b []byte) string {
	if p.texts >= maxTexts {
		return ""
	}
	s := clip(b, maxText)
	p.texts += len(s)
	return s
}

// clip copies a text, cut to limit between its characters. Some writers end it
// with a zero byte.
func clip(b []byte, limit int) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	if len(b) <= limit {
		return string(b)
	}
	for end := limit; end > limit-utf8.UTFMax; end-- {
		if utf8.RuneStart(b[end]) {
			return string(b[:end])
		}
	}
	return string(b[:limit]) // no text anyway
}
