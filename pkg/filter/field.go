package filter

import (
	"slices"

	"github.com/flowscan/flowscan/pkg/capture"
	"golang.org/x/net/bpf"
)

// field is "tcp[index:size]".
type field struct {
	proto string // canonical keyword
	index arith
	size  int // 1, 2 or 4 bytes
	span
}

func (n field) eval(g *generator, free int) (condition, []bpf.Instruction) {
	exists, index := n.index.eval(g, free)
	switch info := protocols[n.proto]; info.fields {
	case networkFields:
		return and(exists, g.carries(info.ether, n.span)), n.at(g, g.ip(0), index)
	case transportFields: // behind IPv4 alone
		return and(g.carries(etherIP, n.span), exists, overIP{info.number, info.over, n.span}.condition(g), g.beginsTransport()),
			n.behindIPv4(g, index, free)
	case icmp6Fields:
		return and(exists, g.carries(etherIPv6, n.span), equal(g.load(g.ip(6), 1), info.number)), n.at(g, g.ip(40), index)
	}
	if n.proto == "radio" {
		switch g.link {
		case capture.LinkIEEE80211Radio, capture.LinkIEEE80211AVS, capture.LinkIEEE80211Prism:
			return exists, n.at(g, place{}, index)
		}
		return g.refuse(n.span, "frames of link type %v have no radio header", g.link), nil
	}
	return exists, n.at(g, g.header, index)
}

// noFrame is behind the end of any frame. What is higher, Linux takes for what
// it knows of a frame.
const noFrame = 1 << 31

// at returns instructions that load the field, which is index bytes behind base.
func (n field) at(g *generator, base place, index []bpf.Instruction) []bpf.Instruction {
	if i, ok := n.index.(constant); ok && base.cell == noCell {
		base.offset = n.shifted(g, base.offset, i)
		return g.load(base, n.size)
	}
	if base.cell != noCell {
		index = slices.Concat(index, []bpf.Instruction{g.cell(base), bpf.ALUOpX{Op: bpf.ALUOpAdd}})
	}
	return slices.Concat(index, []bpf.Instruction{bpf.TAX{}, bpf.LoadIndirect{Off: base.offset, Size: n.size}})
}

// behindIPv4 returns instructions that load the field, which is index bytes
// behind the IPv4 header.
func (n field) behindIPv4(g *generator, index []bpf.Instruction, free int) []bpf.Instruction {
	base := g.ip(0)
	if i, ok := n.index.(constant); ok {
		return append(g.transport(), bpf.LoadIndirect{Off: n.shifted(g, base.offset, i), Size: n.size})
	}
	if free >= cells {
		g.refuse(n.span, tooMuch, cells)
		return nil
	}
	return slices.Concat(index, []bpf.Instruction{bpf.StoreScratch{Src: bpf.RegA, N: free}},
		g.transport(), []bpf.Instruction{
			bpf.LoadScratch{Dst: bpf.RegA, N: free},
			bpf.ALUOpX{Op: bpf.ALUOpAdd},
			bpf.TAX{},
			bpf.LoadIndirect{Off: base.offset, Size: n.size},
		})
}

// shifted returns offset and index together. An index below zero reads what is
// in front of a header.
func (n field) shifted(g *generator, offset uint32, index constant) uint32 {
	offset += index.value
	if offset >= noFrame {
		g.refuse(n.span, "no frame has a byte there")
	}
	return offset
}
