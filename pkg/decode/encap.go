package decode

import (
	"net/netip"

	"github.com/google/gopacket"
)

// Encap is what stands around a packet.
type Encap struct {
	Kinds []string // outermost first: "vxlan", "6in4", "pppoe" …
	// Src and Dst are the ends of the outermost IP header; invalid where none
	// stands around the packet.
	Src, Dst netip.Addr

	id uint32 // of Kinds, in the key of flows
}

// maxEncaps bounds the encapsulations remembered. A capture has a handful of
// them; a flood of made-up ones is forgotten and numbered anew.
const maxEncaps = 4096

// encaps remembers encapsulations, so that each is made once. Its zero value is
// empty.
type encaps struct {
	ids  map[encapKinds]uint32
	made map[encapEnds]*Encap
	last uint32
}

// encapKinds tells flows apart.
type encapKinds [2 * maxNested]encapKind

// encapEnds is kinds of encapsulation between two ends.
type encapEnds struct {
	kinds    encapKinds
	src, dst [16]byte
	v6       bool
}

// encap returns what stands around the packet just decoded, nil for nothing, and
// the network of its key.
func (d *Decoder) encap() (around *Encap, network uint32) {
	var e encapEnds
	n, depth, before := 0, 0, layerNone
	for _, t := range d.decoded {
		kind := kindNone
		if t == layerIP {
			if depth++; depth > 1 && before == layerIP {
				kind = ipInIP(d.ip.header(depth-1).v6, d.ip.header(depth).v6)
			}
		} else if depth < d.ip.depth { // or else it is inside the packet
			kind = d.kindOf(t)
		}
		before = t
		if kind != kindNone && n < len(e.kinds) {
			e.kinds[n] = kind
			n++
		}
		if kind == kindVXLAN || kind == kindGeneve {
			network = d.networkID(t)
		}
	}
	if n == 0 {
		return nil, 0
	}
	if d.ip.depth > 1 {
		outer := d.ip.header(1)
		e.src, e.dst, e.v6 = outer.src, outer.dst, outer.v6
	}
	return d.encaps.get(e), network
}

// header returns the IP header at a depth, from 1.
func (h *ip) header(depth int) *ip {
	if depth == h.depth {
		return h
	}
	return &h.outer[depth-1]
}

// networkID returns the id in the header of VXLAN or Geneve, at the same place in
// all of them, with a bit above its 24 so that 0 is one, too.
func (d *Decoder) networkID(t gopacket.LayerType) uint32 {
	l, _ := d.layers.Decoder(t)
	b := l.(*shim).header
	return 1<<24 | uint32(b[4])<<16 | uint32(b[5])<<8 | uint32(b[6])
}

func (m *encaps) get(e encapEnds) *Encap {
	if known := m.made[e]; known != nil {
		return known
	}
	if m.made == nil || len(m.made) >= maxEncaps {
		m.made = make(map[encapEnds]*Encap)
	}
	if m.ids == nil || len(m.ids) >= maxEncaps {
		m.ids = make(map[encapKinds]uint32)
	}
	id, known := m.ids[e.kinds]
	if !known {
		m.last++
		id = m.last
		m.ids[e.kinds] = id
	}
	made := &Encap{id: id}
	for _, k := range e.kinds {
		if k != kindNone {
			made.Kinds = append(made.Kinds, k.String())
		}
	}
	if e.src != e.dst || e.src != [16]byte{} {
		ends := Key{A: e.src, B: e.dst, V6: e.v6}
		made.Src, made.Dst = ends.Addr(false), ends.Addr(true)
	}
	m.made[e] = made
	return made
}

// encapKind is a kind of encapsulation.
type encapKind uint8

const (
	kindNone encapKind = iota
	kindIPIP
	kind4in6
	kind6in4
	kind6in6
	kindGRE
	kindERSPAN
	kindVXLAN
	kindGeneve
	kindGTP
	kindTeredo
	kindL2TP
	kindCAPWAP
	kindEtherIP
	kindNSH
	kindMPLS
	kindPPPoE
	kindPBB
	kindMACsec
	kindPIM
	kindLISP
	kindAYIYA
	kindTZSP
)

// String returns the kind's name in reports.
func (k encapKind) String() string {
	return [...]string{
		kindIPIP:    "ipip",
		kind4in6:    "4in6",
		kind6in4:    "6in4",
		kind6in6:    "6in6",
		kindGRE:     "gre",
		kindERSPAN:  "erspan",
		kindVXLAN:   "vxlan",
		kindGeneve:  "geneve",
		kindGTP:     "gtp",
		kindTeredo:  "teredo",
		kindL2TP:    "l2tp",
		kindCAPWAP:  "capwap",
		kindEtherIP: "etherip",
		kindNSH:     "nsh",
		kindMPLS:    "mpls",
		kindPPPoE:   "pppoe",
		kindPBB:     "pbb",
		kindMACsec:  "macsec",
		kindPIM:     "pim",
		kindLISP:    "lisp",
		kindAYIYA:   "ayiya",
		kindTZSP:    "tzsp",
	}[k]
}

// ipInIP is the kind of an IP packet right behind an IP header.
func ipInIP(outer6, inner6 bool) encapKind {
	switch {
	case outer6 && inner6:
		return kind6in6
	case outer6:
		return kind4in6
	case inner6:
		return kind6in4
	}
	return kindIPIP
}

// kindOf returns the kind that a header makes; tags of one link make none.
func (d *Decoder) kindOf(t gopacket.LayerType) encapKind {
	l, _ := d.layers.Decoder(t)
	if h, ok := l.(*shim); ok {
		return h.kind
	}
	return kindNone
}
