package main

import (
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// TestLiveFilter captures what an expression selects, from interfaces whose frames
// it means and on all at once. The report is that of the file with the same
// expression, but for what the kernel left out.
func TestLiveFilter(t *testing.T) {
	if !namespace(t) {
		return
	}
	for i, test := range []struct{ fixture, expression string }{
		{"phone", "tcp port 443"},
		{"phone", "host 203.107.1.65 or udp"},
		{"phone", "not ip"},
		{"phone", "greater 1000"},
		{"vlan", "vlan"},
		{"vlan", "not vlan"},
		{"vlan", "vlan 30 and udp"},
		{"vlan", "udp"}, // finds nothing behind a tag, in files and here
		{"vlan", "ether[12:2] = 0x8100"},
		{"qinq", "vlan and vlan and tcp"},
		{"raw-tun", "tcp"},
		{"any", "tcp port 443"}, // of the phone
	} {
		t.Run(test.fixture+" "+test.expression, func(t *testing.T) {
			interfaces, fixture := "filter"+strconv.Itoa(i), test.fixture
			if fixture == "any" {
				interfaces, fixture = "any", "phone"
			}
			path := "../../fixtures/pcaps/" + fixture + "/input.pcap"
			c := readCapture(t, path)
			mode, hardware := uint16(unix.IFF_TAP), unix.ARPHRD_ETHER
			if fixture == "raw-tun" {
				mode, hardware = unix.IFF_TUN, unix.ARPHRD_NONE
			}
			d := newNIC(t, "filter"+strconv.Itoa(i), mode, hardware)
			saved := filepath.Join(t.TempDir(), "saved.pcapng")
			args := []string{"--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "-f", test.expression}
			r := start(t, append(args, "-i", interfaces, "-w", saved)...)
			c.send(t, d)
			r.Process.Signal(unix.SIGINT)
			if code := r.end(t); code != exitOK {
				t.Fatalf("exit %d: %s", code, r.stderr.String())
			}
			_, printed, _ := flowscan(t, append(args, path)...)
			file, live := parse(t, printed), parse(t, r.stdout.String())
			if want := file.Capture.Frames - frames(file, "filtered"); live.Capture.Frames != want {
				t.Errorf("%d frames, want %d", live.Capture.Frames, want)
			}
			inFile, inLive := timeless(t, printed), timeless(t, r.stdout.String())
			for _, report := range []any{inFile, inLive} {
				without(report, "ledger", "capture", "frame") // depend on the frames that are not wanted
				if interfaces == "any" {
					without(report, "overhead") // its header is longer than Ethernet's
				}
			}
			compare(t, inFile, inLive)
			if n := len(readCapture(t, saved).frames); uint64(n) != live.Capture.Frames {
				t.Errorf("%d frames saved", n)
			}
		})
	}
}
