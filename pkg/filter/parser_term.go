package filter

// qualifiers say what an address, a name or a number behind them means.
type qualifiers struct {
	proto string // canonical keyword; "" for any that fits
	dir   string // "src", "dst", "src or dst", "src and dst", "addr1" …; "" for src or dst
	kind  string // "host", "net", "port", "portrange", "proto"; "" for host
	given bool   // there are some
}

// term reads a condition that begins with a keyword.
func (p *parser) term() value {
	t := *p.peek()
	if t.kind != keyword {
		p.unexpected("a condition, such as host 192.0.2.1 or tcp port 443")
	}
	proto := ""
	if isProtocol(t.text) {
		p.next()
		proto = t.text
	}
	cond := p.special(proto, t.span)
	if cond != nil {
		return value{cond: cond, span: p.since(t.span)}
	}
	qual := p.qualifiers(proto)
	if qual.dir == "" && qual.kind == "" {
		if proto == "" {
			p.unexpected("a condition, such as host 192.0.2.1 or tcp port 443")
		}
		switch next := p.peek(); next.kind {
		case number, name, ipv4, ipv6, mac:
			p.fail(next.span, "say what it is of %s: host, port, proto …", t.text)
		}
		return value{cond: p.protocol(t), span: t.span}
	}
	return value{cond: p.ids(qual), qual: qual, span: p.since(t.span)}
}

// special reads a condition that has a form of its own, and returns nil if there
// is none.
func (p *parser) special(proto string, start span) node {
	t := *p.peek()
	if t.kind != keyword {
		return nil
	}
	p.refused(&t)
	switch t.text {
	case "broadcast", "multicast":
		p.next()
		return p.cast(proto, t.text, p.since(start))
	case "type", "subtype", "dir":
		p.next()
		return p.wlanFrame(t)
	}
	if proto != "" {
		return nil
	}
	switch t.text {
	case "less", "greater":
		p.next()
		return lengthLimit(t.text, p.number())
	case "inbound", "outbound":
		p.next()
		return direction{t.text == "outbound", t.span}
	case "ifindex":
		p.next()
		return interfaceIndex{p.number(), t.span}
	case "vlan", "mpls", "pppoes", "pppoed":
		p.next()
		return p.tag(t)
	}
	return nil
}

// number reads a number, in parentheses or not.
func (p *parser) number() uint32 {
	if p.accept("(") {
		p.enter(p.peek().span)
		defer p.leave()
		n := p.number()
		p.expect(")")
		return n
	}
	if p.peek().kind != number {
		p.unexpected("a number")
	}
	return p.next().num
}

// qualifiers reads those that come after a protocol, or without one.
func (p *parser) qualifiers(proto string) qualifiers {
	q := qualifiers{proto: proto, given: true}
	switch t := p.peek(); {
	case t.is("src") || t.is("dst"):
		q.dir = p.dir()
	case t.kind == keyword:
		switch t.text {
		case "addr1", "addr2", "addr3", "addr4", "ra", "ta":
			q.dir = p.next().text
		}
	}
	t := p.peek()
	p.refused(t)
	switch {
	case t.is("host") || t.is("net") || t.is("port") || t.is("portrange"), t.is("proto") && q.dir == "":
		q.kind = p.next().text
	}
	return q
}

// dir reads "src", "dst", or both with "and" or "or" between.
func (p *parser) dir() string {
	first := p.next().text
	second := "dst"
	if first == "dst" {
		second = "src"
	}
	switch {
	case p.accept("or"):
		p.expect(second)
		return "src or dst"
	case p.accept("and"):
		p.expect(second)
		return "src and dst"
	}
	return first
}

// ids reads what stands behind qualifiers: one address, name or number, or
// several in parentheses.
func (p *parser) ids(qual qualifiers) node {
	p.enter(p.peek().span)
	defer p.leave()
	switch {
	case p.accept("not"):
		return negation{p.ids(qual)}
	case p.accept("("):
		list := p.ids(qual)
		for p.peek().is("and") || p.peek().is("or") {
			list = logic{p.next().text == "and", list, p.ids(qual)}
		}
		p.expect(")")
		return list
	}
	return p.id(qual)
}
