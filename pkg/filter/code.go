package filter

import (
	"slices"

	"golang.org/x/net/bpf"
)

// block is a test, and where to go from it: to blocks that were added before it,
// so that no program loops.
type block struct {
	test
	yes, no label

	// What lead finds out:
	number int  // the same for blocks that load the same
	used   bool // some way leads here
	loaded bool // on all ways, what it loads is in register A already
}

// code is a program as it is written, from its end.
type code struct{ blocks []block }

func (c *code) add(b block) label {
	c.blocks = append(c.blocks, b)
	return firstBlock + label(len(c.blocks)-1)
}

// wholeFrame is how much of a selected frame is kept: all that a signed number
// can say.
const wholeFrame = 1<<31 - 1

// assemble returns the program that runs prologue and goes to entry, the last
// block that is used.
func (c *code) assemble(prologue []bpf.Instruction, entry label) (Program, error) {
	sizes := make([]int, firstBlock, int(firstBlock)+len(c.blocks)) // by label, from its first instruction to the end
	var a assembly
	for l, keep := range [...]uint32{reject: 0, accept: wholeFrame} {
		a = append(a, bpf.RetConstant{Val: keep})
		sizes[l] = len(a)
	}
	for i := range c.blocks {
		if b := &c.blocks[i]; b.used {
			a.block(b, sizes)
		}
		sizes = append(sizes, len(a))
	}
	if skip := len(a) - sizes[entry]; skip > 0 {
		a = append(a, bpf.Jump{Skip: uint32(skip)})
	}
	slices.Reverse(a)
	return bpf.Assemble(append(prologue[:len(prologue):len(prologue)], a...))
}

// assembly is instructions, the last first.
type assembly []bpf.Instruction

func (a *assembly) block(b *block, sizes []int) {
	yes, no := a.reach(sizes[b.yes]), a.reach(sizes[b.no])
	skipYes, skipNo := uint8(len(*a)-yes), uint8(len(*a)-no)
	if b.withX {
		*a = append(*a, bpf.JumpIfX{Cond: b.jump, SkipTrue: skipYes, SkipFalse: skipNo})
	} else {
		*a = append(*a, bpf.JumpIf{Cond: b.jump, Val: b.val, SkipTrue: skipYes, SkipFalse: skipNo})
	}
	if !b.loaded {
		for _, in := range slices.Backward(b.load) {
			*a = append(*a, in)
		}
	}
}

// maxSkip is how far a conditional jump goes. An unconditional one goes anywhere.
const maxSkip = 255

// reach returns size, which says where an instruction is, if a conditional jump
// in front of a can go there; else where a jump there is, which it puts first.
func (a *assembly) reach(size int) int {
	skip := len(*a) - size
	if skip < maxSkip { // one less, for the other way may put another jump in between
		return size
	}
	*a = append(*a, bpf.Jump{Skip: uint32(skip)})
	return len(*a)
}
