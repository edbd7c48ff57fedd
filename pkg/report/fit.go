package report

import (
	"math"
	"slices"
	"strings"
)

// unlimited is the width of a pipe: nothing is shortened, so that grep finds
// whole hostnames.
const unlimited = math.MaxInt32

// maxBar is how long a bar gets, in columns; longer ones say nothing more.
// Below minBar they say too little.
const (
	maxBar = 20
	minBar = 6
)

// fit makes the table at most width columns wide, if that can be done: it
// shortens what may be shortened with comfort, then drops columns, then shortens
// to the last character. What space is left goes to bars.
func (t table) fit(width int) table {
	comfort := width * 2 / 5 // on a narrow line, less is comfortable
	widths := t.widths()
	for {
		excess := tableWidth(widths) - width
		if excess <= t.slack(widths, comfort) {
			t.shrink(widths, excess, comfort)
			break
		}
		i := t.dropped()
		if i < 0 {
			t.shrink(widths, excess, 1)
			break
		}
		t = t.without(i)
		widths = slices.Delete(widths, i, i+1)
	}
	t = t.shortened(widths)
	if t.bars && width != unlimited {
		t = t.drawBars(width - tableWidth(t.widths()))
	}
	return t
}

// widths is how wide each column is by nature.
func (t table) widths() []int {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = columns(c.title)
		for _, r := range t.rows {
			widths[i] = max(widths[i], columns(r.cells[i]))
		}
	}
	return widths
}

// tableWidth counts one space before each column and one after, but for the last.
func tableWidth(widths []int) int {
	sum := 2*len(widths) - 1
	for _, w := range widths {
		sum += w
	}
	return sum
}

// slack is how much narrower the columns could be, where a column needs no more
// than atMost.
func (t table) slack(widths []int, atMost int) int {
	sum := 0
	for i, c := range t.columns {
		if c.least > 0 {
			sum += max(0, widths[i]-min(c.least, atMost))
		}
	}
	return sum
}

// shrink takes excess from the widest columns, as far as there is slack.
func (t table) shrink(widths []int, excess, atMost int) {
	for ; excess > 0; excess-- {
		widest := -1
		for i, c := range t.columns {
			if c.least > 0 && widths[i] > min(c.least, atMost) && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// dropped is the column to drop next, or -1.
func (t table) dropped() int {
	found := -1
	for i, c := range t.columns {
		if c.drop > 0 && (found < 0 || c.drop > t.columns[found].drop) {
			found = i
		}
	}
	return found
}

// without drops column i; not the first, where sums have their labels.
func (t table) without(i int) table {
	t.columns = slices.Delete(slices.Clone(t.columns), i, i+1)
	t.rows = slices.Clone(t.rows)
	for j, r := range t.rows {
		t.rows[j].cells = slices.Delete(slices.Clone(r.cells), i, i+1)
	}
	return t
}

func (t table) shortened(widths []int) table {
	t.columns, t.rows = slices.Clone(t.columns), slices.Clone(t.rows)
	for i := range t.columns {
		t.columns[i].title = clip(t.columns[i].title, widths[i])
	}
	for j, r := range t.rows {
		cells := slices.Clone(r.cells)
		for i := range cells {
			if t.columns[i].middle {
				cells[i] = shorten(cells[i], widths[i])
			} else {
				cells[i] = clip(cells[i], widths[i])
			}
		}
		t.rows[j].cells = cells
	}
	return t
}

// drawBars draws a bar for each row into left columns beside the table, before
// the row's remark if there is one. All bars are to one scale.
func (t table) drawBars(left int) table {
	last := len(t.columns) - 1
	if t.columns[last].title == "" {
		left += t.widths()[last]
	} else {
		t = t.with(column{})
		last++
		left -= 2
	}
	for size := maxBar; size >= minBar; size-- {
		if t.barsFit(size, left) {
			for i, r := range t.rows {
				t.rows[i].cells[last] = strings.TrimSpace(bar(r.part, size) + "  " + r.cells[last])
			}
			break
		}
	}
	return t
}

func (t table) with(c column) table {
	t.columns = append(slices.Clone(t.columns), c)
	for i, r := range t.rows {
		t.rows[i].cells = append(r.cells, "")
	}
	return t
}

func (t table) barsFit(size, left int) bool {
	last := len(t.columns) - 1
	for _, r := range t.rows {
		need := columns(bar(r.part, size))
		if remark := r.cells[last]; remark != "" {
			need += 2 + columns(remark)
		}
		if need > left {
			return false
		}
	}
	return true
}

// bar is part of size columns, in eighths; whatever is not nothing shows.
func bar(part float64, size int) string {
	if part <= 0 {
		return ""
	}
	eighths := max(1, int(math.Round(part*float64(size)*8)))
	last := []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}[eighths%8]
	return strings.Repeat("█", eighths/8) + last
}
