package report

import (
	"bufio"
	"io"
	"strings"
)

// WriteColumns writes rows of cells, each column as wide as its widest cell is on
// a terminal and two spaces from the next. A row's last cell widens no column.
func WriteColumns(w io.Writer, rows [][]string) error {
	var widths []int
	for _, cells := range rows {
		for i, cell := range cells[:len(cells)-1] {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(cell))
		}
	}
	out := bufio.NewWriter(w)
	for _, cells := range rows {
		last := len(cells) - 1
		for i, cell := range cells[:last] {
			out.WriteString(cell)
			out.WriteString(strings.Repeat(" ", widths[i]-columns(cell)+2))
		}
		out.WriteString(cells[last])
		out.WriteByte('\n')
	}
	return out.Flush()
}
