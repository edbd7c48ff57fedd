//go:build !libpcap

package main

import (
	"bytes"
	"encoding/binary"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"golang.org/x/sys/unix"
)

// TestLiveLinks asks an interface of each type for its link type: a TAP device of
// a Wi-Fi type is to the kernel, and so to us, a monitor interface.
func TestLiveLinks(t *testing.T) {
	if !namespace(t) {
		return
	}
	for i, test := range []struct {
		hardware int
		link     string
		mode     uint16
	}{
		{unix.ARPHRD_ETHER, "EN10MB", unix.IFF_TAP},
		{unix.ARPHRD_NONE, "RAW", unix.IFF_TUN},
		{unix.ARPHRD_IEEE80211, "IEEE802_11", unix.IFF_TAP},
		{unix.ARPHRD_IEEE80211_PRISM, "PRISM_HEADER", unix.IFF_TAP},
		{unix.ARPHRD_IEEE80211_RADIOTAP, "IEEE802_11_RADIO", unix.IFF_TAP},
	} {
		t.Run(test.link, func(t *testing.T) {
			d := newNIC(t, "link"+strconv.Itoa(i), test.mode, test.hardware)
			r := start(t, "-i", d.name, "-c", "1", "--format", "json")
			frame := []byte("\x45\x00\x00\x1c\x00\x00\x00\x00\x40\x11\x00\x00\x0a\x00\x00\x01\x0a\x00\x00\x02\x00\x07\x00\x07\x00\x08\x00\x00")
			if _, err := d.file.Write(frame); err != nil {
				t.Fatal(err)
			}
			if code := r.end(t); code != exitOK {
				t.Errorf("exit %d", code)
			}
			in := parse(t, r.stdout.String()).Inputs[0]
			if in.Format != "live" || in.Path != d.name || len(in.LinkTypes) != 1 || in.LinkTypes[0] != test.link {
				t.Errorf("input %+v, want link type %s", in, test.link)
			}
		})
	}
	t.Run("unknown", func(t *testing.T) {
		d := newNIC(t, "odd", unix.IFF_TAP, unix.ARPHRD_FDDI)
		if code, _, said := flowscan(t, "-i", d.name); code != exitFailed || !strings.Contains(said, "odd: frames of hardware type 774 are not known; -i any") {
			t.Errorf("exit %d, %q", code, said)
		}
	})
}

// TestLiveWiFi replays captures of Wi-Fi into monitor interfaces. The report is that
// of what was saved.
func TestLiveWiFi(t *testing.T) {
	wifi := os.Getenv("FLOWSCAN_WIFI")
	if wifi == "" {
		t.Skip("FLOWSCAN_WIFI names no captures of Wi-Fi")
	}
	if !namespace(t) {
		return
	}
	for i, test := range []struct {
		path     string
		key      string
		hardware int
	}{
		{"wireshark/wpa-Induction.pcap", "Coherer:Induction", unix.ARPHRD_IEEE80211_RADIOTAP},
		{"wireshark/wpa-test-decode.pcap", "test:test0815", unix.ARPHRD_IEEE80211_RADIOTAP},
		{"wireshark/wpa1-gtk-rekey.pcapng", ":12345678", unix.ARPHRD_IEEE80211_RADIOTAP},
		{"wireshark/wpa-gcmp.pcapng", ":12345678", unix.ARPHRD_IEEE80211_RADIOTAP},
		{"wireshark/wpa3-sae.pcapng", "pmk:ecbfe709d6151eaba6a4fd9cba94fbb570c1fc4c15506fad3185b4a0a0cfda9a", unix.ARPHRD_IEEE80211_RADIOTAP},
		{"fragattacks/ping_I_E_E___inc_pn_2-fromap.pcapng", "testnetwork:abcdefgh", unix.ARPHRD_IEEE80211_RADIOTAP},
		{"synthetic/plain-rtap-fcs.pcap", "", unix.ARPHRD_IEEE80211_RADIOTAP},
		{"synthetic/plain-105-fcs.pcap", "", unix.ARPHRD_IEEE80211},
		{"synthetic/plain-prism.pcap", "", unix.ARPHRD_IEEE80211_PRISM},
	} {
		t.Run(test.path, func(t *testing.T) {
			path := filepath.Join(wifi, "captures", test.path)
			args := []string{"--format", "json", "--flows"}
			if test.key != "" {
				args = append(args, "--wifi-key", test.key)
			}
			c, d := sendable(t, path), newNIC(t, "wifi"+strconv.Itoa(i), unix.IFF_TAP, test.hardware)
			saved := filepath.Join(t.TempDir(), "saved.pcapng")
			r := start(t, append(args, "-i", d.name, "-w", saved, "-c", strconv.Itoa(len(c.frames)))...)
			c.send(t, d)
			if code := r.end(t); code != exitOK {
				t.Errorf("exit %d: %s", code, r.stderr.String())
			}
			_, again, _ := flowscan(t, append(args, saved)...)
			live, file := parse(t, r.stdout.String()), parse(t, again)
			live.Inputs, file.Inputs = nil, nil
			compare(t, file, live)
			// Pauses of minutes are not kept, and flows end by them; bytes stay the same.
			_, printed, _ := flowscan(t, append(args, path)...)
			whole := parse(t, printed)
			if live.Totals.Sent+live.Totals.Received != whole.Totals.Sent+whole.Totals.Received || whole.Totals.Flows == 0 {
				t.Errorf("totals %+v, want %+v", live.Totals, whole.Totals)
			}
			compare(t, whole.Ledger, live.Ledger)
		})
	}
}

// sendable reads a capture and fails if a TAP device would change what is in it:
// it takes no frame below 14 bytes, and two bytes that look so for a VLAN tag.
func sendable(t *testing.T, path string) saved {
	t.Helper()
	c := readCapture(t, path)
	for i, f := range c.frames {
		if len(f.Data) < 14 {
			t.Fatalf("frame %d of %s has %d bytes", i+1, path, len(f.Data))
		}
		if kind := binary.BigEndian.Uint16(f.Data[12:]); kind == unix.ETH_P_8021Q || kind == unix.ETH_P_8021AD {
			t.Fatalf("frame %d of %s looks tagged", i+1, path)
		}
	}
	return c
}

// TestLiveAny captures on all interfaces at once: of each frame the IP packet is
// the same as on its own interface, but for Wi-Fi, which stays whole.
func TestLiveAny(t *testing.T) {
	if !namespace(t) {
		return
	}
	up(t, "lo")
	const phone, raw = "../../fixtures/pcaps/phone/input.pcap", "../../fixtures/pcaps/raw-tun/input.pcap"
	c, tun := readCapture(t, phone), readCapture(t, raw)
	ether := newNIC(t, "ether", unix.IFF_TAP, unix.ARPHRD_ETHER)
	packets := newNIC(t, "packets", unix.IFF_TUN, unix.ARPHRD_NONE)
	air := newNIC(t, "air", unix.IFF_TAP, unix.ARPHRD_IEEE80211_RADIOTAP)
	beacon := bytes.Repeat([]byte{0xbe}, 99)

	saved := filepath.Join(t.TempDir(), "any.pcapng")
	r := start(t, "-i", "any", "-c", strconv.Itoa(len(c.frames)+len(tun.frames)+2), "-w", saved, "--format", "json", "--flows")
	c.send(t, ether)
	tun.send(t, packets)
	if _, err := air.file.Write(beacon); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("udp", "127.0.0.1:9") // it comes in once, and goes out unseen
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("to lo")); err != nil {
		t.Fatal(err)
	}
	if code := r.end(t); code != exitOK {
		t.Fatalf("exit %d: %s", code, r.stderr.String())
	}
	live := parse(t, r.stdout.String())
	if got := live.Inputs[0].LinkTypes; len(got) != 1 || got[0] != "LINUX_SLL2" {
		t.Errorf("link types %q", got)
	}
	_, printed, _ := flowscan(t, "--format", "json", "--flows", phone, raw)
	files := parse(t, printed)
	const loopback = 20 + 8 + 5 // IPv4, UDP, "to lo"
	if got, want := live.Totals.Sent+live.Totals.Received, files.Totals.Sent+files.Totals.Received+loopback; got != want {
		t.Errorf("%d bytes of IP, want %d", got, want)
	}
	if got, want := len(live.Flows), len(files.Flows)+1; got != want {
		t.Errorf("%d flows, want %d", got, want)
	}
	frames := readCapture(t, saved).frames
	const header = 20 // LINKTYPE_LINUX_SLL2
	last := frames[len(frames)-2]
	if last.Link != capture.LinkLinuxSLL2 || !bytes.Equal(last.Data[header:], beacon) || int(last.Length) != header+len(beacon) {
		t.Errorf("a Wi-Fi frame is %x", last.Data)
	}
	if tshark, err := exec.LookPath("tshark"); err == nil {
		out, err := exec.Command(tshark, "-r", saved, "-T", "fields", "-e", "sll.ifindex", "-e", "sll.hatype", "-e", "sll.pkttype").Output()
		if err != nil {
			t.Fatal(err)
		}
		seen := make(map[string]int)
		for line := range strings.Lines(string(out)) {
			seen[strings.Split(line, "\t")[1]]++
		}
		if seen["1"] != len(c.frames) || seen["65534"] != len(tun.frames) || seen["803"] != 1 || seen["772"] != 1 {
			t.Errorf("tshark sees of each type %v", seen)
		}
	}
}
