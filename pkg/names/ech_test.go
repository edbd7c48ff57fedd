package names

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAppendECHConfigs(t *testing.T) {
	one := ECHConfig{0x2a, "front.example"}
	const contents = "\x2a\x00\x20\x00\x00\x00\x00\x00\x0dfront.example\x00\x00" // no key, no suites
	tests := map[string]struct {
		list string
		want []ECHConfig
	}{
		"one":                         {echConfigList, []ECHConfig{one}},
		"another version before it":   {"\x00\x22\xfe\x0a\x00\x02xx\xfe\x0d\x00\x18" + contents, []ECHConfig{one}},
		"longer than its list":        {"\x00\x06\xfe\x0d\x00\x18" + contents, nil},
		"a public name that is none":  {"\x00\x0c\xfe\x0d\x00\x08\x2a\x00\x20\x00\x00\x00\x00\x00", nil},
		"an address as a public name": {"\x00\x16\xfe\x0d\x00\x12\x2a\x00\x20\x00\x00\x00\x00\x00\x09192.0.2.1", nil},
		"empty":                       {"", nil},
		"cut off":                     {"\x00", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, appendECHConfigs(nil, []byte(test.list))); diff != "" {
				t.Error(diff)
			}
			for n := range len(test.list) {
				if got := appendECHConfigs(nil, []byte(test.list[:n])); len(got) > 0 {
					t.Errorf("prefix of %d bytes: got %v", n, got)
				}
			}
		})
	}
}

func TestDirectoryECH(t *testing.T) {
	real := Offer{Name: "hidden.example", ECH: true, Configs: []ECHConfig{{7, "front.example"}}}
	none := Offer{Name: "plain.example"}
	var first, second Book
	second.AddOffer(Offer{Name: "later.example"}, 20) // and this book's are given first
	first.AddOffer(real, 12)
	first.AddOffer(real, 10)
	first.AddOffer(none, 11)
	first.AddOffer(Offer{Name: "later.example", ECH: true}, 30)
	d := NewDirectory(byAddr, &second, &first)
	for _, test := range []struct {
		serverName string
		configID   uint8
		index      uint64
		want       string
	}{
		{"front.example", 7, 11, "ech"},
		{"front.example", 7, 10, "ech?"}, // the configuration was not known yet
		{"front.example", 8, 99, "ech?"},
		{"hidden.example", 7, 99, "ech?"},
		{"plain.example", 7, 12, "grease"},
		{"plain.example", 7, 11, "ech?"},
		{"later.example", 0, 21, "grease"},
		{"later.example", 0, 31, "ech?"},
		{"", 0, 99, "ech?"},
	} {
		if got := d.ECH(test.serverName, test.configID, test.index).String(); got != test.want {
			t.Errorf("%s, configuration %d at %d: got %s, want %s", test.serverName, test.configID, test.index, got, test.want)
		}
	}
}
