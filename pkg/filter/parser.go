package filter

// maxDepth is how deep parentheses, negations and indices may nest: far deeper
// than anybody writes, and far from what a goroutine's stack holds.
const maxDepth = 200

// parser reads an expression by the grammar of pcap-filter(7). Its methods
// panic with a syntaxError, which parse returns as an error.
type parser struct {
	text   string
	tokens []token // the last is of kind eof
	at     int     // the next of tokens
	depth  int
}

// syntaxError is how a parser's methods give up. It does not leave this file.
type syntaxError struct{ error }

// parse returns nil for an expression without words: it selects everything.
func parse(text string) (root node, err error) {
	tokens, err := scan(text)
	if err != nil || len(tokens) == 1 {
		return nil, err
	}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case syntaxError:
			root, err = nil, r.error
		default:
			panic(r)
		}
	}()
	p := &parser{text: text, tokens: tokens}
	v := p.list(qualifiers{})
	if p.peek().kind != eof {
		p.unexpected("and, or, or the end")
	}
	return p.condition(v), nil
}

func (p *parser) fail(at span, format string, args ...any) {
	panic(syntaxError{errorAt(p.text, at, format, args...)})
}

// unexpected fails at the next token.
func (p *parser) unexpected(want string) {
	t := p.peek()
	p.refused(t)
	p.fail(t.span, "expected %s", want)
}

// refused fails if t is a keyword of tcpdump's that is not supported.
func (p *parser) refused(t *token) {
	if why, ok := refusals[t.text]; ok && t.kind == keyword {
		p.fail(t.span, "not supported: %s", why)
	}
}

func (p *parser) peek() *token { return &p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != eof {
		p.at++
	}
	return t
}

// since returns what was read from start on.
func (p *parser) since(start span) span { return start.to(p.tokens[max(p.at, 1)-1].span) }

// accept consumes the next token if it is text.
func (p *parser) accept(text string) bool {
	if !p.peek().is(text) {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		p.unexpected(text)
	}
}

// enter and leave stand around whatever may nest.
func (p *parser) enter(at span) {
	if p.depth++; p.depth > maxDepth {
		p.fail(at, "nested too deep")
	}
}

func (p *parser) leave() { p.depth-- }

// value is what a part of an expression turned out to be: a condition, or
// arithmetic that is to become one.
type value struct {
	cond  node // nil for arithmetic
	arith arith
	qual  qualifiers // in force for what follows
	span
}

// list reads operands with "and" and "or" between. These bind equally, from the
// left. qual are the qualifiers in force, which a bare address or number takes:
// "port 80 or 443".
func (p *parser) list(qual qualifiers) value {
	v := p.operand(qual)
	for {
		both := p.peek().is("and")
		if !both && !p.peek().is("or") {
			return v
		}
		p.next()
		left := p.condition(v)
		v = p.operand(v.qual)
		v.cond = logic{both, left, p.condition(v)}
	}
}

// condition returns v as a condition. A number alone is one: what qualifiers
// before it make of it.
func (p *parser) condition(v value) node {
	if v.cond != nil {
		return v.cond
	}
	if n, ok := v.arith.(constant); ok && n.bare {
		return p.ofNumber(v.qual, n.value, v.span)
	}
	p.fail(v.span, "expected a comparison, as in ip[0] & 0xf > 5")
	return nil
}

// operand reads a condition, or arithmetic up to where no operator follows.
func (p *parser) operand(qual qualifiers) value {
	start := p.peek().span
	p.enter(start)
	defer p.leave()
	if p.accept("not") {
		v := p.operand(qual)
		return value{cond: negation{p.condition(v)}, qual: v.qual, span: p.since(start)}
	}
	v := p.primary(qual)
	if v.cond == nil {
		v = p.comparison(v)
	}
	return v
}

// primary reads the smallest part that stands alone.
func (p *parser) primary(qual qualifiers) value {
	t := p.peek()
	switch {
	case t.is("("):
		p.next()
		v := p.list(qual)
		p.expect(")")
		v.span = p.since(t.span)
		if v.cond != nil {
			v.qual = qual // what was said in parentheses ends with them
		}
		return v
	case t.kind == number || t.is("-") || t.is("len") || p.isField():
		a := p.factor()
		return value{arith: a, qual: qual, span: p.since(t.span)}
	case t.kind == name || t.kind == ipv4 || t.kind == ipv6 || t.kind == mac:
		return value{cond: p.id(qual), qual: qual, span: p.since(t.span)}
	}
	return p.term()
}
