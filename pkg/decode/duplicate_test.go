package decode

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
)

func TestDedup(t *testing.T) {
	const ms = int64(time.Millisecond)
	other := func(old, changed string) string { return strings.Replace(etherHeader+isIPv4+ipv4TCP, old, changed, 1) }
	for _, test := range []struct {
		name string
		link capture.LinkType
		data string
		at   int64
		want Reason
	}{
		{"the same bytes", capture.LinkEthernet, other("", ""), ms, Duplicate},
		{"a router later", capture.LinkEthernet, other("4000 40 06 0000", "4000 3f 06 0100"), ms, Duplicate},
		{"with other MAC addresses", capture.LinkEthernet, other("00005e005301", "00005e005309"), ms, Duplicate},
		{"with a VLAN tag", capture.LinkEthernet, other(isIPv4, "8100 0005 0800"), ms, Duplicate},
		{"on another kind of link", capture.LinkRaw, ipv4TCP, ms, Duplicate},
		{"with padding", capture.LinkEthernet, other("", "") + "0000", ms, Duplicate},
		{"inside a tunnel", capture.LinkRaw, outer4("04", 44) + ipv4TCP, ms, Duplicate},
		{"a clock that ran backwards", capture.LinkRaw, ipv4TCP, -ms, Duplicate},
		{"another identification", capture.LinkRaw, strings.Replace(ipv4TCP, "0001 4000", "0002 4000", 1), ms, InFlow},
		{"another payload", capture.LinkRaw, strings.Replace(ipv4TCP, "68656c6c", "68656c6d", 1), ms, InFlow},
		{"another protocol", capture.LinkRaw, strings.Replace(ipv4TCP, "40 06", "40 fe", 1), ms, InFlow},
		{"too late", capture.LinkRaw, ipv4TCP, copyAge + 1, InFlow},
		{"not IP", capture.LinkEthernet, etherHeader + "0806 0001", ms, NonIP},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := NewDecoder()
			d.Dedup = true
			if packets, reason := d.Decode(frame(t, capture.LinkEthernet, other("", "")), nil); len(packets) != 1 || reason != InFlow {
				t.Fatalf("the first: %d packets, %v", len(packets), reason)
			}
			f := frame(t, test.link, test.data)
			f.Time = test.at
			packets, reason := d.Decode(f, nil)
			if reason != test.want || (len(packets) > 0) != (test.want == InFlow) {
				t.Errorf("%d packets, %v; want %v", len(packets), reason, test.want)
			}
		})
	}
}

func TestDedupIPv6(t *testing.T) {
	d := NewDecoder()
	d.Dedup = true
	d.Decode(frame(t, capture.LinkRaw, ipv6UDP), nil)
	if _, reason := d.Decode(frame(t, capture.LinkRaw, strings.Replace(ipv6UDP, "11 40", "11 3f", 1)), nil); reason != Duplicate {
		t.Errorf("with another hop limit: %v, want %v", reason, Duplicate)
	}
	if _, reason := d.Decode(frame(t, capture.LinkRaw, strings.Replace(ipv6UDP, "61626364", "61626365", 1)), nil); reason != InFlow {
		t.Errorf("with another payload: %v, want %v", reason, InFlow)
	}
}

// A large capture is sampled, so that a capture without copies costs little: what
// is told of it is near the truth, and nothing is left out unless asked for.
func TestCopied(t *testing.T) {
	d := NewDecoder()
	const packets = 50_000
	for i := range packets {
		b := fmt.Sprintf("45 00 0020 %04x 0000 40 11 0000 c0a80264 cb007105 1388 0035 000c %04x %08x", i&0xffff, i/2*40503&0xffff, i)
		f := frame(t, capture.LinkRaw, b)
		f.Time = int64(i) * int64(time.Microsecond)
		for range 1 + i%2 { // every second one twice
			if got, reason := d.Decode(f, nil); len(got) != 1 || reason != InFlow {
				t.Fatal(len(got), reason)
			}
		}
	}
	if got := d.Copied(); got < 0.32 || got > 0.35 {
		t.Errorf("%.3f of the packets are copies, want a third", got)
	}
	if d.copies.looked > allSampled+packets/10 {
		t.Errorf("looked at %d packets", d.copies.looked)
	}
}

// Whatever comes, a bounded number of packets is remembered.
func TestCopiesAreBounded(t *testing.T) {
	d := NewDecoder()
	d.Dedup = true
	data := frame(t, capture.LinkRaw, ipv4TCP)
	for i := range 3 * maxCopies {
		copy(data.Data[len(data.Data)-4:], hex.EncodeToString([]byte{byte(i >> 8), byte(i)}))
		data.Data[4] = byte(i >> 16)
		if _, reason := d.Decode(data, nil); reason != InFlow {
			t.Fatalf("packet %d: %v", i, reason)
		}
	}
	if len(d.copies.times) != maxCopies || len(d.copies.recent) != maxCopies {
		t.Errorf("%d packets remembered", len(d.copies.times))
	}
}
