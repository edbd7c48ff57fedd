package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func write(t testing.TB, r *Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestJSONIsWhatTheEncoderWrites holds the flow by flow writer to the standard
// encoder on the whole.
func TestJSONIsWhatTheEncoderWrites(t *testing.T) {
	without, empty := sample(phone()), sample(nil)
	without.Flows = nil
	for name, r := range map[string]*Report{"flows": sample(phone()), "one flow": sample(phone()[:1]), "no flows": empty, "flows not kept": without} {
		got := write(t, r, Options{Format: JSON})
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			t.Fatal(err)
		}
		if got != want.String() {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want.String())
		}
		if has := strings.Contains(got, `"flows": [`); has != (r.Flows != nil) {
			t.Errorf("%s: flows present: %v", name, has)
		}
	}
}

// TestJSONHasNoNull fills every list with a row whose own lists are nil, for
// rows of rows come too.
func TestJSONHasNoNull(t *testing.T) {
	var r Report
	grow(reflect.ValueOf(&r).Elem())
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	setTimes(reflect.ValueOf(&r).Elem(), &now)
	for _, format := range []Format{JSON, NDJSON} {
		if got := write(t, &r, Options{Format: format}); strings.Contains(got, "null") {
			t.Errorf("%s has a null:\n%s", format, got)
		}
	}
	if got := write(t, &Report{}, Options{Format: JSON}); strings.Count(got, "null") != 4 {
		t.Errorf("an empty report has nulls beside its four times:\n%s", got)
	}
}

// grow appends one zero element to every slice of structs, however deep, and
// leaves other slices and maps nil.
func grow(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			grow(field)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			grow(v.Index(0))
		}
	}
}

func setTimes(v reflect.Value, to *time.Time) {
	switch {
	case v.Type() == reflect.TypeFor[*time.Time]():
		v.Set(reflect.ValueOf(to))
	case v.Kind() == reflect.Struct:
		for _, field := range v.Fields() {
			setTimes(field, to)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			setTimes(v.Index(i), to)
		}
	}
}

func TestJSONTimes(t *testing.T) {
	far := time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) // a hostile pcapng timestamp
	r := sample(phone())
	r.Capture.Last, r.Flows[0].First = &far, &far
	got := write(t, r, Options{Format: JSON})
	if !strings.Contains(got, `"first": "2026-11-20T09:14:02.1Z"`) || !strings.Contains(got, `"last": null`) {
		t.Errorf("times:\n%.600s", got)
	}
}

func TestNDJSON(t *testing.T) {
	r := sample(phone())
	lines := strings.Split(strings.TrimSuffix(write(t, r, Options{Format: NDJSON}), "\n"), "\n")
	if len(lines) != len(r.Flows) {
		t.Fatalf("%d lines for %d flows", len(lines), len(r.Flows))
	}
	for i, line := range lines {
		var flow Flow
		if err := json.Unmarshal([]byte(line), &flow); err != nil || flow.ID != r.Flows[i].ID || flow.Sent != r.Flows[i].Sent {
			t.Errorf("line %d: %v\n%s", i+1, err, line)
		}
	}
	r.Flows = nil
	if err := Write(new(bytes.Buffer), r, Options{Format: NDJSON}); !errors.Is(err, errNoFlows) {
		t.Errorf("without flows: %v", err)
	}
}

func TestEscapeInvisible(t *testing.T) {
	for _, s := range []string{"plain", "\u202e", "\u009b31m", "\x7f", "a\U000e0041b", "日本語 <&>", "\x1b[2J"} {
		encoded, err := encode(s, "", "")
		if err != nil || strings.ContainsFunc(string(encoded), forbidden) {
			t.Errorf("%q: %s, %v", s, encoded, err)
		}
		var back string
		if err := json.Unmarshal(encoded, &back); err != nil || back != s {
			t.Errorf("%q came back as %q, %v", s, back, err)
		}
	}
}
