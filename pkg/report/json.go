package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// writeJSON writes r as one document, row by row: there may be many, and an encoder
// holds all it encodes in memory.
func writeJSON(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	separator := "{"
	for field, value := range reflect.ValueOf(r).Elem().Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if options != "" && value.IsNil() { // what was not asked for
			continue
		}
		out.WriteString(separator + "\n  \"" + name + "\": ")
		if err := writeValue(out, value); err != nil {
			return err
		}
		separator = ","
	}
	out.WriteString("\n}\n")
	return out.Flush()
}

// writeValue writes a field of a Report.
func writeValue(out *bufio.Writer, v reflect.Value) error {
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		return writeEncoded(out, v, "  ")
	}
	separator := "["
	for i := range v.Len() {
		out.WriteString(separator + "\n    ")
		if err := writeEncoded(out, v.Index(i), "    "); err != nil {
			return err
		}
		separator = ","
	}
	_, err := out.WriteString("\n  ]")
	return err
}

// writeEncoded writes v, of which lines after the first begin with prefix.
func writeEncoded(out *bufio.Writer, v reflect.Value, prefix string) error {
	encoded, err := encode(v.Interface(), prefix, "  ")
	if err != nil {
		return err
	}
	_, err = out.Write(bytes.TrimSuffix(encoded, []byte("\n")))
	return err
}

// writeNDJSON writes one flow a line.
func writeNDJSON(w io.Writer, r *Report, o Options) error {
	if !o.isDefault() {
		return errors.New("ndjson is the flows, one a line; json and csv have tables")
	}
	if r.Flows == nil {
		return errNoFlows
	}
	out := bufio.NewWriter(w)
	for _, flow := range r.Flows {
		encoded, err := encode(flow, "", "")
		if err != nil {
			return err
		}
		if _, err := out.Write(encoded); err != nil {
			return err
		}
	}
	return out.Flush()
}

func encode(v any, prefix, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, indent)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("report: encode json: %w", err)
	}
	return escapeInvisible(b.Bytes()), nil
}

// escapeInvisible writes what Sanitise would escape as JSON's \u escapes (RFC
// 8259 section 7): the strings stay the same, and JSON is safe on a terminal too.
func escapeInvisible(encoded []byte) []byte {
	hidden := func(r rune) bool { return r >= 0x7f && !isVisible(r) }
	if !bytes.ContainsFunc(encoded, hidden) {
		return encoded
	}
	var escaped []byte
	for _, r := range string(encoded) {
		switch {
		case !hidden(r):
			escaped = utf8.AppendRune(escaped, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			escaped = fmt.Appendf(escaped, `\u%04x\u%04x`, high, low)
		default:
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		}
	}
	return escaped
}

// complete makes nil lists empty, so that none is null in JSON, and times that
// are outside RFC 3339 (a capture may claim any year) nil. Report.Flows stays
// nil if it is: the flows were not asked for.
func complete(r *Report) {
	flows := r.Flows
	completeValue(reflect.ValueOf(r).Elem())
	if flows == nil {
		r.Flows = nil
	}
}

func completeValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			completeValue(field)
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			completeValue(v.Index(i))
		}
	case reflect.Map:
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
	case reflect.Pointer:
		if t, ok := v.Interface().(*time.Time); ok && t != nil && (t.Year() < 0 || t.Year() > 9999) {
			v.SetZero()
		}
	}
}
