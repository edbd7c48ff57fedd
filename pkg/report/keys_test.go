package report

import (
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, key := range Keys() {
		if got, err := ParseKey(string(key)); got != key || err != nil {
			t.Errorf("ParseKey(%q) = %q, %v", key, got, err)
		}
	}
	for _, format := range Formats() {
		if got, err := ParseFormat(string(format)); got != format || err != nil {
			t.Errorf("ParseFormat(%q) = %q, %v", format, got, err)
		}
	}
	_, err := ParseKey("planet")
	if want := `no table is called "planet"; there are country, host, domain, network, device, app and proto`; err == nil || err.Error() != want {
		t.Errorf("ParseKey: %v, want %s", err, want)
	}
	_, err = ParseFormat("JSON")
	if want := `no format is called "JSON"; there are table, json, ndjson, csv and markdown`; err == nil || err.Error() != want {
		t.Errorf("ParseFormat: %v, want %s", err, want)
	}
}

func FuzzParsePivot(f *testing.F) {
	for _, seed := range []string{"app,country", "device, host,proto", "host,host", "country", "", ",", "host,domain,network,device"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		keys, err := ParsePivot(s)
		if err != nil {
			return
		}
		var words []string
		for _, k := range keys {
			words = append(words, string(k))
		}
		again, err := ParsePivot(strings.Join(words, ","))
		if err != nil || !slices.Equal(again, keys) {
			t.Errorf("%q is %v, and that %v, %v", s, keys, again, err)
		}
	})
}
