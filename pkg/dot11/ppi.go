package dot11

import "encoding/binary"

// UnwrapPPI returns the link type of what a PPI header stands before, and that;
// 0 if the header is broken or cut off.
//
// PPI (Per-Packet Information, CACE Technologies 2009, section 3) is version 0,
// flags, the header's length, a link type, then fields of a type and a length.
func UnwrapPPI(b []byte) (link uint16, rest []byte) {
	const fixed = 8
	if len(b) < fixed || b[0] != 0 {
		return 0, nil
	}
	le := binary.LittleEndian
	n, inner := int(le.Uint16(b[2:])), le.Uint32(b[4:])
	if n < fixed || n > len(b) || inner == linkPPI || inner > 0xffff {
		return 0, nil
	}
	return uint16(inner), b[n:]
}

// ppiRadio reads the field 802.11-Common of a PPI header (section 4.1.2), if
// there is one: a timer of eight octets, flags, a rate, a frequency.
func ppiRadio(b []byte) (r radio) {
	const (
		aligned  = 1 // flag of the header: fields are filled up to four octets
		common   = 2
		flagFCS  = 1
		flagBad  = 4
		fieldTop = 4
	)
	_, rest := UnwrapPPI(b)
	if rest == nil {
		return r
	}
	le := binary.LittleEndian
	fields := b[8 : len(b)-len(rest)]
	for len(fields) >= fieldTop {
		kind, n := le.Uint16(fields), int(le.Uint16(fields[2:]))
		fields = fields[fieldTop:]
		if kind == common && n >= 14 && len(fields) >= n {
			flags := le.Uint16(fields[8:])
			r.fcs = FCSAbsent
			if flags&flagFCS != 0 {
				r.fcs = FCSPresent
			}
			r.bad, r.frequency = flags&flagBad != 0, le.Uint16(fields[12:])
		}
		if b[1]&aligned != 0 {
			n = (n + 3) &^ 3
		}
		fields = fields[min(n, len(fields)):]
	}
	return r
}
