package main

import (
	"cmp"
	"slices"
	"testing"
)

func TestWithoutLegalForm(t *testing.T) {
	for name, want := range map[string]string{
		"Apple, Inc.":                   "Apple",
		"HUAWEI TECHNOLOGIES CO.,LTD":   "HUAWEI TECHNOLOGIES",
		"XIAOMI Electronics,CO.,LTD":    "XIAOMI Electronics",
		"Geutebrück GmbH & Co. KG":      "Geutebrück",
		"Sonoff Technology (HK) Co.Ltd": "Sonoff Technology (HK)",
		"Telit Communications s.p.a":    "Telit Communications",
		"Intel Corporate":               "Intel Corporate",
		"Danfoss A/S":                   "Danfoss",
		"Raspberry Pi Foundation":       "Raspberry Pi Foundation",
		"Co., Ltd.":                     "Co",
		"AS":                            "AS",
		"ICANN, IANA Department":        "ICANN, IANA Department",
		"Hewlett-Packard Company":       "Hewlett-Packard Company",
	} {
		if got := withoutLegalForm(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

func TestParseBlocks(t *testing.T) {
	got, err := parseBlocks([]byte(`{
		"00005E": "ICANN, IANA Department\nLos Angeles CA 90094",
		"286C07": "XIAOMI Electronics,CO.,LTD\nBeijing 100085",
		"8C1F64": "IEEE Registration Authority\nPiscataway NJ 08554",
		"8C1F64001": "HYFIX Spatial Intelligence",
		"0055DA5": "Nanoleaf",
		"0055DA6": "Private"}`))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(a, b block) int { return cmp.Compare(a.prefix, b.prefix) })
	want := []block{
		{0x0055da_5000, 28, "Nanoleaf"},
		{0x286c07_0000, 24, "XIAOMI Electronics"},
		{0x8c1f64_0010, 36, "HYFIX Spatial Intelligence"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, bad := range []string{`{"00005E0": 1}`, `{"00005": "five digits"}`, `{"00005G": "no digit"}`, `[]`} {
		if _, err := parseBlocks([]byte(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}
