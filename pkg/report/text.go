package report

import (
	"cmp"
	"io"
	"strings"
)

// writeText writes the report a person reads first; with keys, only their
// tables between what the capture is and what their figures rest on.
func writeText(w io.Writer, r *Report, o Options) error {
	t := newTables(r, o)
	asked, err := t.all(o)
	if err != nil {
		return err
	}
	p := page{width: cmp.Or(max(0, o.Width), unlimited), color: o.Color}
	n := notes{t.figures, r}
	p.paragraph("", "  ", plain, n.capture()...)
	p.paragraph("DAMAGED", " · ", alarm, n.damage()...)
	p.paragraph("FILTER", "", heading, n.filter()...)
	p.paragraph("LOST", " · ", alarm, n.lost()...)
	p.paragraph("COMMENTS", " · ", heading, n.comments(maxComments)...)
	if o.isDefault() {
		p.devices(n)
		if networks, heard := t.wifi(); heard {
			p.table(networks)
		}
	}
	if r.Totals.Flows == 0 {
		p.blank()
		p.paragraph("", "", plain, n.empty())
	} else {
		for _, t := range asked {
			p.table(t)
		}
	}
	p.blank()
	if o.isDefault() {
		p.paragraph("NOT VISIBLE", " · ", heading, n.notVisible()...)
	}
	proof := heading
	if len(unbalanced(r)) > 0 {
		proof = alarm
	}
	p.paragraph("LEDGER", "; ", proof, n.ledger(), n.balance())
	p.paragraph("GEO", "; ", heading, n.geo()...) // licences ask to be named
	_, err = io.WriteString(w, p.text.String())
	return err
}

// page gathers lines, none wider than width.
type page struct {
	text  strings.Builder
	width int
	color bool
}

// style is an ANSI SGR sequence's parameters (ECMA-48 section 8.3.117).
type style string

const (
	plain   style = ""
	heading style = "1"
	faint   style = "2"
	alarm   style = "1;31"
)

func (p *page) paint(s string, as style) string {
	if !p.color || as == plain || s == "" {
		return s
	}
	return "\x1b[" + string(as) + "m" + s + "\x1b[0m"
}

func (p *page) blank() { p.text.WriteByte('\n') }

// line writes what is safe to print already, cut at the last column.
func (p *page) line(s string, as style) {
	p.text.WriteString(p.paint(clip(s, p.width), as))
	p.text.WriteByte('\n')
}

func (p *page) table(t table) {
	p.blank()
	p.line(t.title, heading)
	for i, line := range t.sanitised().fit(p.width).lines() {
		as := plain
		switch {
		case i == 0:
			as = faint
		case t.rows[i-1].kind == more:
			as = faint
		case t.rows[i-1].kind == total:
			as = heading
		}
		p.line(line, as)
	}
}

// paragraph writes items behind a label, broken between words where the line
// ends and indented under the first. Without items it writes nothing.
func (p *page) paragraph(label, separator string, as style, items ...string) {
	const labelWidth = 13
	const narrow = 60 // columns; below it the indent costs too much
	if len(items) == 0 {
		return
	}
	indent := 2
	if label != "" && p.width >= narrow {
		indent = labelWidth
	}
	start := label
	if label != "" {
		start += strings.Repeat(" ", max(1, indent-len(label)))
	}
	lines := wrap(start, separator, items, indent, p.width)
	if len(lines[0]) > len(label) && label != "" {
		p.text.WriteString(p.paint(label, as))
		p.text.WriteString(lines[0][len(label):] + "\n")
		lines = lines[1:]
	}
	for _, line := range lines {
		p.line(line, plain)
	}
}

// wrap fills lines of the given width with items, the first after start, the
// others after indent spaces. An item that does not fit goes to the next line;
// one longer than a line is broken between its words, and a word longer than a
// line is shortened.
func wrap(start, separator string, items []string, indent, width int) []string {
	indent = min(indent, width/2)
	var lines []string
	var line strings.Builder
	used, glue := columns(start), ""
	line.WriteString(start)
	put := func(s string) {
		if used <= indent {
			glue = "" // nothing stands there yet
		}
		need := columns(glue) + columns(s)
		if used+need > width && used > indent {
			if strings.HasPrefix(glue, ";") && used < width {
				line.WriteString(";")
			}
			lines = append(lines, strings.TrimRight(line.String(), " "))
			line.Reset()
			line.WriteString(strings.Repeat(" ", indent))
			used, glue = indent, ""
			need = columns(s)
		}
		line.WriteString(glue + s)
		used += need
	}
	for _, item := range items {
		item = Sanitise(item)
		if columns(item) <= width-indent {
			put(item)
		} else {
			for word := range strings.SplitSeq(item, " ") {
				put(shorten(word, width-indent))
				glue = " "
			}
		}
		glue = separator
	}
	return append(lines, strings.TrimRight(line.String(), " "))
}
