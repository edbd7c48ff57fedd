package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// parseSize reads a number of bytes: "4096", "100MB" (decimal), "32MiB" (binary).
func parseSize(s string) (int64, error) {
	number := strings.TrimRight(s, "BKMGTiabkmgt ")
	unit := strings.ToLower(strings.TrimSpace(s[len(number):]))
	n, err := strconv.ParseFloat(number, 64)
	scale, known := map[string]float64{
		"": 1, "b": 1,
		"k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12, "tb": 1e12,
		"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
	}[unit]
	if n *= scale; err != nil || !known || !(n >= 1 && n < math.MaxInt64) {
		return 0, fmt.Errorf("%q: not a size such as 100MB or 32MiB", s)
	}
	return int64(n), nil
}
