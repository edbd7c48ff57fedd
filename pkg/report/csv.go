package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// writeCSV writes exactly one table, every row and every figure of it. Columns
// are called as in JSON; numbers are integers; times are RFC 3339; lists are
// joined by ";", and maps are lists of key=value.
func writeCSV(w io.Writer, r *Report, o Options) error {
	if len(o.Pivot) > 0 && len(o.By) == 0 && !o.Flows {
		return writePivotCSV(w, r.Pivot)
	}
	rows, err := csvRows(r, o)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write(fieldNames(rows.Type().Elem(), nil))
	for i := range rows.Len() {
		if err := out.Write(fieldCells(rows.Index(i), nil)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// writePivotCSV is writeCSV of a pivot: a column for each key, called as it is.
func writePivotCSV(w io.Writer, p *Pivot) error {
	if p == nil {
		return errNoPivot
	}
	out := csv.NewWriter(w)
	var names []string
	for _, key := range p.Keys {
		names = append(names, string(key))
	}
	out.Write(fieldNames(reflect.TypeFor[Counts](), names))
	for _, row := range p.Rows {
		var cells []string
		for _, value := range row.Values {
			cells = append(cells, csvText(value))
		}
		if err := out.Write(fieldCells(reflect.ValueOf(row.Counts), cells)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvRows(r *Report, o Options) (reflect.Value, error) {
	switch {
	case o.Flows && o.isDefault():
		if r.Flows == nil {
			return reflect.Value{}, errNoFlows
		}
		return reflect.ValueOf(r.Flows), nil
	case o.Flows || len(o.Pivot) > 0 || len(o.By) > 1:
		return reflect.Value{}, fmt.Errorf("csv is one table: the flows, the pivot or one of %s", list(Keys()))
	case len(o.By) == 0:
		return reflect.ValueOf(r.Hosts), nil
	}
	switch o.By[0] {
	case ByCountry:
		return reflect.ValueOf(r.Countries), nil
	case ByHost:
		return reflect.ValueOf(r.Hosts), nil
	case ByDomain:
		return reflect.ValueOf(r.Domains), nil
	case ByNetwork:
		return reflect.ValueOf(r.Networks), nil
	case ByDevice:
		return reflect.ValueOf(r.Devices), nil
	case ByApp:
		return reflect.ValueOf(r.Apps), nil
	default:
		return reflect.ValueOf(r.Protos), nil
	}
}

// fieldNames appends the JSON names of t's fields, embedded ones in place.
func fieldNames(t reflect.Type, names []string) []string {
	for field := range t.Fields() {
		if field.Anonymous {
			names = fieldNames(field.Type, names)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// fieldCells appends v's fields in the order of fieldNames.
func fieldCells(v reflect.Value, cells []string) []string {
	for field, value := range v.Fields() {
		if field.Anonymous {
			cells = fieldCells(value, cells)
			continue
		}
		cells = append(cells, csvCell(value))
	}
	return cells
}

func csvCell(v reflect.Value) string {
	switch value := v.Interface().(type) {
	case *time.Time:
		if value == nil {
			return ""
		}
		return value.UTC().Format(time.RFC3339Nano)
	case *uint16:
		if value == nil {
			return ""
		}
		return strconv.Itoa(int(*value))
	case Name:
		return csvText(value.Via + "=" + value.Name)
	case Encryption:
		return csvCell(reflect.ValueOf(value.object()))
	case map[string]uint64:
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(value)) {
			parts = append(parts, csvText(key)+"="+strconv.FormatUint(value[key], 10))
		}
		return strings.Join(parts, ";")
	}
	switch v.Kind() {
	case reflect.String:
		return csvText(v.String())
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = csvCell(v.Index(i))
		}
		return strings.Join(parts, ";")
	default: // integers and booleans
		return fmt.Sprint(v.Interface())
	}
}

// csvText is s safe to open in a spreadsheet: nothing starts a formula, at the
// start of a cell or after a ";", which some locales take for the next cell
// (OWASP, CSV Injection). Tabs and line ends, which would too, are escaped.
func csvText(s string) string {
	s = strings.ReplaceAll(Sanitise(s), ";", `\x3b`)
	if s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
