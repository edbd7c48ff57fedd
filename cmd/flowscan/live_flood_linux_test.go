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
	const frames = 300_000
	c := readCapture(t, "../../fixtures/pcaps/phone/input.pcap")
	d := newNIC(t, "test0", unix.IFF_TAP, unix.ARPHRD_ETHER)
	r := start(t, "-i", d.name, "-c", fmt.Sprint(frames), "--format", "json")
	fd := int(d.file.Fd())
	began := time.Now()
	for i := range frames {
		if _, err := unix.Write(fd, c.frames[i%len(c.frames)].Data); err != nil {
			t.Fatal(err)
		}
	}
	took := time.Since(began)
	time.AfterFunc(5*time.Second, func() { r.Process.Signal(unix.SIGINT) }) // if some are lost, -c is never reached
	r.end(t)
	report := parse(t, r.stdout.String())
	t.Logf("%d frames in %v, %.0f a second", frames, took, frames/took.Seconds())
	if n := report.Capture.Frames; n != frames || report.Capture.Dropped != 0 {
		t.Errorf("%d frames captured of %d, %d dropped", n, frames, report.Capture.Dropped)
	}
	for _, e := range report.Ledger {
		if e.Reason == "skipped" {
			t.Errorf("%d frames skipped", e.Frames)
		}
	}
}
