package main

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestLiveFlood sends frames as fast as the kernel takes them. None may be lost.
func TestLiveFlood(t *testing.T) {
	if testing.Short() {
		t.Skip("takes all of the machine")
	}
	if !namespace(t) {
		return
	}
	const frames, tries = 300_000, 3 // the machine may be busy with other tests
	c := readCapture(t, "../../fixtures/pcaps/phone/input.pcap")
	d := newNIC(t, "test0", unix.IFF_TAP, unix.ARPHRD_ETHER)
	for range tries {
		dropped, skipped := flood(t, c, d, frames)
		if dropped == 0 && skipped == 0 {
			return
		}
		t.Logf("%d frames dropped, %d skipped", dropped, skipped)
	}
	t.Error("frames are lost each time")
}

// flood sends frames to d and returns how many the kernel and how many we had no
// time for.
func flood(t *testing.T, c saved, d *nic, n int) (dropped, skipped uint64) {
	t.Helper()
	r := start(t, "-i", d.name, "-c", fmt.Sprint(n), "--format", "json")
	fd := int(d.file.Fd())
	began := time.Now()
	for i := range n {
		if _, err := unix.Write(fd, c.frames[i%len(c.frames)].Data); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%.0f frames a second", float64(n)/time.Since(began).Seconds())
	time.AfterFunc(5*time.Second, func() { r.Process.Signal(unix.SIGINT) }) // if some are lost, -c is never reached
	r.end(t)
	report := parse(t, r.stdout.String())
	if all := report.Capture.Frames + report.Capture.Dropped; all != uint64(n) {
		t.Errorf("%d frames captured or dropped, %d sent", all, n)
	}
	return report.Capture.Dropped, frames(report, "skipped")
}
