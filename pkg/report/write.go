package report

import (
	"cmp"
	"errors"
	"fmt"
	"io"
)

// Options say how to write a report. The zero value is the default report as
// text for a pipe.
type Options struct {
	Format Format // "": Table
	By     []Key  // a table each; none: the default report, or ByHost in CSV
	Pivot  []Key  // a table by all of them at once; the report must have been built with it

	// Top is how many rows text shows of each table; the others are summed in
	// one row, so that totals hold. 0: 20; negative: all.
	Top int

	// Flows adds a table of flows to text, and makes CSV the flows. NDJSON is
	// always the flows, one a line. The report must have kept them.
	Flows bool

	// Exact writes bytes and counts in text as bare integers. Otherwise bytes
	// have three digits and a decimal unit, and counts a comma at thousands.
	Exact bool

	// Width is the terminal's, in columns: no line of text is longer. 0 is a
	// pipe, where nothing is shortened or wrapped, so that grep finds whole
	// names and a line is a row, and bars are left out.
	Width int

	Color bool // text may use ANSI colours; it says the same without
}

// defaultTop is a screen's worth of rows.
const defaultTop = 20

// Write writes r to w. First it makes r what Report promises: nil lists become
// empty, and times that RFC 3339 cannot write become nil.
func Write(w io.Writer, r *Report, o Options) error {
	complete(r)
	switch cmp.Or(o.Format, Table) {
	case Table:
		return writeText(w, r, o)
	case JSON:
		return writeJSON(w, r)
	case NDJSON:
		return writeNDJSON(w, r, o)
	case CSV:
		return writeCSV(w, r, o)
	case Markdown:
		return writeMarkdown(w, r, o)
	}
	return fmt.Errorf("report: no format is called %q", o.Format)
}

// isDefault says whether no tables were asked for.
func (o Options) isDefault() bool { return len(o.By)+len(o.Pivot) == 0 }

var (
	errNoFlows = errors.New("report: flows were not kept")
	errNoPivot = errors.New("report: no pivot was made")
)

func newTables(r *Report, o Options) tables {
	return tables{figures{o.Exact}, r, cmp.Or(o.Top, defaultTop)}
}

// all are the tables that o asks for, in order.
func (t tables) all(o Options) ([]table, error) {
	keys := o.By
	if o.isDefault() {
		keys = []Key{ByCountry, ByHost}
	}
	var made []table
	for _, key := range keys {
		made = append(made, t.by(key))
	}
	if len(o.Pivot) > 0 {
		if t.report.Pivot == nil {
			return nil, errNoPivot
		}
		made = append(made, t.pivot())
	}
	if o.Flows {
		if t.report.Flows == nil {
			return nil, errNoFlows
		}
		made = append(made, t.flows())
	}
	return made, nil
}
