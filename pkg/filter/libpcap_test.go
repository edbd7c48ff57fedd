package filter

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"golang.org/x/net/bpf"
)

// rejectsAll is how libpcap refuses what selects nothing; here that is no error.
const rejectsAll = "(expression rejects all packets)"

// wholeHeaders is as many bytes as no expression of the goldens reads behind,
// but those with an index that a frame tells.
const wholeHeaders = 256

// rivals are libpcap's program of an expression and ours, in machines of which
// both are known to be right or wrong alike.
type rivals struct {
	golden
	ours           Program
	theirVM, ourVM *bpf.VM
}

// newRivals returns nil if both sides refuse the expression.
func newRivals(t testing.TB, g golden) *rivals {
	t.Helper()
	f, err := Parse(g.expr)
	var ours Program
	if err == nil {
		ours, err = f.Program(g.link)
	}
	if err == nil && g.refusal == rejectsAll {
		g.program, g.refusal = Program{{Op: opReturn}}, ""
	}
	if (err != nil) != (g.refusal != "") {
		t.Fatalf("%v: %s: %v; libpcap: %q", g.link, g.expr, err, g.refusal)
	}
	if err != nil {
		return nil
	}
	return &rivals{g, ours, machineOf(t, g.program), machineOf(t, ours)}
}

// machineOf returns golang.org/x/net/bpf's machine for p.
func machineOf(t testing.TB, p Program) *bpf.VM {
	t.Helper()
	instructions, _ := bpf.Disassemble(p)
	vm, err := bpf.NewVM(instructions)
	if err != nil {
		t.Fatal(err)
	}
	return vm
}

// compare has both programs select frame or not, after it was changed by steer,
// and says what they did.
func (r *rivals) compare(t testing.TB, frame []byte, choose func() way) bool {
	t.Helper()
	if !r.cut && len(frame) < wholeHeaders {
		frame = append(frame, make([]byte, wholeHeaders-len(frame))...)
	}
	if choose() == leave {
		steer(r.ours, frame, choose) // of the two, one may test a field as it is, the other compute with it
	} else {
		steer(r.program, frame, choose)
	}
	if r.link == capture.LinkNull && len(frame) >= 4 && binary.BigEndian.Uint32(frame) < 256 {
		binary.LittleEndian.PutUint32(frame, binary.BigEndian.Uint32(frame)) // as libpcap reads it of a little-endian file
	}
	theirs, err := r.theirVM.Run(frame)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := r.ourVM.Run(frame)
	if err != nil {
		t.Fatal(err)
	}
	if (theirs != 0) != (ours != 0) {
		t.Fatalf("%v: %s: %v of %x, libpcap %v", r.link, r.expr, ours != 0, frame, theirs != 0)
	}
	if r.ours.Match(frame, uint32(len(frame))) != (ours != 0) {
		t.Fatalf("%v: %s: our machine differs from golang.org/x/net/bpf's on %x", r.link, r.expr, frame)
	}
	return ours != 0
}

// TestLibpcap has programs of libpcap's and ours choose among random frames that
// libpcap's were led through.
func TestLibpcap(t *testing.T) {
	enough, most := 200, 500_000 // frames; most only until one is selected
	if testing.Short() {
		enough, most = 20, 0
	}
	for _, g := range goldens(t) {
		r := newRivals(t, g)
		if r == nil {
			continue
		}
		rng := rand.New(rand.NewPCG(0, 0))
		selected := false
		for n := 0; n < enough || n < most && !selected && g.refusal == ""; n++ {
			frame := make([]byte, rng.IntN(2*wholeHeaders))
			bits, eager := rng.Uint32()&rng.Uint32(), rng.IntN(10)
			for i := range frame {
				frame[i] = byte(rng.Uint32() & bits)
			}
			if r.compare(t, frame, func() way {
				if rng.IntN(10) < eager {
					return match
				}
				return way(rng.IntN(int(ways)))
			}) {
				selected = true
			}
		}
		if !selected && g.refusal == "" && !testing.Short() {
			t.Errorf("%v: %s selects none of %d frames", g.link, g.expr, most)
		}
	}
}

// FuzzLibpcap does the same with frames of the fuzzer's.
func FuzzLibpcap(f *testing.F) {
	var all []*rivals
	for _, g := range goldens(f) {
		if r := newRivals(f, g); r != nil {
			all = append(all, r)
		}
	}
	for i := range all {
		f.Add(uint(i), make([]byte, wholeHeaders), []byte("\x55\xaa\x00\xff"))
	}
	f.Fuzz(func(t *testing.T, which uint, frame, choices []byte) {
		n := 0
		all[which%uint(len(all))].compare(t, bytes.Clone(frame), func() way {
			if n++; n > len(choices) {
				return leave
			}
			return way(choices[n-1]) % ways
		})
	})
}
