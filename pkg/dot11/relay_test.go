package dot11

import (
	"slices"
	"testing"
	"time"
)

func TestBehaviour21RealRelay(t *testing.T) {
	frames := hear(t, monitor(t, "pmk:ecbfe709d6151eaba6a4fd9cba94fbb570c1fc4c15506fad3185b4a0a0cfda9a"), "wireshark/wpa3-sae.pcapng")
	for n, want := range map[int]Verdict{114: Delivered, 115: Relay, 117: Retry} {
		if got := frames[n].Verdict; got != want {
			t.Errorf("frame %d: %v, want %v", n, got, want)
		}
	}
}

// TestBehaviour21Relays sends an MSDU to all by way of the access point, whose copy
// is heard some time after it, or before.
func TestBehaviour21Relays(t *testing.T) {
	everybody := Addr{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	gateway := Addr{2, 0, 0, 0, 0, 9}
	for _, test := range []struct {
		name  string
		after time.Duration // the copy comes after the original
		src   Addr          // of the copy
		want  Verdict       // on what is heard second
	}{
		{"at once", time.Millisecond, Addr{2, 0, 0, 0, 0, 2}, Relay},
		{"within a second", 900 * time.Millisecond, Addr{2, 0, 0, 0, 0, 2}, Relay},
		{"too late", 1100 * time.Millisecond, Addr{2, 0, 0, 0, 0, 2}, Delivered},
		{"noted before the original", -time.Microsecond, Addr{2, 0, 0, 0, 0, 2}, Relay},
		{"sent by the station long after", -100 * time.Millisecond, Addr{2, 0, 0, 0, 0, 2}, Delivered},
		{"the same, from elsewhere", time.Millisecond, gateway, Delivered},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, akmPSK, suiteCCMP, 32)
			m := monitor(t)
			l.hear(m, l.beacon(), l.record(l.data(true, gateway, udp(1))))
			up := l.record(l.data(true, everybody, udp(2)))
			copied := l.data(false, everybody, udp(2))
			copy(copied[16:], test.src[:])
			down := l.record(copied)
			down.Time = up.Time + int64(test.after)
			heard := []*Record{up, down}
			if test.after < 0 {
				slices.Reverse(heard)
				heard[0].Number, heard[1].Number = heard[1].Number, heard[0].Number
			}
			frames := l.hear(m, heard...)
			if frames[int(heard[0].Number)].Verdict != Delivered || frames[int(heard[1].Number)].Verdict != test.want {
				t.Errorf("%v, %v, want Delivered, %v", frames[int(heard[0].Number)].Verdict, frames[int(heard[1].Number)].Verdict, test.want)
			}
		})
	}
}

// TestBehaviour21LateRelay holds that a copy is told when its key comes long after
// others that say the same.
func TestBehaviour21LateRelay(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := l.monitor()
	everybody := Addr{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	l.hear(m, l.beacon(), l.m1(), l.m2())
	frames := make(map[int]told)
	group := newTemporal(l.suite, l.gtk)[0]
	var copies []int
	for range 3 {
		listen(t, m, l.sealed(l.ptk().temporal[0], l.data(true, everybody, udp(2))), frames)
		down := l.data(false, everybody, udp(2))
		copy(down[16:], l.sta[:])
		listen(t, m, l.sealed(group, down), frames)
		copies = append(copies, int(l.number))
		l.time += 2e9
	}
	listen(t, m, l.m3(), frames)
	for _, n := range copies {
		if f := frames[n]; f.Verdict != Relay || !f.revised {
			t.Errorf("frame %d: %v", n, f.Verdict)
		}
	}
}
