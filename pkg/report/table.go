package report

import (
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// A table holds cells that are ready to print, before they meet a width.
type table struct {
	title   string
	columns []column
	rows    []row
	bars    bool // the last column may begin with a bar as long as the row's part
}

type column struct {
	title  string
	right  bool // aligned right, as numbers are
	code   bool // from the capture, not from us: Markdown must not interpret it
	middle bool // shortened in the middle, as hostnames are; others at the end
	least  int  // columns it may be shortened to with comfort; 0: never shortened
	drop   int  // too narrow a terminal drops the highest first; 0: never dropped
}

type row struct {
	cells []string
	part  float64 // of the bar, 0 to 1
	kind  kind
}

type kind int

const (
	body  kind = iota
	more       // the sum of rows not shown
	total      // the sum of all rows
)

// lines renders the table without borders, one line a row after the header.
func (t table) lines() []string {
	plain := renderer.NewBlueprint(tw.Rendition{
		Borders:  tw.BorderNone,
		Symbols:  tw.NewSymbols(tw.StyleNone),
		Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
	})
	lines := t.render(plain)
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// render leaves layout to tablewriter and takes away everything else it would
// do to a cell: wrapping, trimming, rewriting headers, and asking the
// environment how wide characters are.
func (t table) render(r tw.Renderer) []string {
	align := make(tw.Alignment, len(t.columns))
	header := make([]string, len(t.columns))
	for i, c := range t.columns {
		align[i], header[i] = tw.AlignLeft, c.title
		if c.right {
			align[i] = tw.AlignRight
		}
	}
	cells := tw.CellConfig{
		Alignment:  tw.CellAlignment{PerColumn: align},
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
	}
	var b strings.Builder // to which writing, and so rendering, cannot fail
	w := tablewriter.NewTable(&b, tablewriter.WithRenderer(r),
		tablewriter.WithEastAsian(tw.Off), tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithTrimTab(tw.Off), tablewriter.WithTrimLine(tw.Off), tablewriter.WithAutoHide(tw.Off),
		tablewriter.WithConfig(tablewriter.Config{Header: cells, Row: cells}),
		tablewriter.WithHeaderAutoFormat(tw.Off))
	if slices.ContainsFunc(header, func(title string) bool { return title != "" }) {
		w.Header(header)
	}
	for _, r := range t.rows {
		w.Append(r.cells)
	}
	w.Render()
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}
