package decode

import (
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
		{"marked by a congested router", capture.LinkRaw, strings.Replace(ipv4TCP, "45 00", "45 03", 1), ms, Duplicate},
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
			first := frame(t, capture.LinkEthernet, other("", ""))
			first.Timed = true
			if packets, reason := d.Decode(first, nil); len(packets) != 1 || reason != InFlow {
				t.Fatalf("the first: %d packets, %v", len(packets), reason)
			}
			f := frame(t, test.link, test.data)
			f.Timed, f.Time = true, test.at
			packets, reason := d.Decode(f, nil)
			if reason != test.want || (len(packets) > 0) != (test.want == InFlow) {
				t.Errorf("%d packets, %v; want %v", len(packets), reason, test.want)
			}
		})
	}
}

func TestDedupIPv6(t *testing.T) {
	for _, test := range []struct {
		name, old, changed string
		want               Reason
	}{
		{"the same", "", "", Duplicate},
		{"a router later", "11 40", "11 3f", Duplicate},
		{"of another class", "60000000", "6b000000", Duplicate},
		{"of another flow label", "60000000", "60000001", InFlow},
		{"another payload", "61626364", "61626365", InFlow},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := NewDecoder()
			d.Dedup = true
			first, second := frame(t, capture.LinkRaw, ipv6UDP), frame(t, capture.LinkRaw, strings.Replace(ipv6UDP, test.old, test.changed, 1))
			first.Timed, second.Timed = true, true
			d.Decode(first, nil)
			if _, reason := d.Decode(second, nil); reason != test.want {
				t.Errorf("got %v, want %v", reason, test.want)
			}
		})
	}
}

// TCP repeats an acknowledgement, and a reset without an identification, in the same
// bytes. Only another way tells a copy.
func TestDedupRepeats(t *testing.T) {
	ack := ipv6("0014", "06", "b032 01bb 00000007 00000009 50 10 ffff 0000 0000")
	reset := "45 00 0028 0000 4000 40 06 0000 c0a80264 cb007105" + "b032 01bb 00000007 00000000 50 04 0000 0000 0000"
	data := strings.Replace(ipv4TCP, "0001 4000", "0000 4000", 1)
	for _, test := range []struct {
		name   string
		change func(f *capture.Frame)
		packet string
		want   Reason
	}{
		{"an acknowledgement over IPv6", nil, ack, InFlow},
		{"on another interface", func(f *capture.Frame) { f.Interface = 1 }, ack, Duplicate},
		{"in another capture", func(f *capture.Frame) { f.Input = 1 }, ack, Duplicate},
		{"a router later", func(f *capture.Frame) { f.Data[7]-- }, ack, Duplicate},
		{"a reset without identification", nil, reset, InFlow},
		{"a router later", func(f *capture.Frame) { f.Data[8]-- }, reset, Duplicate},
		{"a reset with one", nil, strings.Replace(reset, "0000 4000", "0001 4000", 1), Duplicate},
		{"data without identification", nil, data, Duplicate},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := NewDecoder()
			d.Dedup = true
			var reason Reason
			for i := range 2 {
				f := frame(t, capture.LinkRaw, test.packet)
				f.Timed, f.Time = true, int64(i)*1000
				if i == 1 && test.change != nil {
					test.change(f)
				}
				_, reason = d.Decode(f, nil)
			}
			if reason != test.want {
				t.Errorf("the second is %v, want %v", reason, test.want)
			}
		})
	}
}

// Without times nobody can tell what came soon after what.
func TestDedupUntimed(t *testing.T) {
	d := NewDecoder()
	d.Dedup = true
	for i := range 2 {
		f := frame(t, capture.LinkRaw, ipv6UDP)
		f.Timed = false
		if _, reason := d.Decode(f, nil); reason != InFlow {
			t.Errorf("frame %d is %v", i, reason)
		}
	}
}

// A large capture is sampled, so that looking for copies costs little: what is told
// of it is near the truth, and nothing is left out unless asked for.
func TestCopied(t *testing.T) {
	for _, test := range []struct {
		name   string
		packet func(i int) string
		twice  func(i int) bool
		want   float64
	}{
		{"UDP, every second one", func(i int) string {
			return fmt.Sprintf("45 00 0020 %04x 0000 40 11 0000 c0a80264 cb007105 1388 0035 000c %04x %08x", i&0xffff, i*40503&0xffff, i)
		}, func(i int) bool { return i%2 == 0 }, 1.0 / 3},
		{"TCP sending, all", func(i int) string {
			return fmt.Sprintf("45 00 002c %04x 4000 40 06 0000 c0a80264 cb007105 b032 01bb %08x 00000001 50 10 ffff 0000 0000 68656c6c", i&0xffff, i*1448)
		}, func(int) bool { return true }, 1.0 / 2},
		{"TCP acknowledging, the later half", func(i int) string {
			return fmt.Sprintf("45 00 0028 %04x 4000 40 06 0000 c0a80264 cb007105 b032 01bb 00000001 %08x 50 10 ffff 0000 0000", 1+i&0x7fff, i*2896)
		}, func(i int) bool { return i >= 25_000 }, 1.0 / 3},
		{"none", func(i int) string {
			return fmt.Sprintf("45 00 0020 %04x 0000 40 11 0000 c0a80264 cb007105 1388 0035 000c 0000 %08x", i&0xffff, i)
		}, func(int) bool { return false }, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := NewDecoder()
			const packets = 50_000
			for i := range packets {
				f := frame(t, capture.LinkRaw, test.packet(i))
				f.Timed, f.Time = true, int64(i)*int64(time.Microsecond)
				times := 1
				if test.twice(i) {
					times = 2
				}
				for range times {
					if got, reason := d.Decode(f, nil); len(got) != 1 || reason != InFlow {
						t.Fatal(len(got), reason)
					}
				}
			}
			if got := d.Copied(); got < test.want-0.03 || got > test.want+0.03 {
				t.Errorf("%.3f of the packets are copies, want %.3f", got, test.want)
			}
			if n := d.copies.sample.looked; n > packets/8 {
				t.Errorf("looked at %d packets", n)
			}
		})
	}
}

// Whatever comes, a bounded number of packets is remembered, and the last ones are.
func TestCopiesAreBounded(t *testing.T) {
	d := NewDecoder()
	d.Dedup = true
	send := func(i int) Reason {
		f := frame(t, capture.LinkRaw, fmt.Sprintf("45 00 0020 0001 0000 40 11 0000 c0a80264 cb007105 1388 0035 000c 0000 %08x", i))
		f.Timed = true
		_, reason := d.Decode(f, nil)
		return reason
	}
	for i := range 3 * maxCopies {
		if reason := send(i); reason != InFlow {
			t.Fatalf("packet %d: %v", i, reason)
		}
	}
	if n := len(d.copies.recent) + len(d.copies.older); n > 2*maxCopies {
		t.Errorf("%d packets remembered", n)
	}
	for i := 2*maxCopies + 1; i < 3*maxCopies; i += 1000 {
		if reason := send(i); reason != Duplicate {
			t.Errorf("packet %d again: %v", i, reason)
		}
	}
}
