package filter

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
)

var update = flag.Bool("update", false, "have tcpdump write the programs in testdata/libpcap anew")

// golden is what libpcap makes of an expression.
type golden struct {
	link capture.LinkType
	// cut says that the program does the same as ours on frames cut anywhere. One
	// that libpcap's optimizer has been at may read a frame in another order.
	cut     bool
	expr    string
	program Program
	refusal string // why there is none
}

// goldenFiles are those in testdata/libpcap.
var goldenFiles = []struct {
	name string
	link capture.LinkType
	cut  bool
}{
	{"EN10MB", capture.LinkEthernet, false},
	{"EN10MB-unoptimized", capture.LinkEthernet, true},
	{"RAW", capture.LinkRaw, false},
	{"IPV4", capture.LinkIPv4, false},
	{"IPV6", capture.LinkIPv6, false},
	{"NULL", capture.LinkNull, false},
	{"LOOP", capture.LinkLoop, false},
	{"PPP", capture.LinkPPP, false},
	{"PPP_SERIAL", capture.LinkPPPHDLC, false},
	{"PPP_ETHER", capture.LinkPPPEther, false},
	{"C_HDLC", capture.LinkCiscoHDLC, false},
	{"LINUX_SLL", capture.LinkLinuxSLL, false},
	{"LINUX_SLL2", capture.LinkLinuxSLL2, false},
	{"FDDI", capture.LinkFDDI, false},
	{"IEEE802", capture.LinkTokenRing, false},
	// Programs for 802.11 have loops of their own in front, and are not optimized.
	{"IEEE802_11", capture.LinkIEEE80211, true},
	{"IEEE802_11_RADIO", capture.LinkIEEE80211Radio, true},
	{"IEEE802_11_RADIO_AVS", capture.LinkIEEE80211AVS, true},
	{"PRISM_HEADER", capture.LinkIEEE80211Prism, true},
	{"PPI", capture.LinkPPI, true},
}

// goldens reads testdata/libpcap. A file has an expression on a line, then its
// program as tcpdump -ddd prints it, or libpcap's refusal in parentheses, then an
// empty line.
func goldens(t testing.TB) []golden {
	t.Helper()
	var all []golden
	for _, file := range goldenFiles {
		path := filepath.Join("testdata/libpcap", file.name+".txt")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var written strings.Builder
		for part := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
			expr, program, _ := strings.Cut(part, "\n")
			if *update {
				program = askTcpdump(t, file.link, strings.Contains(file.name, "-un"), expr)
			}
			fmt.Fprintf(&written, "%s\n%s\n\n", expr, program)
			g := golden{link: file.link, cut: file.cut, expr: expr}
			if strings.HasPrefix(program, "(") {
				g.refusal = program
			} else if g.program, err = parseDecimal(program); err != nil {
				t.Fatalf("%s: %s: %v", path, expr, err)
			}
			all = append(all, g)
		}
		if *update {
			if err := os.WriteFile(path, []byte(written.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return all
}

// askTcpdump returns the program of an expression, or the refusal in parentheses.
func askTcpdump(t testing.TB, link capture.LinkType, unoptimized bool, expr string) string {
	t.Helper()
	header := []byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00")
	binary.LittleEndian.PutUint16(header[20:], uint16(link))
	empty := filepath.Join(t.TempDir(), "empty.pcap")
	if err := os.WriteFile(empty, header, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-ddd", "-r", empty, expr}
	if unoptimized {
		args = append([]string{"-O"}, args...)
	}
	var program, refusal bytes.Buffer
	cmd := exec.Command("tcpdump", args...)
	cmd.Stdout, cmd.Stderr = &program, &refusal
	if err := cmd.Run(); err != nil {
		lines := strings.Split(strings.TrimSpace(refusal.String()), "\n")
		return "(" + strings.TrimPrefix(lines[len(lines)-1], "tcpdump: ") + ")"
	}
	return strings.TrimSpace(program.String())
}
