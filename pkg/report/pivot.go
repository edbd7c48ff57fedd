package report

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/flowscan/flowscan/pkg/scan"
)

// maxPivot is how many keys a pivot has at most: more do not fit a page.
const maxPivot = 3

// Pivot is bytes by several keys at once: a row for each combination that occurs.
type Pivot struct {
	Keys []Key      `json:"keys"`
	Rows []PivotRow `json:"rows"`
}

// PivotRow is one combination of values, in the order of the pivot's keys. The
// value of host is the remote's address where no name is known; "" stands for
// what is not known or was not kept.
type PivotRow struct {
	Values []string `json:"values"`
	Counts
}

// pivotKey is the values of a row.
type pivotKey [maxPivot]string

// pivotKey returns f's values of the keys.
func (b *builder) pivotKey(keys []Key, f *scan.Flow, device, address netip.Addr, to *remote) (values pivotKey) {
	for i, key := range keys {
		switch key {
		case ByCountry:
			values[i] = to.key
		case ByHost:
			values[i] = f.Host
			if f.Host == "" && !f.Grouped {
				values[i] = address.String()
			}
		case ByDomain:
			values[i] = domainOf(f.Host)
		case ByNetwork:
			if !f.Grouped {
				values[i] = to.network
			}
		case ByDevice:
			values[i] = addrText(b.devices.of(device))
		case ByApp:
			values[i] = appLabel(appOf(f))
		case ByProto:
			values[i] = protoName(f.Key.Proto)
		}
	}
	return values
}

// pivotRows finishes the rows of n keys.
func pivotRows(r *rows[pivotKey, Counts], n int) []PivotRow {
	finish := func(c *Counts, key pivotKey) PivotRow { return PivotRow{slices.Clone(key[:n]), *c} }
	return sorted(r, finish, func(key pivotKey) string { return strings.Join(key[:n], "\x00") })
}

func (t tables) pivot() table {
	var left []column
	var names []string
	for _, key := range t.report.Pivot.Keys {
		c := column{title: strings.ToUpper(string(key))}
		switch key {
		case ByHost, ByDomain, ByDevice:
			c.least, c.code, c.middle = 16, true, true
		case ByApp:
			c.least, c.code = 12, true
		case ByNetwork:
			c.least = 16
		}
		left = append(left, c)
		names = append(names, c.title)
	}
	shown, others := cut(t, t.report.Pivot.Rows)
	var records []record
	for _, row := range shown {
		var cells []string
		for i, key := range t.report.Pivot.Keys {
			cells = append(cells, pivotLabel(key, row.Values[i]))
		}
		records = append(records, record{cells, row.Counts, nil})
	}
	return t.table("BYTES SENT BY "+strings.Join(names, ", "), left, nil, records, others)
}

// pivotLabel is a value as the tables of its key show it.
func pivotLabel(key Key, value string) string {
	switch key {
	case ByHost:
		if _, err := netip.ParseAddr(value); err == nil {
			return "[" + value + "]"
		}
		if value != "" {
			return hostname(value)
		}
		return "[addresses not kept]"
	case ByDomain:
		if value != "" {
			return hostname(value)
		}
		return "[no domain]"
	case ByNetwork:
		return cmp.Or(value, "[no network]")
	case ByDevice:
		return cmp.Or(value, "[not kept]")
	case ByApp:
		return cmp.Or(value, "[no app]")
	}
	return value
}
