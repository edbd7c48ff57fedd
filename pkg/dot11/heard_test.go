package dot11

import (
	"slices"
	"testing"
)

func TestBehaviour16EncryptedDuplicates(t *testing.T) {
	for _, test := range []struct {
		name, path, key string
		frame           int
		want            Verdict
	}{
		{"a retry whose first copy was missed counts", "synthetic/wpa2-lab.pcap", "flowlab:flowscan-lab", 11, Delivered},
		{"the original", "synthetic/wpa2-lab.pcap", "flowlab:flowscan-lab", 17, Delivered},
		{"its retransmission", "synthetic/wpa2-lab.pcap", "flowlab:flowscan-lab", 18, Retry},
		{"a packet number again, without a retry bit", "wireshark/wpa3-sae.pcapng", "pmk:ecbfe709d6151eaba6a4fd9cba94fbb570c1fc4c15506fad3185b4a0a0cfda9a", 117, Retry},
		{"sequence number 0 of the first QoS frame", "wireshark/wpa-test-decode.pcap", "test:test0815", 21, Delivered},
		{"a packet and sequence number again, under another key", "aircrack-ng/wpa2-psk-linksys.cap", "linksys:dictionary", 346, Delivered},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := hear(t, monitor(t, test.key), test.path)[test.frame]; got.Verdict != test.want {
				t.Errorf("%v, want %v", got.Verdict, test.want)
			}
		})
	}
}

// TestBehaviour16PlainDuplicates holds that a plain frame is a copy only if it says
// so, is the same and comes soon.
func TestBehaviour16PlainDuplicates(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	original := l.data(true, l.ap, udp(1))
	retry := slices.Clone(original)
	retry[1] |= fcRetry >> 8
	other := slices.Clone(retry)
	other[len(other)-1]++
	for _, test := range []struct {
		name  string
		after int64 // ns
		frame []byte
		want  Verdict
	}{
		{"retry", 1e6, retry, Retry},
		{"no retry bit", 1e6, original, Delivered},
		{"another body", 1e6, other, Delivered},
		{"too late", int64(retryTime), retry, Delivered},
	} {
		m := l.monitor()
		l.hear(m, l.record(original))
		l.time += test.after
		if got := l.hear(m, l.record(test.frame))[int(l.number)]; got.Verdict != test.want {
			t.Errorf("%s: %v, want %v", test.name, got.Verdict, test.want)
		}
	}
}

// TestBehaviour16UnopenedDuplicate holds that what no key opens is counted once, too.
func TestBehaviour16UnopenedDuplicate(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	m := monitor(t)
	r := l.pairwiseData(1)
	l.hear(m, r)
	again := *r
	again.Number++
	if got := l.hear(m, &again)[int(again.Number)]; got.Verdict != Retry {
		t.Errorf("%v, want Retry", got.Verdict)
	}
	if s := m.Networks()[0].Stations[0].Sent; s.Frames != 1 || s.Closed() != 1 {
		t.Errorf("%+v", s)
	}
}
