package dot11

import (
	"encoding/binary"
	"testing"
)

// TestBehaviour33Pending holds that frames before their handshake are opened when it
// comes, in order, as the frames they are.
func TestBehaviour33Pending(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	var early []*Record
	for port := range uint16(5) {
		early = append(early, l.pairwiseData(port), l.groupData(100+port))
	}
	for _, r := range early {
		if o := m.Receive(r); len(o) != 1 || o[0].Verdict != Encrypted || o[0].Frames[0].Was != None {
			t.Fatalf("%+v", o)
		}
	}
	m.Receive(l.m1())
	var got []Origin
	for _, o := range m.Receive(l.m2())[1:] {
		if o.Verdict != Delivered || o.Frames[0].Was != Encrypted {
			t.Errorf("%v, was %v", o.Verdict, o.Frames[0].Was)
		}
		got = append(got, o.Frames[0].Origin)
	}
	for _, o := range m.Receive(l.m3())[1:] {
		got = append(got, o.Frames[0].Origin)
	}
	if len(got) != len(early) {
		t.Fatalf("%d frames are opened late, want %d", len(got), len(early))
	}
	for i, o := range got { // those of the pair, then those to the group
		want := early[i%5*2+i/5].Origin
		if o != want {
			t.Errorf("%+v, want %+v", o, want)
		}
	}
	if n := m.Networks()[0]; n.Stations[0].Sent != (Traffic{Frames: 6, Protected: 5, Opened: 5}) || n.Group != (Traffic{Frames: 5, Protected: 5, Opened: 5}) {
		t.Errorf("%+v, to the group %+v", n.Stations[0].Sent, n.Group)
	}
	if m.pending.bytes != 0 || m.pending.order.Len() != 0 || len(m.pending.queues) != 0 {
		t.Errorf("%d octets still wait", m.pending.bytes)
	}
}

func TestBehaviour33Lab(t *testing.T) {
	frames := hear(t, monitor(t, "flowlab:flowscan-lab"), "synthetic/wpa2-lab.pcap")
	if f := frames[2]; f.port(0) != 30000 || !f.revised {
		t.Errorf("%v", f.Verdict)
	}
}

// TestPendingBounds fills the queue, and tries its frames on too many keys.
func TestPendingBounds(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	r := l.sealed(l.ptk().temporal[0], l.data(true, l.ap, make([]byte, 16<<10)))
	for n := range 2 * maxPending / len(r.Data) {
		r.Number++
		binary.LittleEndian.PutUint32(r.Data[len(r.Data)-4:], uint32(n)) // another MIC
		binary.LittleEndian.PutUint32(r.Data[8+24+4:], uint32(n))        // another packet number
		m.Receive(r)
	}
	if m.pending.bytes > maxPending || m.pending.bytes < maxPending/2 {
		t.Errorf("%d octets wait, of at most %d", m.pending.bytes, maxPending)
	}
	for range maxTries {
		l.an[1]++
		m.Receive(l.m1())
		m.Receive(l.m2())
	}
	if m.pending.bytes != 0 {
		t.Errorf("%d octets still wait after %d keys that do not fit", m.pending.bytes, maxTries)
	}
}

// TestPendingOnlyWithAKey holds that nothing waits for a key that cannot come.
func TestPendingOnlyWithAKey(t *testing.T) {
	for _, keys := range [][]string{nil, {"other:password"}, {"tk:000102030405060708090a0b0c0d0e0f"}} {
		l := newLab(t, akmPSK, suiteCCMP, 32)
		m := monitor(t, keys...)
		l.hear(m, l.beacon(), l.pairwiseData(1), l.groupData(2))
		if m.pending.bytes != 0 {
			t.Errorf("with %v, %d octets wait", keys, m.pending.bytes)
		}
	}
}

// TestPendingEstimate holds that nothing is left of an estimate once a frame is read,
// though its cipher became known after it was counted.
func TestPendingEstimate(t *testing.T) {
	l := newLab(t, akmPSK, suiteTKIP, 32)
	m := l.monitor()
	l.hear(m, l.pairwiseData(1), l.groupData(2), l.m1(), l.m2(), l.m3())
	n := m.Networks()[0]
	if n.Group.Hidden != 0 || n.Stations[0].Sent.Hidden != 0 {
		t.Errorf("to the group: %+v, from the station: %+v", n.Group, n.Stations[0].Sent)
	}
}
