package filter

import "golang.org/x/net/bpf"

// operator is a binary operator of arithmetic. It takes the operand on its left
// from operators that bind less closely than left, and the one on its right from
// those that bind less closely than right.
type operator struct {
	op          bpf.ALUOp
	left, right int
}

// operators are as in libpcap's grammar: like C's, but that ^ and %, which have
// no precedence there, take one operand on the left and all there is on the right.
var operators = map[string]operator{
	"|":  {bpf.ALUOpOr, 1, 2},
	"&":  {bpf.ALUOpAnd, 2, 3},
	"<<": {bpf.ALUOpShiftLeft, 3, 4},
	">>": {bpf.ALUOpShiftRight, 3, 4},
	"+":  {bpf.ALUOpAdd, 4, 5},
	"-":  {bpf.ALUOpSub, 4, 5},
	"*":  {bpf.ALUOpMul, 5, 6},
	"/":  {bpf.ALUOpDiv, 5, 6},
	"^":  {bpf.ALUOpXor, sign, 0},
	"%":  {bpf.ALUOpMod, sign, 0},
}

// sign is how closely a minus sign binds.
const sign = 6

// comparisons are by the test they are in a program, or its opposite.
var comparisons = map[string]struct {
	test    bpf.JumpTest
	negated bool
}{
	"=":  {bpf.JumpEqual, false},
	"!=": {bpf.JumpEqual, true},
	">":  {bpf.JumpGreaterThan, false},
	"<=": {bpf.JumpGreaterThan, true},
	">=": {bpf.JumpGreaterOrEqual, false},
	"<":  {bpf.JumpGreaterOrEqual, true},
}

// comparison reads what goes on after the number or field v: operators, and a
// comparison. Without one, v stays arithmetic.
func (p *parser) comparison(v value) value {
	start := v.span
	v.arith = p.climb(v.arith, 0)
	v.span = p.since(start)
	c, ok := comparisons[p.peek().text]
	if !ok || p.peek().kind != symbol {
		return v
	}
	p.next()
	return value{cond: relation{c.test, c.negated, v.arith, p.arithmetic(0)}, span: p.since(start)}
}

// arithmetic reads an operand and the operators after it that bind at least as
// closely as floor.
func (p *parser) arithmetic(floor int) arith {
	p.enter(p.peek().span)
	defer p.leave()
	return p.climb(p.factor(), floor)
}

// climb reads operators that bind at least as closely as floor, each with its
// right operand.
func (p *parser) climb(left arith, floor int) arith {
	for {
		t := p.peek()
		o, ok := operators[t.text]
		if !ok || t.kind != symbol || o.left < floor {
			return left
		}
		p.next()
		start := p.peek().span
		right := p.arithmetic(o.right)
		if n, ok := right.(constant); ok {
			p.possible(o.op, n.value, p.since(start))
		}
		left = combine(o.op, left, right)
	}
}

// possible fails where the right operand is one that no program may have.
func (p *parser) possible(op bpf.ALUOp, right uint32, at span) {
	switch op {
	case bpf.ALUOpDiv, bpf.ALUOpMod:
		if right == 0 {
			p.fail(at, "division by zero")
		}
	case bpf.ALUOpShiftLeft, bpf.ALUOpShiftRight:
		if right > 31 {
			p.fail(at, "a shift by more than 31 bits")
		}
	}
}

// factor reads an operand of arithmetic.
func (p *parser) factor() arith {
	t := p.peek()
	switch {
	case t.kind == number:
		return constant{p.next().num, true}
	case p.accept("len"):
		return frameLength{}
	case p.accept("-"):
		return combine(bpf.ALUOpSub, constant{}, p.arithmetic(sign))
	case p.accept("("):
		a := p.arithmetic(0)
		p.expect(")")
		return a
	case p.isField():
		return p.field()
	}
	p.unexpected("a number, len, or a field such as ip[0]")
	return nil
}

// isField says whether "tcp[" or the like is next.
func (p *parser) isField() bool {
	return p.peek().kind == keyword && p.tokens[p.at+1].is("[")
}

// field reads a protocol and "[offset]" or "[offset:size]".
func (p *parser) field() arith {
	protocol := p.next()
	f := field{proto: protocol.text, size: 1}
	if !hasFields(f.proto) {
		p.refused(&protocol)
		p.fail(protocol.span, "its fields cannot be taken; those of ip, tcp, link and others can")
	}
	p.expect("[")
	f.index = p.arithmetic(0)
	if p.accept(":") {
		t := p.next()
		f.size = int(t.num)
		if t.kind != number || t.num != 1 && t.num != 2 && t.num != 4 {
			p.fail(t.span, "a field has 1, 2 or 4 bytes")
		}
	}
	p.expect("]")
	f.span = p.since(protocol.span)
	return f
}
