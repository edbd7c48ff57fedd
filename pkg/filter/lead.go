package filter

import (
	"fmt"

	"golang.org/x/net/bpf"
)

// lead takes every way past the tests whose outcome is known on it, so that
// "port 80 or port 443" asks once whether a frame is IPv4. It marks the blocks
// that are used then, and those that need not load what was just loaded.
//
// What a test that is passed over would load was loaded before, and so is there:
// the program selects the same frames, those cut short included.
func (c *code) lead(entry label) label {
	g := guide{c, make([]arrival, len(c.blocks))}
	numberLoads(c.blocks)
	entry = g.arrive(entry, nil, 0)
	for i := len(c.blocks) - 1; i >= 0; i-- { // all ways to a block are from later ones
		b, at := &c.blocks[i], g.arrivals[i]
		if !b.used {
			continue
		}
		b.loaded = b.number == at.number
		b.yes = g.arrive(b.yes, at.facts.and(b, true), b.number)
		b.no = g.arrive(b.no, at.facts.and(b, false), b.number)
	}
	return entry
}

// numberLoads gives blocks that load the same the same number, from 1.
func numberLoads(blocks []block) {
	numbers := make(map[string]int)
	for i := range blocks {
		load := fmt.Sprint(blocks[i].load)
		if numbers[load] == 0 {
			numbers[load] = len(numbers) + 1
		}
		blocks[i].number = numbers[load]
	}
}

// guide leads through a program.
type guide struct {
	*code
	arrivals []arrival // by block
}

// arrival is what is known where a block begins, whatever way was taken there.
type arrival struct {
	facts  *fact
	number int // of the load that is in register A; 0 if there are several
}

// arrive goes to l with facts and a load in register A, and past the tests whose
// outcome these tell. It returns where that ends.
func (g *guide) arrive(l label, facts *fact, number int) label {
	for l >= firstBlock {
		b := &g.blocks[l-firstBlock]
		holds, known := facts.tell(b)
		if !known {
			at := &g.arrivals[l-firstBlock]
			if !b.used {
				b.used, *at = true, arrival{facts, number}
			}
			at.facts = common(at.facts, facts)
			if at.number != number {
				at.number = 0
			}
			break
		}
		l = b.no
		if holds {
			l = b.yes
		}
	}
	return l
}

// fact is how a test came out on the way to a block, and what was known before.
// nil is no fact.
type fact struct {
	before *fact
	depth  int // how many facts are before it
	block  *block
	holds  bool
}

// and returns f and how b's test came out.
func (f *fact) and(b *block, holds bool) *fact {
	depth := 0
	if f != nil {
		depth = f.depth + 1
	}
	return &fact{f, depth, b, holds}
}

// maxLook is how many facts are asked about a test: those that decide it are
// near, and a list of thousands of addresses should not take quadratic time.
const maxLook = 64

// tell says how b's test comes out, if that is known.
func (f *fact) tell(b *block) (holds, known bool) {
	for i := 0; f != nil && i < maxLook; f, i = f.before, i+1 {
		switch was := f.block; {
		case was.number != b.number:
		case was.jump == b.jump && was.val == b.val && was.withX == b.withX:
			return f.holds, true
		case f.holds && was.jump == bpf.JumpEqual && !was.withX && !b.withX:
			return b.holds(was.val), true
		}
	}
	return false, false
}

// common returns the last fact that both a and b go back to.
func common(a, b *fact) *fact {
	for a != b {
		switch {
		case a == nil || b == nil:
			return nil
		case a.depth >= b.depth:
			a = a.before
		default:
			b = b.before
		}
	}
	return a
}
