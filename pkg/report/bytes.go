package report

import (
	"fmt"
	"strconv"
)

// figures writes numbers the way one report wants them: for people, or exact.
type figures struct{ exact bool }

// bytes is n in a table's cell: "12.0 MB", or the bare integer when exact.
func (f figures) bytes(n uint64) string {
	if f.exact {
		return strconv.FormatUint(n, 10)
	}
	return humanBytes(n)
}

// bytesInText is n in a sentence, where even an exact number needs its unit.
func (f figures) bytesInText(n uint64) string {
	if f.exact {
		return strconv.FormatUint(n, 10) + " B"
	}
	return humanBytes(n)
}

// number is n with thousands separated, or bare when exact.
func (f figures) number(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	if f.exact {
		return digits
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// count is "1 flow", "2 flows".
func (f figures) count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return f.number(n) + " " + noun + "s"
}

// humanBytes writes n with three significant digits and a decimal unit, "B" to
// "EB". It rounds before it chooses the unit, so that 999,950 B is 1.00 MB and
// never 1000 kB; integers only, so that every platform rounds halves alike.
func humanBytes(n uint64) string {
	if n < 1000 {
		return strconv.FormatUint(n, 10) + " B"
	}
	unit := uint64(1000)
	for _, name := range []string{"kB", "MB", "GB", "TB", "PB"} {
		if number, ok := threeDigits(n, unit); ok {
			return number + " " + name
		}
		unit *= 1000
	}
	number, _ := threeDigits(n, unit) // 2^64 B is 18.4 EB: always three digits
	return number + " EB"
}

// threeDigits is n in units, or false when that rounds to 1000 or more.
func threeDigits(n, unit uint64) (string, bool) {
	if q := roundDiv(n, unit/100); q < 1000 {
		return fmt.Sprintf("%d.%02d", q/100, q%100), true
	}
	if q := roundDiv(n, unit/10); q < 1000 {
		return fmt.Sprintf("%d.%d", q/10, q%10), true
	}
	q := roundDiv(n, unit)
	return strconv.FormatUint(q, 10), q < 1000
}

// roundDiv is n/d, halves up, without the overflow of n+d/2.
func roundDiv(n, d uint64) uint64 {
	if r := n % d; r >= d-r {
		return n/d + 1
	}
	return n / d
}

// share is part as a percentage of total: "–" of nothing, and never "0.0%" for
// something or "100.0%" for less than all. Shares are rounded one by one, so a
// column of them need not add up to 100.0.
func share(part, total uint64) string {
	switch {
	case total == 0:
		return "–"
	case part == 0:
		return "0.0%"
	case part == total:
		return "100.0%"
	}
	percent := float64(part) / float64(total) * 100
	switch {
	case percent < 0.05:
		return "<0.1%"
	case percent >= 99.95 && percent < 100:
		return ">99.9%"
	}
	return strconv.FormatFloat(percent, 'f', 1, 64) + "%"
}
