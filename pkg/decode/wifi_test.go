package decode

import (
	"slices"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/go-cmp/cmp"
)

// onAir is an 802.11 frame.
func onAir(t *testing.T, text string, number uint64) *capture.Frame {
	t.Helper()
	f := frame(t, capture.LinkIEEE80211, text)
	f.Number = number
	return f
}

// TestBehaviour19Snapped holds that bytes of plain frames come from IP headers, whatever
// was kept.
func TestBehaviour19Snapped(t *testing.T) {
	f := onAir(t, dataHeader+isIPv4+ipv4TCP, 1)
	f.Data = f.Data[:24+8+20+8] // of TCP's header only the ports and the sequence number
	packets, reason := NewDecoder().Decode(f, nil)
	if reason != InFlow || len(packets) != 1 || packets[0].Length != 44 || packets[0].Key.Port(!packets[0].FromB) != 443 {
		t.Errorf("%v, %+v", reason, packets)
	}
}

// TestBehaviour17SNAP holds that only two organisations' codes stand before an
// EtherType; and that a VLAN tag may follow.
func TestBehaviour17SNAP(t *testing.T) {
	for _, test := range []struct {
		snap string
		want Reason
	}{
		{"aaaa03 000000 0800", InFlow},
		{"aaaa03 0000f8 0800", InFlow},
		{"aaaa03 000000 8100 0007 0800", InFlow},
		{"aaaa03 080007 0800", NonIP}, // AppleTalk's
		{"aaaa03 000000 888e", NonIP},
		{"424203 000000 0800", NonIP}, // spanning tree
		{"f0f003 000000 0800", NonIP}, // NetBIOS
		{"aaaa03 0000", Malformed},
	} {
		f := onAir(t, strings.Replace(dataHeader, "aaaa03000000", test.snap, 1), 1)
		if test.want == InFlow {
			f = onAir(t, strings.Replace(dataHeader, "aaaa03000000", test.snap, 1)+ipv4TCP, 1)
		}
		if _, reason := NewDecoder().Decode(f, nil); reason != test.want {
			t.Errorf("%s: %v, want %v", test.snap, reason, test.want)
		}
	}
}

// TestAMSDU holds that the packets of an A-MSDU are all counted, and its frame once.
func TestAMSDU(t *testing.T) {
	const subframe = "00005e005302 00005e005301 0034 aaaa03000000" + isIPv4 + ipv4TCP
	f := onAir(t, "8801 0000 00005e0053aa 00005e005301 00005e005302 1000 8000"+subframe+"0000"+
		strings.Replace(subframe, "0800", "0806", 1)+"0000"+subframe, 1)
	packets, reason := NewDecoder().Decode(f, nil)
	if len(packets) != 2 || reason != InFlow {
		t.Fatalf("%v, %d packets", reason, len(packets))
	}
	for _, p := range packets {
		if diff := cmp.Diff(onEthernet(tcp4), look(p), sameAddr); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if frames, wire := carried(packets); frames != 1 || wire != f.Length {
		t.Errorf("in %d frames of %d bytes, want one of %d", frames, wire, f.Length)
	}
}

// TestMoved holds that fragments stand under the reason of their MSDU as soon as it
// is known, and until then under that of nothing.
func TestMoved(t *testing.T) {
	whole := strings.ReplaceAll("aaaa03000000"+isIPv4+ipv4TCP, " ", "")
	header := func(control, sequence string) string {
		return control + "0000 00005e0053aa 00005e005301 00005e005302" + sequence
	}
	d := NewDecoder()
	first, second := onAir(t, header("0805", "1000")+whole[:40], 1), onAir(t, header("0801", "1100")+whole[40:], 2)
	packets, reason := d.Decode(first, nil)
	if len(packets) > 0 || reason != NonIP || len(d.Moved()) > 0 {
		t.Fatalf("the first fragment: %v, %v, %v", reason, packets, d.Moved())
	}
	packets, reason = d.Decode(second, nil)
	if len(packets) != 1 || reason != InFlow || !slices.Equal(d.Moved(), []Move{{NonIP, InFlow, first.Length}}) {
		t.Fatalf("the second: %v, %v, %v", reason, packets, d.Moved())
	}
	if diff := cmp.Diff(onEthernet(tcp4), look(packets[0]), sameAddr); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if packets[0].Frames != 2 || packets[0].Wire != first.Length+second.Length || packets[0].Frame != 2 {
		t.Errorf("%+v", packets[0])
	}
	if d.Decode(onAir(t, dataHeader+isIPv4+ipv4TCP, 3), nil); len(d.Moved()) > 0 {
		t.Errorf("moved again: %v", d.Moved())
	}
}

// TestEncrypted holds that a frame that no key opens stands under its own reason,
// and that sent again under another.
func TestEncrypted(t *testing.T) {
	const encrypted = "0841 0000 00005e0053aa 00005e005301 00005e005302 1000" + "0100002000000000" + "00112233445566778899aabbccddeeff"
	d := NewDecoder()
	for i, want := range []Reason{WiFiEncrypted, WiFiRetry} {
		if packets, reason := d.Decode(onAir(t, encrypted, uint64(i)), nil); reason != want || len(packets) > 0 {
			t.Errorf("%v, %v, want %v", reason, packets, want)
		}
	}
	if n := d.Networks(); len(n) != 1 || n[0].Stations[0].Sent.Hidden != 8 {
		t.Errorf("%+v", n)
	}
}
