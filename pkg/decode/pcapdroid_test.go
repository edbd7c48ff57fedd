package decode

import (
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/go-cmp/cmp"
)

// bogusEther are the addresses of the header that PCAPdroid makes up; an EtherType
// follows.
const bogusEther = "000000000000 000000000000"

// trailer is PCAPdroid's for shop; its checksum is not looked at.
const trailer = "01072021 0000278b 53686f70 00000000 00000000 00000000 00000000 deadbeef"

var shop = App{UID: 10123, Name: "Shop"}

func ofApp(s seen, app App) []seen { s.App = app; return []seen{s} }

// TestTrailer reads what is no trailer, though it looks like one, and a trailer
// that must not count for an IP packet of no certain length.
func TestTrailer(t *testing.T) {
	segment := strings.Replace(ipv4TCP, "002c", "0000", 1) // as segmentation offload leaves it
	for _, test := range []struct {
		name string
		link capture.LinkType
		data string
		wire uint32
		want seen
	}{
		{"IP length of zero", capture.LinkEthernet, bogusEther + isIPv4 + segment + trailer, 0, ofApp(tcp4, shop)[0]},
		{"IP length beyond the packet", capture.LinkEthernet, bogusEther + isIPv4 + strings.Replace(ipv4TCP, "002c", "0030", 1) + trailer, 0,
			with(ofApp(tcp4, shop)[0], func(s *seen) { s.Length, s.PayLen, s.Beyond = 48, 8, 4 })},
		{"another magic number", capture.LinkEthernet, bogusEther + isIPv4 + ipv4TCP + strings.Replace(trailer, "01072021", "01072022", 1), 0, tcp4},
		{"addresses of a real frame", capture.LinkEthernet, etherHeader + isIPv4 + ipv4TCP + trailer, 0, onEthernet(tcp4)},
		{"a frame cut behind what looks like one", capture.LinkEthernet, bogusEther + isIPv4 + ipv4TCP + trailer, 200, tcp4},
		{"another link type", capture.LinkRaw, ipv4TCP + trailer, 0, tcp4},
		{"UID unknown, in Chinese, cut inside a character", capture.LinkEthernet, bogusEther + isIPv4 + ipv4TCP +
			"01072021 ffffffff e5beaee4bfa1 e5beaee4bfa1 e5beaee4bfa1 e5 00 deadbeef", 0,
			ofApp(tcp4, App{UID: -1, Name: "微信微信微信"})[0]},
		{"a name that fills its field", capture.LinkEthernet, bogusEther + isIPv4 + ipv4TCP +
			"01072021 00000000 4142434445464748494a4b4c4d4e4f5051525354 deadbeef", 0, ofApp(tcp4, App{Name: "ABCDEFGHIJKLMNOPQRST"})[0]},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := frame(t, test.link, test.data)
			if test.wire > 0 {
				f.Length = test.wire
			}
			packets, _ := decodeAll(NewDecoder(), f)
			if len(packets) != 1 {
				t.Fatalf("%d packets", len(packets))
			}
			if diff := cmp.Diff(test.want, look(packets[0]), sameAddr); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestBareIP reads frames called Ethernet that are IP.
func TestBareIP(t *testing.T) {
	sound := strings.Replace(ipv4TCP, "06 0000", "06 3bb9", 1)
	bare6 := strings.Replace(ipv6UDP, "11 40", "06 40", 1)
	for _, test := range []struct {
		name, data string
		wire       uint32
		want       Reason
	}{
		{"IPv4", sound, 44, InFlow},
		{"IPv4, snapped", strings.NewReplacer("002c", "05c8", "06 0000", "06 361d").Replace(ipv4TCP), 1480, InFlow},
		{"IPv4 with a wrong checksum", ipv4TCP, 44, NonIP},
		{"IPv4, padded: no such frame of PCAPdroid's", sound + "0000", 46, NonIP},
		{"IPv6, UDP", ipv6UDP, 52, InFlow},
		{"IPv6, TCP, snapped", strings.Replace(bare6, "000c", "05b4", 1), 1500, InFlow},
		{"IPv6 of another length", ipv6UDP, 53, Truncated},
		{"IPv6 with an extension header", strings.Replace(ipv6UDP, "11 40", "00 40", 1), 52, Malformed},
		{"ARP to an address that begins with 6", "600194aa0014 00005e005301 0806 0001 0800 06 04 0001" + strings.Repeat("00", 32), 60, NonIP},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := frame(t, capture.LinkEthernet, test.data)
			f.Length = test.wire
			packets, reason := decodeAll(NewDecoder(), f)
			if reason != test.want || len(packets) > 0 && packets[0].Length != test.wire {
				t.Errorf("%v, %d packets %+v; want %v", reason, len(packets), packets, test.want)
			}
		})
	}
}

// TestFrameOfApp takes the app that the capture file names.
func TestFrameOfApp(t *testing.T) {
	f := frame(t, capture.LinkRaw, ipv4TCP)
	f.App = &shop
	packets, _ := decodeAll(NewDecoder(), f)
	if len(packets) != 1 || packets[0].App != f.App {
		t.Errorf("%+v", packets)
	}
}
