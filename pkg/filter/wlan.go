package filter

// Frame control of 802.11 (IEEE 802.11-2020 section 9.2.4.1). In the first byte:
const (
	wlanTypes      = 0x0c
	wlanManagement = 0x00
	wlanControl    = 0x04
	wlanData       = 0x08
	wlanSubtypes   = 0xf0
	wlanCTS        = 0xc0
	wlanACK        = 0xd0
	wlanQoS        = 0x80 // of data frames
)

// In the second byte:
const (
	toDS   = 0x01
	fromDS = 0x02
)

// control holds if any of bits is set in a byte of frame control.
func (g *generator) control(n, bits uint32) condition {
	return anyBit(g.load(g.header.plus(n), 1), bits)
}

// controlIs holds if a byte of frame control is val in the bits of mask.
func (g *generator) controlIs(n, mask, val uint32) condition {
	return masked(g.load(g.header.plus(n), 1), mask, val)
}

// isData holds for data frames: the only ones that carry something.
func (g *generator) isData() condition {
	return and(not(g.control(0, wlanControl)), g.control(0, wlanData))
}

// wlanDestination holds if what is at the destination's address does. Control
// frames have none; in data frames to a distribution system, it is the third.
func (g *generator) wlanDestination(what func(place) condition) condition {
	first, third := what(g.header.plus(4)), what(g.header.plus(16))
	data, to := g.control(0, wlanData), g.control(1, toDS)
	return and(not(g.control(0, wlanControl)),
		or(and(not(data), first), and(data, or(and(not(to), first), and(to, third)))))
}

// wlanSource holds if what is at the source's address does: of data frames from
// a distribution system, the third, or the fourth if they go to one, too.
func (g *generator) wlanSource(what func(place) condition) condition {
	second, third, fourth := what(g.header.plus(10)), what(g.header.plus(16)), what(g.header.plus(24))
	data, to, from := g.control(0, wlanData), g.control(1, toDS), g.control(1, fromDS)
	return and(not(g.control(0, wlanControl)),
		or(and(not(data), second),
			and(data, or(and(not(from), second), and(from, or(and(not(to), third), and(to, fourth)))))))
}

// onWLAN is the condition on frames of 802.11, which have up to four addresses.
func (n hostMAC) onWLAN(g *generator) condition {
	is := func(p place) condition { return g.bytes(p, n.mac[:]) }
	notControl := not(g.controlIs(0, wlanTypes, wlanControl))
	hasSecond := or(notControl, and(not(g.controlIs(0, wlanSubtypes, wlanCTS)), not(g.controlIs(0, wlanSubtypes, wlanACK))))
	notManagement := g.control(0, wlanData)
	switch n.dir {
	case "addr1":
		return is(g.header.plus(4))
	case "addr2":
		return and(hasSecond, is(g.header.plus(10)))
	case "addr3":
		return and(notControl, is(g.header.plus(16)))
	case "addr4":
		return and(g.controlIs(1, toDS|fromDS, toDS|fromDS), is(g.header.plus(24)))
	case "ra":
		return and(notManagement, is(g.header.plus(4)))
	case "ta":
		return and(notManagement, hasSecond, is(g.header.plus(10)))
	}
	ends, _ := endsOf(n.dir)
	return ends.of(func(isSource bool) condition {
		if isSource {
			return g.wlanSource(is)
		}
		return g.wlanDestination(is)
	})
}
