package filter

import (
	"testing"

	"golang.org/x/net/bpf"
)

func TestMachine(t *testing.T) {
	data := []byte{0x45, 0x01, 0x02, 0x03, 0x04}
	const length = 1500
	// returns is a program that returns whether A is want.
	returns := func(want uint32, before ...bpf.RawInstruction) Program {
		return append(before, Program{
			{Op: opJump | opEqual, Jt: 0, Jf: 1, K: want},
			{Op: opReturn, K: 1},
			{Op: opReturn, K: 0},
		}...)
	}
	in := func(op uint16, k uint32) bpf.RawInstruction { return bpf.RawInstruction{Op: op, K: k} }
	for name, p := range map[string]Program{
		"immediate":      returns(7, in(opLoad|opImmediate, 7)),
		"byte":           returns(0x01, in(opLoad|opAbsolute|opByte, 1)),
		"half":           returns(0x0304, in(opLoad|opAbsolute|opHalf, 3)),
		"word":           returns(0x01020304, in(opLoad|opAbsolute|opWord, 1)),
		"indirect":       returns(0x0203, in(opLoadX|opImmediate, 1), in(opLoad|opIndirect|opHalf, 1)),
		"header":         returns(20, in(opLoadX|opHeader|opByte, 0), in(opMove|opToA, 0)),
		"length":         returns(length, in(opLoad|opLength, 0)),
		"length to X":    returns(length, in(opLoadX|opLength, 0), in(opMove|opToA, 0)),
		"memory":         returns(7, in(opLoad, 7), in(opStore, 15), in(opLoad, 0), in(opLoad|opMemory, 15)),
		"memory of X":    returns(7, in(opLoadX, 7), in(opStoreX, 0), in(opLoadX, 1), in(opLoadX|opMemory, 0), in(opMove|opToA, 0)),
		"move":           returns(7, in(opLoad, 7), in(opMove, 0), in(opLoad, 0), in(opMove|opToA, 0)),
		"add, wrapping":  returns(1, in(opLoad, 1<<32-1), in(opALU|uint16(bpf.ALUOpAdd), 2)),
		"subtract X":     returns(1<<32-1, in(opLoadX, 3), in(opLoad, 2), in(opALU|uint16(bpf.ALUOpSub)|opX, 0)),
		"multiply":       returns(6, in(opLoad, 2), in(opALU|uint16(bpf.ALUOpMul), 3)),
		"divide":         returns(2, in(opLoad, 7), in(opALU|uint16(bpf.ALUOpDiv), 3)),
		"remainder":      returns(1, in(opLoad, 7), in(opALU|uint16(bpf.ALUOpMod), 3)),
		"or":             returns(7, in(opLoad, 5), in(opALU|uint16(bpf.ALUOpOr), 3)),
		"and":            returns(1, in(opLoad, 5), in(opALU|uint16(bpf.ALUOpAnd), 3)),
		"exclusive or":   returns(6, in(opLoad, 5), in(opALU|uint16(bpf.ALUOpXor), 3)),
		"shift left":     returns(40, in(opLoad, 5), in(opALU|uint16(bpf.ALUOpShiftLeft), 3)),
		"shift right":    returns(2, in(opLoad, 5), in(opALU|uint16(bpf.ALUOpShiftRight), 1)),
		"shift out by X": returns(0, in(opLoadX, 40), in(opLoad, 5), in(opALU|uint16(bpf.ALUOpShiftLeft)|opX, 0)),
		"negate":         returns(1<<32-5, in(opLoad, 5), in(opALU|opNegate, 0)),
		"jump":           returns(7, in(opLoad, 7), in(opJump, 1), in(opLoad, 8)),
		"jump on X":      returns(7, in(opLoad, 7), in(opLoadX, 7), bpf.RawInstruction{Op: opJump | opEqual | opX, Jt: 1}, in(opLoad, 8)),
		"above":          returns(7, in(opLoad, 7), bpf.RawInstruction{Op: opJump | opAbove, Jt: 1, K: 6}, in(opLoad, 8)),
		"not above":      returns(7, in(opLoad, 7), bpf.RawInstruction{Op: opJump | opAbove, Jf: 1, K: 7}, in(opLoad, 8)),
		"at least":       returns(7, in(opLoad, 7), bpf.RawInstruction{Op: opJump | opAtLeast, Jt: 1, K: 7}, in(opLoad, 8)),
		"any bit":        returns(7, in(opLoad, 7), bpf.RawInstruction{Op: opJump | opAnyBit, Jt: 1, K: 12}, in(opLoad, 8)),
		"return A":       {in(opLoad, 1), in(opReturn|opReturnA, 0)},
	} {
		if !p.Match(data, length) {
			t.Errorf("%s: %v selects nothing", name, p)
		}
	}
	for name, p := range map[string]Program{
		"byte behind the end":      {in(opLoad|opAbsolute|opByte, 5)},
		"half across the end":      {in(opLoad|opAbsolute|opHalf, 4)},
		"word across the end":      {in(opLoad|opAbsolute|opWord, 2)},
		"far behind the end":       {in(opLoad|opAbsolute|opByte, 1<<32-1)},
		"no wrapping to the start": {in(opLoadX, 1<<32-1), in(opLoad|opIndirect|opByte, 1)},
		"header behind the end":    {in(opLoadX|opHeader|opByte, 5)},
		"division by zero":         {in(opLoadX, 0), in(opALU|uint16(bpf.ALUOpDiv)|opX, 0)},
		"remainder by zero":        {in(opLoadX, 0), in(opALU|uint16(bpf.ALUOpMod)|opX, 0)},
		"return A of 0":            {in(opLoad, 0), in(opReturn|opReturnA, 0)},
	} {
		if append(p, in(opReturn, 1)).Match(data, length) {
			t.Errorf("%s: %v selects the frame", name, p)
		}
	}
}
