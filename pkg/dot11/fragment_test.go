package dot11

import (
	"slices"
	"testing"
)

// parts cuts an MSDU into fragments, each a frame of its own.
func (l *lab) parts(msdu []byte, sizes ...int) [][]byte {
	var all [][]byte
	whole := l.data(true, Addr{2, 0, 0, 0, 0, 9}, nil)
	for i, n := range sizes {
		b := append(slices.Clone(whole), msdu[:n]...)
		msdu = msdu[n:]
		b[22] |= byte(i)
		if i < len(sizes)-1 {
			b[1] |= fcMore >> 8
		}
		all = append(all, b)
	}
	return all
}

// TestBehaviour15FragmentsApart holds which fragments go together: only those of one
// protection, one key, in order and in time.
func TestBehaviour15FragmentsApart(t *testing.T) {
	const port = 77
	for _, test := range []struct {
		name  string
		heard func(l *lab, f [][]byte, key, other *temporal) []*Record
		whole bool
	}{
		{"all, plain", func(l *lab, f [][]byte, _, _ *temporal) []*Record {
			return []*Record{l.record(f[0]), l.record(f[1]), l.record(f[2])}
		}, true},
		{"all, encrypted", func(l *lab, f [][]byte, key, _ *temporal) []*Record {
			return []*Record{l.sealed(key, f[0]), l.sealed(key, f[1]), l.sealed(key, f[2])}
		}, true},
		{"packet numbers apart", func(l *lab, f [][]byte, key, _ *temporal) []*Record {
			first, second := l.sealed(key, f[0]), l.sealed(key, f[1])
			l.pn++
			return []*Record{first, second, l.sealed(key, f[2])}
		}, false},
		{"another key", func(l *lab, f [][]byte, key, other *temporal) []*Record {
			return []*Record{l.sealed(key, f[0]), l.sealed(other, f[1]), l.sealed(key, f[2])}
		}, false},
		{"a forged one between", func(l *lab, f [][]byte, key, other *temporal) []*Record {
			return []*Record{l.sealed(key, f[0]), l.record(f[1]), l.sealed(key, f[1]), l.sealed(key, f[2])}
		}, true},
		{"plain among encrypted", func(l *lab, f [][]byte, key, _ *temporal) []*Record {
			return []*Record{l.sealed(key, f[0]), l.record(f[1]), l.sealed(key, f[2])}
		}, false},
		{"out of order", func(l *lab, f [][]byte, _, _ *temporal) []*Record {
			return []*Record{l.record(f[0]), l.record(f[2]), l.record(f[1])}
		}, false},
		{"one missing", func(l *lab, f [][]byte, _, _ *temporal) []*Record {
			return []*Record{l.record(f[0]), l.record(f[2])}
		}, false},
		{"the first missing", func(l *lab, f [][]byte, _, _ *temporal) []*Record {
			return []*Record{l.record(f[1]), l.record(f[2])}
		}, false},
		{"too late", func(l *lab, f [][]byte, _, _ *temporal) []*Record {
			first, second := l.record(f[0]), l.record(f[1])
			l.time += int64(fragmentTime)
			return []*Record{first, second, l.record(f[2])}
		}, false},
		{"snapped", func(l *lab, f [][]byte, _, _ *temporal) []*Record {
			second := l.record(f[1])
			second.Data = second.Data[:len(second.Data)-1]
			return []*Record{l.record(f[0]), second, l.record(f[2])}
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, akmPSK, suiteCCMP, 32)
			m := l.monitor()
			l.hear(m, l.m1(), l.m2())
			key := l.ptk().temporal[0]
			l.an[1]++
			l.hear(m, l.m1(), l.m2())
			frames := l.hear(m, test.heard(l, l.parts(udp(port), 20, 8, 8), key, l.ptk().temporal[0])...)
			whole, partial := false, 0
			for _, f := range frames {
				whole = whole || f.port(0) == port
				if f.Verdict == Partial {
					partial++
				}
			}
			if whole != test.whole || !whole && partial == 0 {
				t.Errorf("whole %v, %d parts left", whole, partial)
			}
			if got := m.Networks()[0].Partial; got != uint64(partial) {
				t.Errorf("the network has %d parts left, want %d", got, partial)
			}
		})
	}
}

// TestBehaviour15RealFragments reads attacks that make some receivers join what does
// not belong together; tshark does so too.
func TestBehaviour15RealFragments(t *testing.T) {
	for _, test := range []struct {
		path  string
		frame int
	}{
		{"fragattacks/ping_I_E_E___inc_pn_2-fromap.pcapng", 132},        // packet numbers 2 apart
		{"fragattacks/ping_I_E_R_E-fromclient.pcapng", 98},              // under the next key
		{"fragattacks/ping_I_E_R_E__full-recon-fromclient.pcapng", 107}, // after a new association
		{"fragattacks/linux-plain-fromap.pcapng", 83},                   // plain behind encrypted
		{"fragattacks/ping_D_BP___bcast_ra-fromap.pcapng", 21},          // none before it
	} {
		if got := hear(t, monitor(t, "testnetwork:abcdefgh"), test.path)[test.frame]; got.Verdict != Partial {
			t.Errorf("%s frame %d: %v, want Partial", test.path, test.frame, got.Verdict)
		}
	}
}
