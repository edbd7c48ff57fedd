package capture

import (
	"math"
	"testing"
)

func TestClock(t *testing.T) {
	for _, test := range []struct {
		name       string
		resolution byte
		offset     int64
		ticks      uint64
		ns         int64
		ok         bool
	}{
		{"seconds", 0, 0, 7, 7_000_000_000, true},
		{"microseconds", 6, 0, 1_500_000_000_000_001, 1_500_000_000_000_001_000, true},
		{"nanoseconds", 9, 0, 1_500_000_000_000_000_001, 1_500_000_000_000_000_001, true},
		{"picoseconds are cut", 12, 0, 1999, 1, true},
		{"10^-28 s", 28, 0, math.MaxUint64, 1, true},
		{"10^-29 s", 29, 0, math.MaxUint64, 0, true},
		{"10^-127 s", 127, 0, math.MaxUint64, 0, true},
		{"2^-0 s", 0x80, 0, 7, 7_000_000_000, true},
		{"2^-10 s", 0x8a, 0, 3 << 9, 1_500_000_000, true},
		{"2^-32 s, as NTP", 0xa0, 0, 1_500_000_000<<32 | 1<<31, 1_500_000_000_500_000_000, true},
		{"2^-63 s", 0xbf, 0, math.MaxUint64, 1_999_999_999, true},
		{"2^-64 s", 0xc0, 0, math.MaxUint64, 999_999_999, true},
		{"2^-93 s", 0xdd, 0, math.MaxUint64, 1, true},
		{"2^-127 s", 0xff, 0, math.MaxUint64, 0, true},

		{"offset", 6, 1_000_000_000, 5, 1_000_000_000_000_005_000, true},
		{"before 1970", 6, -10, 9_000_000, -1_000_000_000, true},

		{"last nanosecond", 9, 0, math.MaxInt64, math.MaxInt64, true},
		{"beyond it", 9, 0, math.MaxInt64 + 1, 0, false},
		{"beyond 64 bits", 6, 0, math.MaxUint64, 0, false},
		{"beyond it with the offset", 9, 1, math.MaxInt64, 0, false},
		{"offset beyond it", 6, math.MaxInt64, 0, 0, false},
		{"offset far before 1970", 6, math.MinInt64, 0, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClock(test.resolution, test.offset)
			ns, ok := c.time(test.ticks)
			if ns != test.ns || ok != test.ok {
				t.Errorf("got %d, %v; want %d, %v", ns, ok, test.ns, test.ok)
			}
		})
	}
}
