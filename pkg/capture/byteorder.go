package capture

import (
	"encoding/binary"
	"math/bits"
)

// byteOrder is which way round a file's integers are. A branch costs less on
// the hot path than the dynamic call of a binary.ByteOrder.
type byteOrder struct{ big bool }

func (o byteOrder) uint16(b []byte) uint16 {
	v := binary.LittleEndian.Uint16(b)
	if o.big {
		v = bits.ReverseBytes16(v)
	}
	return v
}

func (o byteOrder) uint32(b []byte) uint32 {
	v := binary.LittleEndian.Uint32(b)
	if o.big {
		v = bits.ReverseBytes32(v)
	}
	return v
}

func (o byteOrder) uint64(b []byte) uint64 {
	v := binary.LittleEndian.Uint64(b)
	if o.big {
		v = bits.ReverseBytes64(v)
	}
	return v
}
