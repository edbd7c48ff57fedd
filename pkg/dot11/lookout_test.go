package dot11

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
)

// TestLookout hears captures by way of a Lookout, a few records ahead or many: that
// changes nothing in what is said of them.
func TestLookout(t *testing.T) {
	const labKey = "pmk:4242424242424242424242424242424242424242424242424242424242424242"
	captures := slices.Clone(openedCaptures)
	synthetic, err := filepath.Glob("testdata/*.pcap")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range synthetic {
		captures = append(captures, opened{path: "synthetic/" + filepath.Base(path), key: labKey})
	}
	for _, c := range captures {
		t.Run(c.path, func(t *testing.T) {
			alone := monitor(t, c.key, "tk:000102030405060708090a0b0c0d0e0f")
			want := hear(t, alone, c.path)
			for _, n := range []int{1, 10, 1000} {
				m := monitor(t, c.key, "tk:000102030405060708090a0b0c0d0e0f")
				if got := hearAhead(t, m, c.path, n); !reflect.DeepEqual(got, want) {
					for number := range want {
						if !reflect.DeepEqual(got[number], want[number]) {
							t.Errorf("%d ahead, frame %d: %v, want %v", n, number, got[number], want[number])
						}
					}
				}
				if !reflect.DeepEqual(m.Networks(), alone.Networks()) || !slices.Equal(m.KeyUses(), alone.KeyUses()) {
					t.Errorf("%d ahead: %+v, %v, want %+v, %v", n, m.Networks(), m.KeyUses(), alone.Networks(), alone.KeyUses())
				}
			}
		})
	}
}

// hearAhead is hear with a Lookout that sees n records before the first of them is
// received.
func hearAhead(t testing.TB, m *Monitor, path string, n int) map[int]told {
	t.Helper()
	var all []Record
	records(t, path, func(r *Record) {
		all = append(all, Record{r.Origin, r.Link, bytes.Clone(r.Data)})
	})
	frames := make(map[int]told)
	l := m.Lookout()
	sights := make([]Sight, n)
	for some := range slices.Chunk(all, n) {
		l.Look(some, sights, make([]byte, size(some)))
		for i := range some {
			note(t, some[i].Number, m.ReceiveSeen(&sights[i]), frames)
		}
	}
	return frames
}

func size(all []Record) (n int) {
	for i := range all {
		n += len(all[i].Data)
	}
	return n
}

// TestLookoutChange looks at frames before the keys change: a key that came since is
// tried, one that was forgotten opens nothing any more.
func TestLookoutChange(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	look := func(r *Record) *Sight {
		s := make([]Sight, 1)
		m.Lookout().Look([]Record{*r}, s, make([]byte, len(r.Data)))
		return &s[0]
	}
	first := look(l.pairwiseData(1))
	if first.key != nil {
		t.Fatal("no key is known, and one opens it")
	}
	l.hear(m, l.m1(), l.m2())
	if o := m.ReceiveSeen(first); o[0].Verdict != Delivered {
		t.Errorf("the key came since: %v", o[0].Verdict)
	}
	second := look(l.pairwiseData(2))
	if second.key == nil {
		t.Fatal("the key is known, and does not open it")
	}
	for n := range uint32(maxAssociations) { // which take its place
		binary.BigEndian.PutUint32(l.sta[1:], 1+n)
		m.associations.at(pairOf(l.ap, l.sta))
	}
	if o := m.ReceiveSeen(second); o[0].Verdict != Encrypted {
		t.Errorf("the key is forgotten: %v", o[0].Verdict)
	}
	if len(m.known.of) != 0 {
		t.Errorf("keys of %d pairs are kept", len(m.known.of))
	}
}

// TestLookoutRace looks at frames while others are received; the race detector tells.
func TestLookoutRace(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	greeting := []*Record{l.m1(), l.m2(), l.m3()}
	data := []Record{*l.pairwiseData(1), *l.groupData(2), *l.pairwiseData(3)}
	lookout := m.Lookout()
	var running sync.WaitGroup
	running.Go(func() {
		sights := make([]Sight, len(data))
		for sights[1].key == nil { // the group's comes last
			lookout.Look(data, sights, make([]byte, size(data)))
		}
	})
	for range 100 {
		m.Receive(l.pairwiseData(4))
	}
	for _, r := range greeting {
		m.Receive(r)
	}
	running.Wait()
}
