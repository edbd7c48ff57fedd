package filter

import (
	"slices"

	"golang.org/x/net/bpf"
)

// arith is a number that is computed from a frame.
type arith interface {
	// eval returns what must hold for the number to be there, and instructions
	// that leave it in A. These may use X and the cells from free on.
	eval(g *generator, free int) (condition, []bpf.Instruction)
}

type constant struct {
	value uint32
	bare  bool // a number as it was written, nothing computed
}

func (n constant) eval(*generator, int) (condition, []bpf.Instruction) {
	return always, []bpf.Instruction{bpf.LoadConstant{Dst: bpf.RegA, Val: n.value}}
}

// frameLength is "len": bytes on the wire.
type frameLength struct{}

func (frameLength) eval(*generator, int) (condition, []bpf.Instruction) {
	return always, []bpf.Instruction{bpf.LoadExtension{Num: bpf.ExtLen}}
}

// operation is "left op right".
type operation struct {
	op          bpf.ALUOp
	left, right arith
}

// combine returns "left op right", computed if it can be. The parser has made
// sure that a constant right is one that op can take.
func combine(op bpf.ALUOp, left, right arith) arith {
	a, okA := left.(constant)
	b, okB := right.(constant)
	if !okA || !okB {
		return operation{op, left, right}
	}
	m := machine{a: a.value}
	value, _ := m.compute(bpf.RawInstruction{Op: uint16(op), K: b.value})
	return constant{value: value}
}

func (n operation) eval(g *generator, free int) (condition, []bpf.Instruction) {
	exists, code := n.left.eval(g, free)
	if right, ok := n.right.(constant); ok {
		return exists, append(code, bpf.ALUOpConstant{Op: n.op, Val: right.value})
	}
	rightExists, right := g.aside(code, n.right, free)
	return and(exists, rightExists), append(right, bpf.ALUOpX{Op: n.op})
}

// aside returns instructions that run left, which leaves its number in A, and
// then right, whose number they leave in X.
func (g *generator) aside(left []bpf.Instruction, right arith, free int) (condition, []bpf.Instruction) {
	if free >= cells {
		return g.refuse(span{0, len(g.text)}, tooMuch, cells), nil
	}
	exists, code := right.eval(g, free+1)
	return exists, slices.Concat(left, []bpf.Instruction{bpf.StoreScratch{Src: bpf.RegA, N: free}},
		code, []bpf.Instruction{bpf.TAX{}, bpf.LoadScratch{Dst: bpf.RegA, N: free}})
}

// tooMuch says what runs out where operations nest.
const tooMuch = "a program has only %d words of memory to compute with"

// relation is "left = right", or another comparison.
type relation struct {
	test        bpf.JumpTest // JumpEqual, JumpGreaterThan or JumpGreaterOrEqual
	negated     bool         // the opposite of test
	left, right arith
}

// condition does not hold if a field is not there, negated or not.
func (n relation) condition(g *generator) condition {
	exists, code := n.left.eval(g, firstFree)
	compared := test{load: code, jump: n.test}
	if right, ok := n.right.(constant); ok {
		compared.val = right.value
	} else {
		var rightExists condition
		rightExists, compared.load = g.aside(code, n.right, firstFree)
		exists, compared.withX = and(exists, rightExists), true
	}
	if n.negated {
		return and(exists, not(compared.condition()))
	}
	return and(exists, compared.condition())
}

// lengthLimit is "less limit" or "greater limit", both of which include it.
func lengthLimit(word string, limit uint32) node {
	if word == "greater" {
		return relation{bpf.JumpGreaterOrEqual, false, frameLength{}, constant{value: limit}}
	}
	return relation{bpf.JumpGreaterThan, true, frameLength{}, constant{value: limit}}
}
