package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestInterfaces lists interfaces of several kinds, monitor interfaces as such.
func TestInterfaces(t *testing.T) {
	if !namespace(t) {
		return
	}
	newNIC(t, "mon0", unix.IFF_TAP, unix.ARPHRD_IEEE80211_RADIOTAP)
	newNIC(t, "odd0", unix.IFF_TAP, unix.ARPHRD_FDDI)
	sh(t, `
		ip link add left address 00:00:5e:00:53:23 type veth peer name right
		ip addr add 192.168.7.23/24 dev left
		ip addr add 2001:db8:7::17/64 dev left`)
	code, printed, stderr := flowscan(t, "interfaces")
	if code != exitOK || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	for _, want := range []string{
		`lo +loopback +EN10MB +no +down +– +–`,
		`mon0 +wifi +IEEE802_11_RADIO +yes +up `,
		`odd0 +tun +type 774 +no +up `,
		`left +veth +EN10MB +no +down +00:00:5e:00:53:23 +192.168.7.23/24 2001:db8:7::17/64`,
	} {
		if !regexp.MustCompile(`(?m)^` + want).MatchString(printed) {
			t.Errorf("no %q in\n%s", want, printed)
		}
	}
	// -I is content with a monitor interface, and tells how to make one.
	if code, _, stderr := flowscan(t, "-i", "odd0", "-I"); code != exitFailed {
		t.Errorf("exit %d: %s", code, stderr)
	}
	up(t, "lo")
	if code, _, stderr := flowscan(t, "-i", "lo", "-I"); code != exitFailed || !strings.Contains(stderr, "-I: lo is not in monitor mode; ") || !strings.Contains(stderr, "sudo iw dev lo interface add mon0 type monitor") {
		t.Errorf("exit %d: %s", code, stderr)
	}
	r := start(t, "-i", "mon0", "-I")
	r.Process.Signal(os.Interrupt)
	if code := r.end(t); code != exitOK {
		t.Errorf("exit %d", code)
	}
}
