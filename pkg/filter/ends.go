package filter

// ends says at which end of a packet an address or a port is to be.
type ends uint8

const (
	eitherEnd ends = iota
	source
	destination
	bothEnds
)

// endsOf returns what the qualifiers of a direction mean; not for those of Wi-Fi.
func endsOf(dir string) (e ends, ok bool) {
	switch dir {
	case "", "src or dst":
		return eitherEnd, true
	case "src":
		return source, true
	case "dst":
		return destination, true
	case "src and dst":
		return bothEnds, true
	}
	return 0, false
}

// of returns what at asks of the source, of the destination, of either or of both.
func (e ends) of(at func(isSource bool) condition) condition {
	switch e {
	case source:
		return at(true)
	case destination:
		return at(false)
	case bothEnds:
		return and(at(true), at(false))
	}
	return or(at(true), at(false))
}

// ends returns the direction among qual, and fails if it is one of Wi-Fi, which
// only MAC addresses have.
func (p *parser) ends(qual qualifiers, at span) ends {
	e, ok := endsOf(qual.dir)
	if !ok {
		p.fail(at, "%s is for the MAC addresses of Wi-Fi: wlan %s", qual.dir, qual.dir)
	}
	return e
}
