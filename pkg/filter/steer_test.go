package filter

import (
	"encoding/binary"

	"golang.org/x/net/bpf"
)

// way says what becomes of a field that a program is about to test.
type way uint8

const (
	leave way = iota
	match     // write what the test is for
	zero
	ways
)

// steer runs p on frame, whose fields it changes before they are tested, as
// choose tells: random bytes alone seldom pass a first test.
func steer(p Program, frame []byte, choose func() way) {
	var m machine
	var field []byte // what A was loaded from; nil if it is computed
	mask := ^uint32(0)
	for pc := 0; pc < len(p); pc++ {
		in, ok := p[pc], true
		switch in.Op & opClass {
		case opLoad:
			field, mask = fieldOf(&m, in, frame), ^uint32(0)
			m.a, ok = m.load(in, frame, uint32(len(frame)))
		case opLoadX:
			m.x, ok = m.load(in, frame, uint32(len(frame)))
		case opStore:
			m.mem[in.K%cells] = m.a
		case opStoreX:
			m.mem[in.K%cells] = m.x
		case opALU:
			if bpf.ALUOp(in.Op&opOperation) != bpf.ALUOpAnd || in.Op&opX != 0 {
				field = nil
			}
			mask &= in.K
			m.a, ok = m.compute(in)
		case opJump:
			if field != nil && in.Op&opX == 0 && in.Op&opOperation != opAlways {
				switch choose() {
				case match:
					m.a = put(field, mask, in.K)
				case zero:
					m.a = put(field, mask, 0)
				}
			}
			pc += m.skip(in)
		case opReturn:
			return
		case opMove:
			field = nil
			if in.Op&opToA != 0 {
				m.a = m.x
			} else {
				m.x = m.a
			}
		}
		if !ok {
			return
		}
	}
}

// fieldOf returns the bytes of frame that in loads; nil if it loads others.
func fieldOf(m *machine, in bpf.RawInstruction, frame []byte) []byte {
	at, size := uint64(in.K), map[uint16]uint64{opByte: 1, opHalf: 2, opWord: 4}[in.Op&opSize]
	switch in.Op & opMode {
	case opIndirect:
		at += uint64(m.x)
	case opAbsolute:
	default:
		return nil
	}
	if at+size > uint64(len(frame)) {
		return nil
	}
	return frame[at : at+size]
}

// put writes val to field where mask has bits, and returns what is there then.
func put(field []byte, mask, val uint32) uint32 {
	var word [4]byte
	copy(word[4-len(field):], field)
	n := binary.BigEndian.Uint32(word[:])&^mask | val&mask
	binary.BigEndian.PutUint32(word[:], n)
	copy(field, word[4-len(field):])
	return n & mask
}
