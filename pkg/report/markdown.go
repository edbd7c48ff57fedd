package report

import (
	"io"
	"strings"

	"github.com/olekukonko/tablewriter/renderer"
)

// writeMarkdown writes what text says as GitHub Flavored Markdown: whole names,
// all columns. Words from the capture stand as code in the tables, so that no
// name becomes a link, markup or a cell.
func writeMarkdown(w io.Writer, r *Report, o Options) error {
	t := newTables(r, o)
	asked, err := t.all(o)
	if err != nil {
		return err
	}
	n := notes{t.figures, r}
	var d document
	d.note("", n.capture()...)
	d.note("Damaged", n.damage()...)
	d.note("Filter", n.filter()...)
	d.note("Lost", n.lost()...)
	d.note("Comments", n.comments(maxComments)...)
	if o.isDefault() && len(r.Devices) > 0 {
		d.table(t.devices())
	}
	if networks, heard := t.wifi(); heard && len(o.By) == 0 {
		d.table(networks)
	}
	if r.Totals.Flows == 0 {
		d.note("", n.empty())
	} else {
		for _, t := range asked {
			d.table(t)
		}
	}
	if o.isDefault() {
		d.note("Not visible", n.notVisible()...)
	}
	d.note("Ledger", n.ledger(), n.balance())
	d.note("Geo", n.geo()...) // licences ask to be named
	_, err = io.WriteString(w, d.text.String())
	return err
}

// document gathers blocks with an empty line between.
type document struct{ text strings.Builder }

func (d *document) block(s string) {
	if d.text.Len() > 0 {
		d.text.WriteByte('\n')
	}
	d.text.WriteString(s + "\n")
}

// note is a paragraph, or nothing without items.
func (d *document) note(label string, items ...string) {
	if len(items) == 0 {
		return
	}
	for i := range items {
		items[i] = markdownText(Sanitise(items[i]))
	}
	if label != "" {
		label = "**" + label + ":** "
	}
	d.block(label + strings.Join(items, " · "))
}

func (d *document) table(t table) {
	d.block("## " + t.title[:1] + strings.ToLower(t.title[1:]))
	d.block(strings.Join(t.sanitised().markdown().render(renderer.NewMarkdown()), "\n"))
}

// markdown escapes the cells; they must be sanitised already.
func (t table) markdown() table {
	for _, r := range t.rows {
		for i, cell := range r.cells {
			switch {
			case cell == "":
			case r.kind == total:
				r.cells[i] = "**" + cell + "**"
			case r.kind == body && t.columns[i].code:
				r.cells[i] = markdownCode(cell)
			default:
				r.cells[i] = markdownText(cell)
			}
		}
	}
	return t
}

// markdownCode is s as a code span, where nothing but what could end the span,
// the cell or a careless renderer's escaping is special; those are escaped as
// Sanitise escapes.
func markdownCode(s string) string {
	return "`" + strings.NewReplacer("`", `\x60`, "|", `\x7c`, "<", `\x3c`, ">", `\x3e`, "&", `\x26`).Replace(s) + "`"
}

// markdownText is s as text: no markup, no HTML and none of the links that GFM
// makes of bare addresses.
func markdownText(s string) string {
	return strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "#", `\#`, "|", `\|`,
		"&", "&amp;", "<", "&lt;", ">", "&gt;",
		"www.", "www&#46;", "://", "&#58;//", "@", "&#64;",
	).Replace(s)
}
