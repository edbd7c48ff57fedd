package main

import "testing"

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{
		"1": 1, "4096": 4096, "4096B": 4096, "1k": 1000, "100MB": 100_000_000, "100 mb": 100_000_000,
		"32MiB": 32 << 20, "0.5GiB": 512 << 20, "2T": 2_000_000_000_000,
	} {
		if got, err := parseSize(s); got != want || err != nil {
			t.Errorf("%q: %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "MB", "-1", "0", "1h", "1 MBit", "1e30", "NaN", "Inf", "0x10", "MB1", "8EiB"} {
		if got, err := parseSize(s); err == nil {
			t.Errorf("%q: %d", s, got)
		}
	}
}

func FuzzParseSize(f *testing.F) {
	for _, seed := range []string{"1", "100 mb", "0.5GiB", "1e30", "NaN", "-1", "8EiB", "0x1p3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := parseSize(s); err == nil && n < 1 {
			t.Errorf("%q: %d", s, n)
		}
	})
}
