package filter

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
)

var every = flag.Bool("every", false, "hold every capture of the corpus against every expression, which takes a quarter of an hour")

// expressions select something in most captures of the corpus, or in those with
// what they are for.
var expressions = []string{
	"ip",
	"ip6",
	"arp",
	"tcp",
	"udp",
	"icmp",
	"icmp6",
	"igmp",
	"sctp",
	"esp or ah",
	"not tcp",
	"not ip and not ip6",
	"port 53",
	"port 80",
	"port 443",
	"src port 443",
	"dst port 80 or 8080",
	"tcp port 443 or 80 or 22",
	"udp port 53 or 67 or 68 or 5353",
	"udp and not port 53",
	"port domain",
	"port http or https",
	"portrange 1-1023",
	"src portrange 49152-65535 and tcp",
	"not port 53 and not port 443",
	"sctp port 36412 or 2905 or 3868",
	"net 192.168.0.0/16",
	"src net 10",
	"dst net 172.16.0.0/12",
	"net 10.0.0.0/8 or 172.16.0.0/12 or 192.168.0.0/16",
	"not net 127",
	"host 127.0.0.1",
	"dst host 8.8.8.8",
	"src host 192.168.1.1 or 192.168.0.1",
	"net fe80::/10",
	"dst net ff00::/8",
	"net 2000::/3",
	"host ff02::fb",
	"ip multicast",
	"ip6 multicast",
	"ip broadcast",
	"ip proto 4 or 41 or 47",
	"ip6 proto 44 or 0 or 43",
	"proto 50",
	"len > 1000",
	"less 64",
	"greater 1514",
	"tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn",
	"tcp[tcpflags] & (tcp-fin|tcp-rst) != 0",
	"tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420",
	"tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)",
	"icmp[icmptype] = icmp-echo or icmp[icmptype] = icmp-echoreply",
	"icmp6[icmp6type] >= 133 and icmp6[icmp6type] <= 137",
	"ip[6:2] & 0x3fff != 0",
	"ip[8] < 64 or ip6[7] < 64",
	"udp[4:2] > 512",
	"udp[10:2] & 0x8000 = 0 and port 53",
	"ip[2:2] % 2 = 1",
	"link[0] & 1 = 0",
	"ether proto 0x88cc or ether proto 0x888e",
	"ether multicast",
	"ether broadcast",
	"ether src 00:00:00:00:00:00",
	"stp or ipx or netbeui or iso",
	"vlan",
	"vlan and ip",
	"vlan and vlan and tcp",
	"vlan or ip",
	"mpls",
	"mpls and ip and port 80",
	"pppoed or pppoes",
	"pppoes and ip",
	"inbound",
	"outbound and tcp",
	"type mgt",
	"type data and not subtype null",
	"type mgt subtype beacon or probe-req",
	"wlan broadcast",
	"wlan addr2 00:00:00:00:00:00 or wlan multicast",
}

// TestCorpus holds the numbers of frames that expressions select against
// tcpdump's: a few expressions for each capture of a sample, or with -every all.
func TestCorpus(t *testing.T) {
	if _, err := exec.LookPath("tcpdump"); err != nil || testing.Short() {
		t.Skip("there is no tcpdump, or no time for it")
	}
	const few = 4
	var equal, selecting, refused, optimized, captures int
	for _, path := range corpus(t) {
		frames, ok := comparable(path)
		if !ok {
			continue
		}
		captures++
		for i, expr := range expressions {
			if (captures*few+i)%len(expressions) >= few && !*every {
				continue
			}
			got, ours := count(frames, expr)
			want, theirs := tcpdumpCount(path, expr)
			if got != want && theirs == nil {
				// Its optimizer may read a frame that is cut off in another order.
				optimized++
				want, theirs = tcpdumpCount(path, expr, "-O")
			}
			switch {
			case ours != nil && theirs != nil:
				refused++
			case theirs != nil && frames[0].Link == capture.LinkPPI: // libpcap does not have it everywhere it has 802.11
			case got != want || ours != nil || theirs != nil:
				t.Errorf("%s: %s: %d, %v; tcpdump: %d, %v", path, expr, got, ours, want, theirs)
			default:
				equal++
				if got > 0 {
					selecting++
				}
			}
		}
	}
	t.Logf("%d captures: %d counts are equal, %d of them not 0, %d only without tcpdump's optimizer; %d expressions are refused by both",
		captures, equal, selecting, optimized, refused)
}

// corpus returns the captures in the directories that FLOWSCAN_CORPUS and
// FLOWSCAN_WIFI name.
func corpus(t *testing.T) (paths []string) {
	if dir := os.Getenv("FLOWSCAN_CORPUS"); dir != "" {
		name := "sample.txt"
		if *every {
			name = "public.txt"
		}
		list, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(list)) {
			_, path, _ := strings.Cut(strings.TrimSpace(line), " ")
			paths = append(paths, filepath.Join(dir, path))
		}
	}
	if dir := os.Getenv("FLOWSCAN_WIFI"); dir != "" {
		found, err := filepath.Glob(filepath.Join(dir, "captures/*/*.*cap*"))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	if len(paths) == 0 {
		t.Skip("FLOWSCAN_CORPUS and FLOWSCAN_WIFI name no captures")
	}
	return paths
}

// comparable returns the frames of a capture, if tcpdump should select the same
// among them: it reads captures that are not compressed and whose interfaces are
// alike. On two link types we differ, as fixtures/DIFFERENCES.md says; those
// that are not decoded have no filters but those on their bytes and length.
func comparable(path string) ([]capture.Frame, bool) {
	src, err := capture.Open([]string{path}, capture.Options{})
	if err != nil {
		return nil, false
	}
	defer src.Close()
	var frames []capture.Frame
	for {
		chunk, err := src.Next()
		if err != nil {
			break
		}
		frames = append(frames, chunk.Frames...) // never released, and so valid
	}
	in := src.Inputs()[0]
	for _, i := range in.Interfaces {
		if in.Compression != "" || i.Link != in.Interfaces[0].Link || i.SnapLen != in.Interfaces[0].SnapLen {
			return nil, false
		}
	}
	beyond := func(f capture.Frame) bool { return in.SnapLen > 0 && len(f.Data) > int(in.SnapLen) } // tcpdump cuts it
	if len(frames) == 0 || slices.ContainsFunc(frames, beyond) {
		return nil, false
	}
	g := newGenerator("", frames[0].Link)
	g.carries(etherIP, span{})
	return frames, g.err == nil && g.link != capture.LinkSLIP && g.link != capture.LinkFrameRelay
}

// count returns how many of frames expr selects, or why it is refused.
func count(frames []capture.Frame, expr string) (int, error) {
	f, err := Parse(expr)
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range frames {
		selected, err := f.Match(&frames[i])
		if err != nil {
			return 0, err
		}
		if selected {
			n++
		}
	}
	return n, nil
}

// tcpdumpCount returns how many frames tcpdump selects, or why it refuses expr.
func tcpdumpCount(path, expr string, flags ...string) (int, error) {
	var says strings.Builder
	cmd := exec.Command("tcpdump", append(flags, "-r", path, "-w", "-", expr)...)
	cmd.Stderr = &says
	out, err := cmd.Output() // an error, too, where the capture is cut off
	switch {
	case strings.Contains(says.String(), strings.Trim(rejectsAll, "()")):
		return 0, nil
	case len(out) == 0:
		return 0, fmt.Errorf("%w: %s", err, says.String())
	}
	src, err := capture.Open([]string{"-"}, capture.Options{Stdin: bytes.NewReader(out)})
	if err != nil {
		return 0, err
	}
	for _, err = src.Next(); err == nil; _, err = src.Next() {
	}
	return int(src.Inputs()[0].Frames), src.Close()
}
