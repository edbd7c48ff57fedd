package filter

import (
	"github.com/flowscan/flowscan/pkg/capture"
	"golang.org/x/net/bpf"
)

// node is a part of an expression.
type node interface {
	// condition returns what the node asks of a frame. The nodes are asked in
	// the order in which they stand in the expression, for vlan, mpls and pppoes
	// move the headers for all that comes after them.
	condition(g *generator) condition
}

// logic is "left and right", or "left or right".
type logic struct {
	and         bool
	left, right node
}

func (n logic) condition(g *generator) condition {
	left, right := n.left.condition(g), n.right.condition(g)
	if n.and {
		return and(left, right)
	}
	return or(left, right)
}

type negation struct{ node }

func (n negation) condition(g *generator) condition { return not(n.node.condition(g)) }

// generator makes conditions for frames of one link type. What is in it says
// where the headers are, at a place in the expression.
type generator struct {
	text string // the expression
	err  error  // the first refusal

	outer   capture.LinkType // of frames
	link    capture.LinkType // of the link layer, which pppoes makes PPP
	header  place            // of the link layer
	typ     place            // of its type field, if it has one
	payload place            // behind it
	network uint32           // bytes from payload to the network layer's header: LLC and SNAP, MPLS
	labels  int              // how many times mpls was said
	asked   [firstFree]bool  // which of the prologue's cells conditions ask for
}

// compile returns the program that selects what root, which is in text, asks of
// frames of a link type.
func compile(text string, root node, link capture.LinkType) (Program, error) {
	g := newGenerator(text, link)
	wanted := condition(always)
	if root != nil {
		wanted = root.condition(g)
	}
	if g.err != nil {
		return nil, g.err
	}
	var c code
	prologue, only := g.prologue()
	entry := c.lead(and(only, wanted)(&c, accept, reject))
	return c.assemble(prologue, entry)
}

// refuse notes that frames of the link type do not have what is asked for.
func (g *generator) refuse(at span, format string, args ...any) condition {
	if g.err == nil {
		g.err = errorAt(g.text, at, format, args...)
	}
	return never
}

// place is an offset in a frame, counted from what a cell of scratch memory
// holds.
type place struct {
	cell   int // noCell: from the frame's beginning
	offset uint32
}

// Cells of scratch memory that the prologue fills; those behind them are for
// arithmetic.
const (
	noCell = iota
	headerCell
	payloadCell
	firstFree
)

func (p place) plus(n uint32) place {
	p.offset += n
	return p
}

// load returns instructions that load size bytes at p into A.
func (g *generator) load(p place, size int) []bpf.Instruction {
	if p.cell == noCell {
		return []bpf.Instruction{bpf.LoadAbsolute{Off: p.offset, Size: size}}
	}
	return []bpf.Instruction{g.cell(p), bpf.LoadIndirect{Off: p.offset, Size: size}}
}

// cell returns the instruction that loads what p is counted from into X.
func (g *generator) cell(p place) bpf.Instruction {
	g.asked[p.cell] = true
	return bpf.LoadScratch{Dst: bpf.RegX, N: p.cell}
}

// ip returns the place n bytes into the network layer's header.
func (g *generator) ip(n uint32) place { return g.payload.plus(g.network + n) }

// transport returns instructions that load into X how far the IPv4 header's end
// is from g.ip(0).offset.
func (g *generator) transport() []bpf.Instruction {
	first := g.ip(0)
	if first.cell == noCell {
		return []bpf.Instruction{bpf.LoadMemShift{Off: first.offset}}
	}
	return append(g.load(first, 1),
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 0xf},
		bpf.ALUOpConstant{Op: bpf.ALUOpShiftLeft, Val: 2},
		bpf.ALUOpX{Op: bpf.ALUOpAdd},
		bpf.TAX{})
}
