package filter

import "strings"

// wlanFrame is "type mgt subtype beacon" or "dir tods": bits of 802.11's frame
// control.
type wlanFrame struct {
	octet     uint32 // 0 or 1
	mask, val uint32
	span
}

func (n wlanFrame) condition(g *generator) condition {
	if !g.isWLAN() {
		return g.refuse(n.span, "frames of link type %v are not of 802.11", g.link)
	}
	return g.controlIs(n.octet, n.mask, n.val)
}

// wlanFrame reads what is behind the keyword t: "type", "subtype" or "dir".
func (p *parser) wlanFrame(t token) node {
	n := wlanFrame{mask: wlanTypes, span: t.span}
	switch t.text {
	case "dir":
		n.octet, n.mask = 1, toDS|fromDS
		n.val = p.wlanValue(wlanDirections, 0xff)
	case "subtype": // its name says of which type
		n.mask |= wlanSubtypes
		n.val = p.wlanValue(wlanSubtypeNames, 0)
	case "type":
		n.val = p.wlanValue(wlanTypeNames, wlanTypes)
		if !p.accept("subtype") {
			break
		}
		n.mask |= wlanSubtypes
		at, named := p.peek().span, p.peek().kind == name
		val := p.wlanValue(wlanSubtypeNames, wlanSubtypes)
		if named && val&wlanTypes != n.val {
			p.fail(at, "a subtype of another type")
		}
		n.val |= val
	}
	return n
}

// wlanValue reads one of names, or a number with no bits but those of mask; none
// if mask is 0.
func (p *parser) wlanValue(names map[string]uint32, mask uint32) uint32 {
	t := p.next()
	val, ok := names[strings.ToLower(t.text)]
	switch {
	case t.kind == name && ok:
		return val
	case t.kind == number && mask != 0 && t.num&^mask == 0:
		return t.num
	}
	p.fail(t.span, "802.11 has no such frames")
	return 0
}

var wlanTypeNames = map[string]uint32{
	"mgt": wlanManagement, "management": wlanManagement, "ctl": wlanControl, "control": wlanControl, "data": wlanData,
}

var wlanDirections = map[string]uint32{"nods": 0, "tods": toDS, "fromds": fromDS, "dstods": toDS | fromDS}

// wlanSubtypeNames are with the bits of their type (IEEE 802.11-2020 table 9-1).
var wlanSubtypeNames = map[string]uint32{
	"assocreq": 0x00, "assoc-req": 0x00, "assocresp": 0x10, "assoc-resp": 0x10, "reassocreq": 0x20, "reassoc-req": 0x20,
	"reassocresp": 0x30, "reassoc-resp": 0x30, "probereq": 0x40, "probe-req": 0x40, "proberesp": 0x50, "probe-resp": 0x50,
	"beacon": 0x80, "atim": 0x90, "disassoc": 0xa0, "disassociation": 0xa0, "auth": 0xb0, "authentication": 0xb0,
	"deauth": 0xc0, "deauthentication": 0xc0,

	"ps-poll": 0xa4, "rts": 0xb4, "cts": wlanCTS | wlanControl, "ack": wlanACK | wlanControl, "cf-end": 0xe4, "cf-end-ack": 0xf4,

	"data": 0x08, "data-cf-ack": 0x18, "data-cf-poll": 0x28, "data-cf-ack-poll": 0x38, "null": 0x48, "cf-ack": 0x58,
	"cf-poll": 0x68, "cf-ack-poll": 0x78, "qos-data": 0x88, "qos-data-cf-ack": 0x98, "qos-data-cf-poll": 0xa8,
	"qos-data-cf-ack-poll": 0xb8, "qos": 0xc8, "qos-cf-poll": 0xe8, "qos-cf-ack-poll": 0xf8,
}
