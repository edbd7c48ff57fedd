package report

import (
	"math"
	"testing"
)

func TestHumanBytes(t *testing.T) {
	for _, test := range []struct {
		n    uint64
		want string
	}{
		{0, "0 B"},
		{1, "1 B"},
		{999, "999 B"},
		{1000, "1.00 kB"},
		{1004, "1.00 kB"},
		{1005, "1.01 kB"}, // halves go up
		{9_994, "9.99 kB"},
		{9_995, "10.0 kB"}, // three digits, not 10.00
		{12_000, "12.0 kB"},
		{99_949, "99.9 kB"},
		{99_950, "100 kB"},
		{999_499, "999 kB"},
		{999_500, "1.00 MB"}, // never 1000 kB
		{999_950, "1.00 MB"},
		{1_004_999, "1.00 MB"},
		{12_049_999, "12.0 MB"},
		{999_499_999, "999 MB"},
		{999_500_000, "1.00 GB"},
		{1_500_000_000_000, "1.50 TB"},
		{999_500_000_000_000_000, "1.00 EB"},
		{math.MaxUint64, "18.4 EB"},
	} {
		if got := humanBytes(test.n); got != test.want {
			t.Errorf("humanBytes(%d) = %q, want %q", test.n, got, test.want)
		}
	}
}

func TestShare(t *testing.T) {
	for _, test := range []struct {
		part, total uint64
		want        string
	}{
		{0, 0, "–"},
		{0, 10, "0.0%"},
		{10, 10, "100.0%"},
		{1, 3, "33.3%"},
		{2, 3, "66.7%"},
		{1, 1_000_000, "<0.1%"},        // something is not 0.0%
		{999_999, 1_000_000, ">99.9%"}, // less than all is not 100.0%
		{9_994, 10_000, "99.9%"},       //
		{5, 10_000, "0.1%"},            // 0.05 % rounds up
		{12, 10, "120.0%"},             // shown as it is; the ledger line says why
		{math.MaxUint64 / 2, math.MaxUint64, "50.0%"},
	} {
		if got := share(test.part, test.total); got != test.want {
			t.Errorf("share(%d, %d) = %q, want %q", test.part, test.total, got, test.want)
		}
	}
}

func TestFigures(t *testing.T) {
	human, exact := figures{}, figures{exact: true}
	for _, test := range []struct{ got, want string }{
		{human.bytes(1_234_567), "1.23 MB"},
		{exact.bytes(1_234_567), "1234567"},
		{exact.bytesInText(1_234_567), "1234567 B"},
		{human.number(999), "999"},
		{human.number(1_000), "1,000"},
		{human.number(1_234_567), "1,234,567"},
		{human.number(math.MaxUint64), "18,446,744,073,709,551,615"},
		{exact.number(1_234_567), "1234567"},
		{human.count(1, "flow"), "1 flow"},
		{human.count(0, "flow"), "0 flows"},
		{human.count(18_204, "frame"), "18,204 frames"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
