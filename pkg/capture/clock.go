package capture

import (
	"math"
	"math/bits"
)

// defaultResolution is a pcapng interface's if_tsresol unless it says
// otherwise: microseconds.
const defaultResolution = 6

const second = 1_000_000_000 // in ns

// clock turns the time stamps of a pcapng interface into ns since 1970.
// ns = ticks × mul ÷ div >> shift + offset.
type clock struct {
	mul, div uint64
	shift    uint
	offset   int64
	never    bool // the offset alone is beyond what an int64 of ns can hold
}

// newClock takes the options if_tsresol (a power of ten, or of two if the high
// bit is set, section 4.2) and if_tsoffset (in seconds).
func newClock(resolution byte, offset int64) clock {
	c := clock{mul: 1, div: 1, offset: offset * second}
	c.never = c.offset/second != offset
	switch exponent := uint(resolution & 0x7f); {
	case resolution&0x80 != 0:
		c.mul, c.shift = second, exponent
	case exponent <= 9:
		c.mul = power10(9 - exponent)
	case exponent-9 <= 19:
		c.div = power10(exponent - 9)
	default:
		c.mul = 0 // 2^64 ticks do not make a nanosecond
	}
	return c
}

// ticksPerSecond returns what if_tsresol means, 0 if no uint64 holds it.
func ticksPerSecond(resolution byte) uint64 {
	switch exponent := uint(resolution & 0x7f); {
	case resolution&0x80 != 0:
		return 1 << exponent // 0 beyond 63
	case exponent <= 19:
		return power10(exponent)
	default:
		return 0
	}
}

// power10 returns 10^n; n is at most 19.
func power10(n uint) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// time returns when ticks were, and false if no int64 of ns can say.
func (c *clock) time(ticks uint64) (ns int64, ok bool) {
	hi, lo := bits.Mul64(ticks, c.mul)
	switch {
	case c.shift >= 64:
		hi, lo = 0, hi>>(c.shift-64)
	case c.shift > 0:
		hi, lo = hi>>c.shift, lo>>c.shift|hi<<(64-c.shift)
	case c.div > 1:
		lo /= c.div // hi is 0: mul is 1
	}
	if hi != 0 || lo > math.MaxInt64 || c.never {
		return 0, false
	}
	ns = int64(lo) + c.offset
	if c.offset > 0 && ns < 0 {
		return 0, false
	}
	return ns, true
}
