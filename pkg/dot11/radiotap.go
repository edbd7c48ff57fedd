package dot11

import "encoding/binary"

// radiotap reads a radiotap header (https://www.radiotap.org): version 0, a pad
// octet, the header's length, then words that say which fields follow. Fields are
// aligned to their size, counted from the header's start.
func radiotap(b []byte) (r radio, rest []byte, ok bool) {
	const fixed = 8 // up to the first of the present words
	if len(b) < fixed || b[0] != 0 {
		return r, nil, false
	}
	n := int(binary.LittleEndian.Uint16(b[2:]))
	if n < fixed || n > len(b) {
		return r, nil, false
	}
	r.fcs = FCSAbsent
	r.fields(b[:n])
	return r, b[n:], true
}

// fields reads those of a radiotap header that matter. A header too short for the
// fields it announces is taken not to have them.
func (r *radio) fields(header []byte) {
	const (
		more                       = 1 << 31 // another present word follows
		tsft, flags, rate, channel = 1 << 0, 1 << 1, 1 << 2, 1 << 3
		flagFCS                    = 0x10
		flagPad                    = 0x20
		flagBadFCS                 = 0x40
	)
	le := binary.LittleEndian
	present := le.Uint32(header[4:])
	at := 4
	for word := present; ; word = le.Uint32(header[at:]) {
		if at += 4; word&more == 0 {
			break
		}
		if at+4 > len(header) {
			return
		}
	}
	if present&tsft != 0 {
		at = (at+7)&^7 + 8
	}
	if present&flags != 0 {
		if at >= len(header) {
			return
		}
		f := header[at]
		if f&flagFCS != 0 {
			r.fcs = FCSPresent
		}
		r.padded, r.bad = f&flagPad != 0, f&flagBadFCS != 0
		at++
	}
	if present&rate != 0 {
		at++
	}
	if at = (at + 1) &^ 1; present&channel != 0 && at+2 <= len(header) {
		r.frequency = le.Uint16(header[at:])
	}
}
