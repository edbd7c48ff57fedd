package scan

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/google/go-cmp/cmp"
)

// country is a grouping of remotes by four.
func country(a netip.Addr) string { return fmt.Sprint(a.As4()[1] % 4) }

// flood is a capture that overflows one virtual shard: the phone sends 1, 2, 3 …
// bytes to remotes nobody has named twice. It returns what was sent to each.
func flood(t *testing.T, tr *trace, remotes int) map[netip.Addr]uint64 {
	t.Helper()
	sent := make(map[netip.Addr]uint64)
	self := netip.MustParseAddr(phone)
	for i := uint32(0); len(sent) < remotes; i++ {
		to := netip.AddrFrom4([4]byte{203, byte(i >> 16), byte(i >> 8), byte(i)})
		key := decode.Key{A: self.As16(), B: to.As16(), APort: 50000, BPort: 9, Proto: decode.UDP, Ports: true}
		if flow.Shard(&key) != 0 {
			continue
		}
		payload := make([]byte, len(sent)%500)
		tr.udp(here, netip.AddrPortFrom(to, 9).String(), payload)
		sent[to] = uint64(20 + 8 + len(payload))
	}
	return sent
}

// TestFold overflows the flow table and the totals behind it: detail may be
// lost, bytes may not, and what is kept must be true and bounded.
func TestFold(t *testing.T) {
	const remotes = 5000
	var tr trace
	sent := flood(t, &tr, remotes)
	res := tr.scan(t, Options{Workers: 2, Group: country})

	want, got := make(map[string]uint64), make(map[string]uint64)
	for to, n := range sent {
		want[country(to)] += n
	}
	flows := 0
	for _, f := range append(res.Flows, res.Folded...) {
		flows += f.Parts
		got[country(f.Key.Addr(f.Remote() == flow.B))] += f.Sent().Bytes
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bytes by country (-want +got):\n%s", diff)
	}
	if flows != remotes {
		t.Errorf("%d flows, want %d", flows, remotes)
	}
	if most := foldLimits[len(foldLimits)-1] + len(want); len(res.Folded) == 0 || len(res.Folded) > most {
		t.Errorf("%d totals, want some and at most %d", len(res.Folded), most)
	}
	if n := len(res.Flows); n == 0 || n >= remotes/2 {
		t.Errorf("%d flows remembered of %d in one shard", n, remotes)
	}
}

// TestFoldNames gives every remote a name: no name may be credited with what
// was sent to another.
func TestFoldNames(t *testing.T) {
	const remotes = 4000
	var names, tr trace
	sent := make(map[string]uint64)
	for to, n := range flood(t, &names, remotes) { // the same remotes again
		name := fmt.Sprintf("host-%x.example", to.As4())
		tr.dns(t, phone, name, 3600, to.String())
		sent[name] = n
	}
	flood(t, &tr, remotes)
	res := tr.scan(t, Options{Group: country})
	if len(res.Folded) == 0 {
		t.Fatal("nothing was folded")
	}
	got := make(map[string]uint64)
	for _, f := range append(res.Flows, res.Folded...) {
		got[f.Host] += f.Sent().Bytes
	}
	wrong := 0
	for name, n := range got {
		if name != "" && n != sent[name] {
			wrong++
		}
	}
	if wrong > 0 || len(got) < 100 {
		t.Errorf("%d of %d names were sent more or less than they are said to have been", wrong, len(got))
	}
}

// TestFoldWorkers holds what is forgotten to not depend on the workers.
func TestFoldWorkers(t *testing.T) {
	type total struct {
		key   decode.Key
		from  [2]flow.Count
		index uint64
		parts int
	}
	scan := func(workers int) (totals []total) {
		var tr trace
		flood(t, &tr, 4000)
		for _, f := range tr.scan(t, Options{Workers: workers, Group: country}).Folded {
			totals = append(totals, total{f.Key, f.From, f.Index, f.Parts})
		}
		return totals
	}
	one, many := scan(1), scan(7)
	if len(one) == 0 || !reflect.DeepEqual(one, many) {
		t.Errorf("%d totals of one worker differ from %d of seven", len(one), len(many))
	}
}
