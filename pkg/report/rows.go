package report

import "slices"

// figureColumns is how many columns of figures every table has.
const figureColumns = 4

// rest is the sum of the rows that are not shown.
type rest struct {
	rows int
	Counts
}

// cut parts rows into those that t shows and the rest. There may be half a million,
// so that no cells are made for those that nobody sees.
func cut[T interface{ counts() Counts }](t tables, rows []T) (shown []T, others rest) {
	if t.top < 0 || len(rows) <= t.top+1 { // "… 1 more" would take the row it saves
		return rows, others
	}
	for _, r := range rows[t.top:] {
		others.Counts = plus(others.Counts, r.counts())
	}
	others.rows = len(rows) - t.top
	return rows[:t.top], others
}

// table lays records out around the figures that every table has, and ends with rows
// that make the columns add up.
func (t tables) table(title string, left, right []column, records []record, others rest) table {
	made := table{title: title, columns: slices.Concat(left, []column{
		{title: "SENT", right: true},
		{title: "SHARE", right: true, drop: 1},
		{title: "RECEIVED", right: true, drop: 3},
		{title: "FLOWS", right: true, drop: 6},
	}, right)}

	largest := uint64(0)
	for _, r := range records {
		largest = max(largest, r.counts.Sent)
	}
	for _, r := range records {
		part := 0.0
		if largest > 0 {
			part = float64(r.counts.Sent) / float64(largest)
		}
		made.rows = append(made.rows, row{slices.Concat(r.left, t.counts(r.counts), r.right), part, body})
	}
	summary := func(label string, c Counts, k kind) {
		leftCells, rightCells := make([]string, len(left)), make([]string, len(right))
		leftCells[0] = label
		made.rows = append(made.rows, row{slices.Concat(leftCells, t.counts(c), rightCells), 0, k})
	}
	if others.rows > 0 {
		summary("… "+t.number(uint64(others.rows))+" more", others.Counts, more)
	}
	if rest := minus(t.report.Totals, plus(sum(records), others.Counts)); rest.Sent > 0 || rest.Received > 0 || rest.Flows > 0 {
		summary("[other]", rest, more)
	}
	summary("Total", t.report.Totals, total)
	return made
}

// counts writes the cells SENT, SHARE, RECEIVED and FLOWS.
func (t tables) counts(c Counts) []string {
	return []string{t.bytes(c.Sent), share(c.Sent, t.report.Totals.Sent), t.bytes(c.Received), t.number(uint64(c.Flows))}
}

func sum(records []record) Counts {
	var c Counts
	for _, r := range records {
		c = plus(c, r.counts)
	}
	return c
}

// counts lets [cut] ask every row for its figures.
func (c Counts) counts() Counts { return c }

// plus adds the figures that tables show.
func plus(a, b Counts) Counts {
	return Counts{Sent: a.Sent + b.Sent, Received: a.Received + b.Received, Flows: a.Flows + b.Flows}
}

// minus is what a has over b, never below zero: the ledger line reports a sum
// that is too large.
func minus(a, b Counts) Counts {
	return Counts{
		Sent:     a.Sent - min(a.Sent, b.Sent),
		Received: a.Received - min(a.Received, b.Received),
		Flows:    a.Flows - min(a.Flows, b.Flows),
	}
}

// withoutEmpty drops columns of words that have none in this report.
func (t table) withoutEmpty() table {
	for i := len(t.columns) - 1; i > 0; i-- {
		says := func(r row) bool { return r.cells[i] != "" && r.cells[i] != "–" }
		if !t.columns[i].right && !slices.ContainsFunc(t.rows, says) {
			t = t.without(i)
		}
	}
	return t
}

// sanitised makes every cell safe to print.
func (t table) sanitised() table {
	t.rows = slices.Clone(t.rows)
	for i, r := range t.rows {
		cells := slices.Clone(r.cells)
		for j := range cells {
			cells[j] = Sanitise(cells[j])
		}
		t.rows[i].cells = cells
	}
	return t
}
