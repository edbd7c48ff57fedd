package filter

import (
	"slices"

	"golang.org/x/net/bpf"
)

// label is a place in a program: one of the two below, or a block.
type label int

const (
	reject label = iota
	accept
	firstBlock // what is higher, less this, is an index of code's blocks
)

// condition writes itself into a program, so that it goes to yes if it holds and
// to no if not, and returns where it begins. A program is written from its end:
// where a condition leads is there before the condition is.
type condition func(c *code, yes, no label) label

// and holds if all of conditions do. They are tested in their order until one
// does not hold.
func and(conditions ...condition) condition {
	return func(c *code, yes, no label) label {
		for i := len(conditions) - 1; i >= 0; i-- {
			yes = conditions[i](c, yes, no)
		}
		return yes
	}
}

// or holds if any of conditions does. They are tested in their order until one
// holds.
func or(conditions ...condition) condition {
	return func(c *code, yes, no label) label {
		for i := len(conditions) - 1; i >= 0; i-- {
			no = conditions[i](c, yes, no)
		}
		return no
	}
}

func not(x condition) condition {
	return func(c *code, yes, no label) label { return x(c, no, yes) }
}

func always(_ *code, yes, _ label) label { return yes }

func never(_ *code, _, no label) label { return no }

// test is a condition on a value.
type test struct {
	load  []bpf.Instruction // leaves the value in register A; may use X
	jump  bpf.JumpTest      // JumpEqual, JumpGreaterThan, JumpGreaterOrEqual or JumpBitsSet
	val   uint32            // to compare with
	withX bool              // compare with register X instead
}

func (t test) condition() condition {
	return func(c *code, yes, no label) label { return c.add(block{test: t, yes: yes, no: no}) }
}

// holds says whether the test holds for a value.
func (t *test) holds(value uint32) bool {
	switch t.jump {
	case bpf.JumpEqual:
		return value == t.val
	case bpf.JumpGreaterThan:
		return value > t.val
	case bpf.JumpGreaterOrEqual:
		return value >= t.val
	default:
		return value&t.val != 0
	}
}

// equal holds if what load leaves in A is val.
func equal(load []bpf.Instruction, val uint32) condition {
	return test{load: load, jump: bpf.JumpEqual, val: val}.condition()
}

// masked holds if what load leaves in A is val in the bits of mask.
func masked(load []bpf.Instruction, mask, val uint32) condition {
	switch mask {
	case 0:
		return always // val is 0, too
	case ^uint32(0):
		return equal(load, val)
	}
	return equal(slices.Concat(load, []bpf.Instruction{bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: mask}}), val)
}

// above holds if what load leaves in A is greater than val.
func above(load []bpf.Instruction, val uint32) condition {
	return test{load: load, jump: bpf.JumpGreaterThan, val: val}.condition()
}

// atLeast holds if what load leaves in A is val or greater.
func atLeast(load []bpf.Instruction, val uint32) condition {
	return test{load: load, jump: bpf.JumpGreaterOrEqual, val: val}.condition()
}

// anyBit holds if what load leaves in A has any of the bits set.
func anyBit(load []bpf.Instruction, bits uint32) condition {
	return test{load: load, jump: bpf.JumpBitsSet, val: bits}.condition()
}
