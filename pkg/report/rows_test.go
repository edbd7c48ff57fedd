package report

import (
	"strconv"
	"testing"
)

// TestRowsAddUp sums the figures of every table at every cut.
func TestRowsAddUp(t *testing.T) {
	r := sample(phone())
	folded := sample(phone())
	folded.Flows = folded.Flows[:7]
	for _, report := range []*Report{r, folded} {
		for _, top := range []int{1, 2, 5, 20, -1} {
			tables := newTables(report, Options{Top: top, Exact: true})
			for _, key := range Keys() {
				checkSums(t, report, tables.by(key), "SENT", report.Totals.Sent)
				checkSums(t, report, tables.by(key), "RECEIVED", report.Totals.Received)
				checkSums(t, report, tables.by(key), "FLOWS", uint64(report.Totals.Flows))
			}
			checkSums(t, report, tables.flows(), "SENT", report.Totals.Sent)
			checkSums(t, report, tables.flows(), "RECEIVED", report.Totals.Received)
		}
	}
}

func checkSums(t *testing.T, r *Report, made table, column string, want uint64) {
	t.Helper()
	i := 0
	for made.columns[i].title != column {
		i++
	}
	sum := uint64(0)
	last := len(made.rows) - 1
	for _, row := range made.rows[:last] {
		n, err := strconv.ParseUint(row.cells[i], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	if sum != want {
		t.Errorf("%s: %s of rows is %d, want %d", made.title, column, sum, want)
	}
	if got := made.rows[last].cells[i]; made.rows[last].kind != total || got != strconv.FormatUint(want, 10) {
		t.Errorf("%s: total of %s is %s, want %d", made.title, column, got, want)
	}
}

func TestTop(t *testing.T) {
	r := sample(phone()[:5])
	for _, test := range []struct{ top, rows int }{
		{0, 5 + 1},     // the default is more
		{3, 3 + 1 + 1}, // and "… 2 more"
		{4, 5 + 1},     // "… 1 more" would take the row it saves
		{-1, 5 + 1},
	} {
		if got := len(newTables(r, Options{Top: test.top}).domains().rows); got != test.rows {
			t.Errorf("top %d: %d rows, want %d", test.top, got, test.rows)
		}
	}
}

func TestFoldLocal(t *testing.T) {
	hosts := []Host{
		{Host: "nas.example", Countries: []string{"LAN"}, Counts: Counts{Sent: 90}},
		{Addresses: []string{"203.0.113.5"}, Countries: []string{"CN"}, Counts: Counts{Sent: 60}},
		{Addresses: []string{"192.168.2.1"}, Countries: []string{"LAN"}, Counts: Counts{Sent: 50}},
		{Addresses: []string{"192.168.2.7"}, Countries: []string{"LAN"}, Counts: Counts{Sent: 40}},
		{Addresses: []string{"224.0.0.251"}, Countries: []string{"MULTICAST"}, Counts: Counts{Sent: 10}},
	}
	want := []string{"nas.example", "[2 LAN addresses]", "[203.0.113.5]", "[224.0.0.251]"}
	folded := foldLocal(hosts)
	if len(folded) != len(want) {
		t.Fatalf("%d rows", len(folded))
	}
	for i, h := range folded {
		if got := hostLabel(h); got != want[i] {
			t.Errorf("row %d is %s, want %s", i, got, want[i])
		}
	}
	if folded[1].Sent != 90 || hosts[2].Sent != 50 || len(hosts[2].Addresses) != 1 {
		t.Errorf("sum %d; the report's rows: %+v", folded[1].Sent, hosts[2])
	}
}
