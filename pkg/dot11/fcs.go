package dot11

import (
	"encoding/binary"
	"hash/crc32"
)

// fcsLength is the frame check sequence: a CRC-32 (§9.2.4.8).
const fcsLength = 4

// trim takes the FCS, or what was captured of it, off b, the captured part of a
// frame of length octets. It returns false if the FCS is there and wrong.
func (r *radio) trim(b []byte, length int) (frame []byte, left int, good bool) {
	whole := len(b) == length && length > fcsLength
	if r.fcs == FCSUnknown {
		if whole && r.check(b) {
			return b[:len(b)-fcsLength], length - fcsLength, true
		}
		return b, length, true
	}
	if r.fcs == FCSAbsent {
		return b, length, true
	}
	if whole && !r.check(b) || length < fcsLength {
		return b, length, false
	}
	left = length - fcsLength
	return b[:min(len(b), left)], left, true
}

// check says whether b, a whole frame, ends with its FCS. The octets that fill up
// a header were not on the air.
func (r *radio) check(b []byte) bool {
	data, fcs := b[:len(b)-fcsLength], binary.LittleEndian.Uint32(b[len(b)-fcsLength:])
	if n := headerLength(binary.LittleEndian.Uint16(b)); r.padded && n%4 != 0 && len(data) >= n+2 {
		return crc32.Update(crc32.ChecksumIEEE(data[:n]), crc32.IEEETable, data[n+2:]) == fcs
	}
	return crc32.ChecksumIEEE(data) == fcs
}
