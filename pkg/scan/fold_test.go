package scan

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/sni"
	"github.com/google/go-cmp/cmp"
)

// country is a grouping of remotes by four.
func country(a netip.Addr) string { return fmt.Sprint(a.As4()[1] % 4) }

func byCountry(f *Flow) string { return country(f.Key.Addr(f.Remote() == flow.B)) }

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
	res := tr.scan(t, Options{Workers: 2, Group: byCountry})

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
	res := tr.scan(t, Options{Group: byCountry})
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
		for _, f := range tr.scan(t, Options{Workers: workers, Group: byCountry}).Folded {
			totals = append(totals, total{f.Key, f.From, f.Index, f.Parts})
		}
		return totals
	}
	one, many := scan(1), scan(7)
	if len(one) == 0 || !reflect.DeepEqual(one, many) {
		t.Errorf("%d totals of one worker differ from %d of seven", len(one), len(many))
	}
}

// TestFoldGroups gives up every detail of flows of all kinds: what is left is
// bounded, and exact by group, protocol, encryption and kind. The group depends
// on the device, which is given up too.
func TestFoldGroups(t *testing.T) {
	const groups, devices, remotes = 3, 6, 300
	type sum struct {
		group      string
		proto      uint8
		encryption sni.Encryption
		midstream  bool
		vpn        bool
	}
	group := func(f *Flow) string { return fmt.Sprint(f.Key.A[15] % groups) }
	add := func(sums map[sum]uint64, f *Flow) {
		sums[sum{group(f), protoClass(f.Key.Proto), f.Encryption, f.Midstream(), f.VPN()}] += f.Sent().Bytes
	}
	var d fold
	want, got := make(map[sum]uint64), make(map[sum]uint64)
	n := 0
	for device := range devices {
		for remote := range remotes {
			for i, proto := range []uint8{decode.TCP, decode.TCP, decode.UDP, protoESP, uint8(100 + remote%100)} {
				n++
				key := decode.Key{A: netip.AddrFrom4([4]byte{10, 0, 0, byte(device)}).As16(), Proto: proto,
					B: netip.AddrFrom4([4]byte{203, 0, byte(remote >> 8), byte(remote)}).As16()}
				if proto == decode.TCP || proto == decode.UDP {
					key.Ports, key.BPort = true, []uint16{53, 123, 443, 853}[remote/7%4]
				}
				f := &Flow{Flow: &flow.Flow{Key: key, From: [2]flow.Count{{Packets: 1, Bytes: uint64(n)}}, SYN: flow.End(i % 2)},
					Oriented: flow.Oriented{Device: flow.A}, Parts: 1, Encryption: sni.Encryption(remote % 7)}
				add(want, f)
				d.add(f, group)
			}
		}
	}
	parts := 0
	for i := range d.flows {
		add(got, &d.flows[i])
		parts += d.flows[i].Parts
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sum{})); diff != "" {
		t.Errorf("bytes (-want +got):\n%s", diff)
	}
	last := 0
	for _, f := range d.flows {
		if f.AnyDevice {
			last++
		}
	}
	if parts != n || last == 0 || last > groups*foldKinds {
		t.Errorf("%d flows of %d, %d totals without a device, want some and at most %d", parts, n, last, groups*foldKinds)
	}
}

// TestFoldService keeps apart what is judged by its port, as long as it matters.
func TestFoldService(t *testing.T) {
	flowTo := func(port uint16, e sni.Encryption) *Flow {
		key := decode.Key{APort: port, BPort: 50000, Proto: decode.UDP, Ports: true}
		return &Flow{Flow: &flow.Flow{Key: key, Sender: flow.B}, Oriented: flow.Oriented{Device: flow.B}, Parts: 1, Encryption: e}
	}
	var d fold
	for range 2 {
		for _, port := range []uint16{53, 123, 853, 443, 80} {
			d.add(flowTo(port, sni.EncryptionUnknown), nil)
		}
	}
	var services []uint16
	for _, f := range d.flows {
		services = append(services, f.Service())
		if f.Key.Ports || f.Sender != f.Device {
			t.Errorf("total %+v: has ports, or was turned without its sender", f.Key)
		}
	}
	if diff := cmp.Diff([]uint16{53, 123, 853, 0}, services); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for e, want := range map[sni.Encryption]uint16{sni.EncryptionUnknown: 0, sni.EncryptedQUIC: 853} {
		key := foldKey{host: "a.example", kind: flowTo(853, e).kind()}
		if key.giveUpNames(); key.service != want || key.host != "" {
			t.Errorf("%v without names: %+v, want service %d", e, key, want)
		}
	}
}
