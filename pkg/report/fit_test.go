package report

import (
	"strings"
	"testing"
)

func TestBar(t *testing.T) {
	for _, test := range []struct {
		part float64
		size int
		want string
	}{
		{0, 8, ""},
		{1e-9, 8, "▏"}, // whatever is not nothing shows
		{0.5, 8, "████"},
		{0.4375, 8, "███▌"},
		{1, 8, "████████"},
	} {
		if got := bar(test.part, test.size); got != test.want {
			t.Errorf("bar(%g, %d) = %q, want %q", test.part, test.size, got, test.want)
		}
	}
}

// TestFitGivesUpColumnsInOrder narrows the table and notes which header goes.
func TestFitGivesUpColumnsInOrder(t *testing.T) {
	hosts := newTables(sample(phone()), Options{}).hosts()
	var gone []string
	header := func(width int) string { return hosts.fit(width).lines()[0] }
	for width := 200; width > 20; width-- {
		for _, c := range hosts.columns {
			if !strings.Contains(header(width), c.title) && strings.Contains(header(width+1), c.title) {
				gone = append(gone, c.title)
			}
		}
	}
	if got, want := strings.Join(gone, " "), "NETWORK ENCRYPTION MARKS FLOWS VIA RECEIVED COUNTRY SHARE"; got != want {
		t.Errorf("gone in order %s, want %s", got, want)
	}
}

// TestFitKeepsTheTable: fitting works on a copy, however narrow.
func TestFitKeepsTheTable(t *testing.T) {
	countries := newTables(sample(phone()), Options{}).countries()
	before := strings.Join(countries.lines(), "\n")
	for width := range 120 {
		countries.fit(width)
	}
	if after := strings.Join(countries.lines(), "\n"); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}
