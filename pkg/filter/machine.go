package filter

import (
	"encoding/binary"

	"golang.org/x/net/bpf"
)

// Program is a classic BPF program. It jumps only forward and ends with a return.
type Program []bpf.RawInstruction

// cells is how many words of scratch memory a program has, a power of two.
const cells = 16

// machine is what a program changes.
type machine struct {
	a, x uint32
	mem  [cells]uint32
}

// Match runs the program on a frame of which data was captured, and says whether
// it selects it. length is the frame's on the wire, which is what len, less and
// greater mean. A program that reads behind data selects nothing.
//
// golang.org/x/net/bpf has such a machine, but one for which data is the frame.
// A test compares the two.
func (p Program) Match(data []byte, length uint32) bool {
	var m machine
	for pc := 0; pc < len(p); pc++ {
		in, ok := p[pc], true
		switch in.Op & opClass {
		case opLoad:
			m.a, ok = m.load(in, data, length)
		case opLoadX:
			m.x, ok = m.load(in, data, length)
		case opStore:
			m.mem[in.K%cells] = m.a
		case opStoreX:
			m.mem[in.K%cells] = m.x
		case opALU:
			m.a, ok = m.compute(in)
		case opJump:
			pc += m.skip(in)
		case opReturn:
			if in.Op&opReturnA != 0 {
				return m.a != 0
			}
			return in.K != 0
		case opMove:
			if in.Op&opToA != 0 {
				m.a = m.x
			} else {
				m.x = m.a
			}
		}
		if !ok {
			return false
		}
	}
	return false
}

// load returns what in loads, and whether it is there.
func (m *machine) load(in bpf.RawInstruction, data []byte, length uint32) (value uint32, ok bool) {
	at := uint64(in.K)
	switch in.Op & opMode {
	case opImmediate:
		return in.K, true
	case opMemory:
		return m.mem[in.K%cells], true
	case opLength:
		return length, true
	case opHeader:
		if at >= uint64(len(data)) {
			return 0, false
		}
		return 4 * uint32(data[at]&0xf), true
	case opIndirect:
		at += uint64(m.x)
	}
	if at >= uint64(len(data)) {
		return 0, false
	}
	switch rest := data[at:]; {
	case in.Op&opSize == opByte:
		return uint32(rest[0]), true
	case in.Op&opSize == opHalf && len(rest) >= 2:
		return uint32(binary.BigEndian.Uint16(rest)), true
	case in.Op&opSize == opWord && len(rest) >= 4:
		return binary.BigEndian.Uint32(rest), true
	}
	return 0, false
}

// compute returns what in makes of A, and whether it can.
func (m *machine) compute(in bpf.RawInstruction) (value uint32, ok bool) {
	y := in.K
	if in.Op&opX != 0 {
		y = m.x
	}
	switch bpf.ALUOp(in.Op & opOperation) {
	case bpf.ALUOpAdd:
		return m.a + y, true
	case bpf.ALUOpSub:
		return m.a - y, true
	case bpf.ALUOpMul:
		return m.a * y, true
	case bpf.ALUOpDiv:
		if y == 0 {
			return 0, false
		}
		return m.a / y, true
	case bpf.ALUOpMod:
		if y == 0 {
			return 0, false
		}
		return m.a % y, true
	case bpf.ALUOpOr:
		return m.a | y, true
	case bpf.ALUOpAnd:
		return m.a & y, true
	case bpf.ALUOpXor:
		return m.a ^ y, true
	case bpf.ALUOpShiftLeft:
		return m.a << y, true
	case bpf.ALUOpShiftRight:
		return m.a >> y, true
	default: // opNegate
		return -m.a, true
	}
}

// skip returns how many instructions in jumps over.
func (m *machine) skip(in bpf.RawInstruction) int {
	y := in.K
	if in.Op&opX != 0 {
		y = m.x
	}
	var holds bool
	switch in.Op & opOperation {
	case opAlways:
		return int(in.K)
	case opEqual:
		holds = m.a == y
	case opAbove:
		holds = m.a > y
	case opAtLeast:
		holds = m.a >= y
	case opAnyBit:
		holds = m.a&y != 0
	}
	if holds {
		return int(in.Jt)
	}
	return int(in.Jf)
}
