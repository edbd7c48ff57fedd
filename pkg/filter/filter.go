// Package filter chooses frames by expressions in tcpdump's language, compiled to classic BPF.
package filter

import (
	"strings"

	"github.com/flowscan/flowscan/pkg/capture"
)

// Filter is an expression that frames are held against. Its meaning is that of
// libpcap 1.10 for saved captures (pcap-filter(7)); what it refuses, it names.
// It belongs to one goroutine.
type Filter struct {
	text     string
	expr     node    // nil if text is a program
	fixed    Program // of text, for all link types; nil if text is an expression
	compiled map[capture.LinkType]compiled

	link    capture.LinkType // of the last frame
	program Program          // for link; nil before the first frame
}

// compiled is a program, or why there is none.
type compiled struct {
	program Program
	err     error
}

// Parse reads an expression, or a program as "tcpdump -ddd" prints it: the
// number of its instructions, then four decimal numbers each. Such a program is
// run on every frame, whatever its link type. An empty text selects all frames.
//
// Nothing is resolved: names of hosts and networks are refused. The error points
// at the place in the text.
func Parse(text string) (*Filter, error) {
	f := &Filter{text: text, compiled: make(map[capture.LinkType]compiled)}
	var err error
	if isDecimal(text) {
		f.fixed, err = parseDecimal(text)
	} else {
		f.expr, err = parse(text)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// String returns the expression on one line, or "a compiled program"; nothing for
// a Filter that is nil.
func (f *Filter) String() string {
	switch {
	case f == nil:
		return ""
	case f.fixed != nil:
		return "a compiled program"
	}
	return strings.Join(strings.Fields(f.text), " ")
}

// Program returns the program for frames of a link type. Linux takes it with
// SO_ATTACH_FILTER if it has no more than 4,096 instructions. The kernel takes
// the outer VLAN tag out of a frame before it asks a socket's filter, so that an
// expression with "vlan" finds none there.
//
// The error says what of the expression frames of that link type do not have.
func (f *Filter) Program(link capture.LinkType) (Program, error) {
	if f.fixed != nil {
		return f.fixed, nil
	}
	c, ok := f.compiled[link]
	if !ok {
		c.program, c.err = compile(f.text, f.expr, link)
		f.compiled[link] = c
	}
	return c.program, c.err
}

// Match says whether the expression selects frame. Its error is that of Program.
func (f *Filter) Match(frame *capture.Frame) (bool, error) {
	if f.program == nil || frame.Link != f.link {
		p, err := f.Program(frame.Link)
		if err != nil {
			return false, err
		}
		f.link, f.program = frame.Link, p
	}
	return f.program.Match(frame.Data, frame.Length), nil
}
