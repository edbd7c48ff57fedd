package dot11

import (
	"bytes"
	"reflect"
	"testing"
)

// seed adds the records of a capture.
func seed(f *testing.F, path string, add func(*Record)) {
	f.Helper()
	records(f, path, func(r *Record) {
		add(&Record{r.Origin, r.Link, bytes.Clone(r.Data)})
	})
}

func FuzzLinkHeader(f *testing.F) {
	for _, path := range []string{"rtap-odd", "plain-prism", "plain-avs-in-119", "plain-avs", "plain-ppi-fcs", "plain-sll-803", "plain-sll2-803", "plain-105-fcs"} {
		seed(f, "synthetic/"+path+".pcap", func(r *Record) { f.Add(r.Link, r.Data, r.Length) })
	}
	f.Fuzz(func(t *testing.T, link uint16, data []byte, length uint32) {
		r, rest, ok := readRadio(link, data)
		if !ok {
			return
		}
		if !Carries(link, data) {
			t.Errorf("link type %d is read, and carries nothing", link)
		}
		if len(rest) > len(data) || len(rest) > 0 && &rest[len(rest)-1] != &data[len(data)-1] {
			t.Errorf("%d octets of %d are left", len(rest), len(data))
		}
		n := max(int(length), len(data)) - (len(data) - len(rest))
		if b, left, good := r.trim(rest, n); good && (len(b) > left || left > n) {
			t.Errorf("%d octets of %d, of %d with an FCS", len(b), left, n)
		}
	})
}

// FuzzFrames hears two frames behind those of a handshake, whose keys are known.
func FuzzFrames(f *testing.F) {
	for _, path := range []string{"wpa2-lab", "plain-105", "wpa2-m14n"} {
		var last []byte
		seed(f, "synthetic/"+path+".pcap", func(r *Record) {
			if _, b, ok := readRadio(r.Link, r.Data); ok {
				f.Add(last, b)
				last = b
			}
		})
	}
	l := newLab(f, akmPSK, suiteCCMP, 32)
	greeting := []*Record{l.beacon(), l.m1(), l.m2(), l.m3(), l.pairwiseData(1)}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		m, seen := l.monitor(), l.monitor() // by way of a Lookout
		for _, r := range greeting {
			m.Receive(r)
			seen.Receive(r)
		}
		var all []Record
		for i, b := range [][]byte{first, second} {
			all = append(all, Record{Origin{Number: uint64(100 + i), Length: uint32(len(b)), Time: int64(i) << 60, Timed: true}, linkIEEE80211, b})
		}
		sights := make([]Sight, len(all))
		seen.Lookout().Look(all, sights, make([]byte, size(all)))
		for i, b := range [][]byte{first, second} {
			outcomes, now := m.Receive(&all[i]), 0
			if got := seen.ReceiveSeen(&sights[i]); !reflect.DeepEqual(got, outcomes) {
				t.Errorf("seen before: %v, else %v", got, outcomes)
			}
			for _, o := range outcomes {
				for _, j := range o.Frames {
					if j.Was == None {
						now++
					}
				}
				for _, s := range o.MSDUs {
					if int(s.Length) > maxFragmentedLength+len(b) || len(s.Data) > int(s.Length) {
						t.Errorf("MSDU of %d octets, %d of them captured", s.Length, len(s.Data))
					}
				}
			}
			if now != 1 {
				t.Errorf("%d verdicts on one frame", now)
			}
		}
		m.Networks()
		m.KeyUses()
	})
}

func FuzzEAPOL(f *testing.F) {
	seed(f, "synthetic/wpa2-lab.pcap", func(r *Record) {
		if at := bytes.Index(r.Data, []byte{0x88, 0x8e}); at > 0 {
			f.Add(r.Data[at+2:], true)
			f.Add(r.Data[at+2:], false)
		}
	})
	l := newLab(f, akmPSK, suiteCCMP, 32)
	greeting := []*Record{l.beacon(), l.m1(), l.m2()}
	f.Fuzz(func(t *testing.T, b []byte, up bool) {
		k, ok := parseKeyFrame(b)
		if ok && (len(k.raw) > maxKeyFrame || len(k.data)+len(k.mic)+81 > len(k.raw)) {
			t.Errorf("%d octets of data in a frame of %d", len(k.data), len(k.raw))
		}
		if p := l.ptk(); ok {
			k.signedBy(p)
			if data, opens := k.openData(p.kek); opens {
				k.readGTK(data)
			}
		}
		m := l.monitor()
		for _, r := range greeting {
			m.Receive(r)
		}
		m.Receive(l.record(l.data(up, l.sta, llc(0x888e, b))))
		m.Receive(l.record(l.data(up, l.sta, llc(0x890d, b))))
	})
}

func FuzzElements(f *testing.F) {
	l := newLab(f, akmFTPSK, suiteCCMP, 32)
	f.Add(l.rsn())
	f.Add(element1(elementVendor, []byte{0, 0x50, 0xf2, 1, 1, 0, 0, 0x50, 0xf2, 2}))
	f.Add(append(element1(elementMobilityDomain, []byte{1, 2, 0}), element1(elementFastTransition, make([]byte, 2+16+64+8))...))
	f.Add(element1(elementMultipleBSSID, append([]byte{3}, element1(0, unhex(f, "53021100 00026170 550101 ff03380130"))...)))
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		for _, body := range elements(b) {
			n += 2 + len(body)
		}
		if n > len(b) {
			t.Errorf("elements of %d octets in %d", n, len(b))
		}
		var bss network
		bss.read(b)
		if len(bss.ssids) > maxSSIDs {
			t.Errorf("%d names", len(bss.ssids))
		}
		parseSecurity(b)
		var k fastKeys
		k.read(b)
		m := l.monitor()
		for _, subtype := range []uint16{associationRequest, reassociationRequest, reassociationResponse, probeResponse, beacon} {
			frame := append(header(typeManagement|subtype<<4, l.sta, l.ap, l.ap, 0), make([]byte, 12)...)
			m.Receive(l.record(append(frame, b...)))
		}
		m.Networks()
	})
}
