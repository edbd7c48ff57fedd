package filter

import (
	"slices"

	"github.com/flowscan/flowscan/pkg/capture"
	"golang.org/x/net/bpf"
)

// prologue returns instructions that fill the cells which conditions ask for, and
// what must hold besides. They leave X at the beginning of the link layer.
func (g *generator) prologue() ([]bpf.Instruction, condition) {
	only := condition(always)
	if g.outer == capture.LinkPPI { // it may carry anything; its type is little-endian
		only = equal(g.load(place{offset: 4}, 4), uint32(capture.LinkIEEE80211)<<24)
	}
	switch {
	case g.asked[payloadCell] && g.outer == capture.LinkPFLog:
		return pflogLength(), only
	case g.asked[payloadCell]:
		return slices.Concat(g.radioLength(), g.wlanLength()), only
	case g.asked[headerCell]:
		return g.radioLength(), only
	}
	return nil, only
}

// Instructions that many of the prologue's programs have.
var (
	setHeader  = bpf.StoreScratch{Src: bpf.RegA, N: headerCell}
	setPayload = bpf.StoreScratch{Src: bpf.RegA, N: payloadCell}
	getPayload = bpf.LoadScratch{Dst: bpf.RegA, N: payloadCell}
)

// pflogLength is a byte at the beginning, rounded up to four.
func pflogLength() []bpf.Instruction {
	return []bpf.Instruction{
		bpf.LoadAbsolute{Off: 0, Size: 1},
		bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: 3},
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: ^uint32(3)},
		setPayload,
	}
}

// radioLength is the length of what is before an 802.11 header.
func (g *generator) radioLength() []bpf.Instruction {
	switch g.outer {
	case capture.LinkIEEE80211Radio, capture.LinkPPI: // the third and fourth byte, little-endian
		return []bpf.Instruction{
			bpf.LoadAbsolute{Off: 3, Size: 1},
			bpf.ALUOpConstant{Op: bpf.ALUOpShiftLeft, Val: 8},
			bpf.TAX{},
			bpf.LoadAbsolute{Off: 2, Size: 1},
			bpf.ALUOpX{Op: bpf.ALUOpOr},
			setHeader,
			bpf.TAX{},
		}
	case capture.LinkIEEE80211AVS:
		return []bpf.Instruction{bpf.LoadAbsolute{Off: 4, Size: 4}, setHeader, bpf.TAX{}}
	case capture.LinkIEEE80211Prism: // some drivers call AVS so; else it is 144
		return []bpf.Instruction{
			bpf.LoadAbsolute{Off: 0, Size: 4},
			bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 0xfffff000},
			bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0x80211000, SkipFalse: 2},
			bpf.LoadAbsolute{Off: 4, Size: 4},
			bpf.Jump{Skip: 1},
			bpf.LoadConstant{Dst: bpf.RegA, Val: 144},
			setHeader,
			bpf.TAX{},
		}
	}
	return []bpf.Instruction{bpf.LoadConstant{Dst: bpf.RegX, Val: 0}}
}

// wlanLength is X and the length of an 802.11 header: 24 bytes, and in data
// frames two more with QoS. With radiotap it may be padded.
func (g *generator) wlanLength() []bpf.Instruction {
	var padding []bpf.Instruction
	if g.outer == capture.LinkIEEE80211Radio {
		padding = atherosPadding()
	}
	rest := uint8(len(padding))
	return append([]bpf.Instruction{
		bpf.TXA{},
		bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: 24},
		setPayload,
		bpf.LoadIndirect{Off: 0, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: wlanData, SkipFalse: 5 + rest},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: wlanControl, SkipTrue: 4 + rest},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: wlanQoS, SkipFalse: 3},
		getPayload,
		bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: 2},
		setPayload,
	}, padding...)
}

// atherosPadding rounds the payload's place up to four, if radiotap says so: its
// flags are there, in its only word of presence bits, and have the bit for
// padding. What it has before the flags, if anything, is the time.
func atherosPadding() []bpf.Instruction {
	const time, flags, another = 1 << 24, 2 << 24, 0x80 // presence bits, of little-endian words
	const padded = 0x20
	return []bpf.Instruction{
		bpf.LoadAbsolute{Off: 4, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: flags, SkipFalse: 10},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: another, SkipTrue: 9},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: time, SkipFalse: 2},
		bpf.LoadAbsolute{Off: 16, Size: 1},
		bpf.Jump{Skip: 1},
		bpf.LoadAbsolute{Off: 8, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: padded, SkipFalse: 4},
		getPayload,
		bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: 3},
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: ^uint32(3)},
		setPayload,
	}
}
