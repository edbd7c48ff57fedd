package filter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"golang.org/x/net/bpf"
)

// udp53 is "tcpdump -ddd -y RAW udp dst port 53" of packets with IPv4 headers of
// 20 bytes.
const udp53 = "6\n48 0 0 9\n21 0 3 17\n40 0 0 22\n21 0 1 53\n6 0 0 262144\n6 0 0 0\n"

func TestDecimal(t *testing.T) {
	f, err := Parse(udp53)
	if err != nil {
		t.Fatal(err)
	}
	packet := make([]byte, 28)
	packet[9], packet[23] = 17, 53
	for _, link := range []capture.LinkType{capture.LinkRaw, capture.LinkNFLog} {
		if selected, err := f.Match(&capture.Frame{Data: packet, Link: link}); !selected || err != nil {
			t.Errorf("%v: %v, %v", link, selected, err)
		}
		if selected, err := f.Match(&capture.Frame{Data: packet[:23], Link: link}); selected || err != nil {
			t.Errorf("%v, cut off: %v, %v", link, selected, err)
		}
	}
	if f.String() != "a compiled program" {
		t.Error(f)
	}
}

func TestDecimalRefused(t *testing.T) {
	for text, want := range map[string]string{
		"1 2":                           "2 numbers are no program of tcpdump -ddd",
		"2\n6 0 0 0":                    "5 numbers are no program of tcpdump -ddd",
		"0\n6 0 0 0":                    "5 numbers are no program of tcpdump -ddd",
		"99999999999999999999\n6 0 0 0": "5 numbers are no program of tcpdump -ddd",
		"4097" + strings.Repeat(" 6 0 0 0", 4097): "16389 numbers are no program of tcpdump -ddd",
		"1\n6 0 256 0":                  "instruction 0 of the program (6 0 256 0) is none",
		"1\n6 0 0 4294967296":           "instruction 0 of the program (6 0 0 4294967296) is none",
		"1\n65535 0 0 0":                "instruction 0 of the program (0xffff) is none",
		"2\n33 0 0 0\n6 0 0 0":          "instruction 0 of the program (0x21) is none", // ldx [k]
		"2\n2 0 0 16\n6 0 0 0":          "instruction 0 of the program (0x2) is none",  // st M[16]
		"2\n5 0 0 4294967295\n6 0 0 0":  "instruction 0 of the program (0x5) jumps out of it",
		"2\n5 0 0 1\n6 0 0 0":           "the program: cannot jump 1 instructions; jumping past program bounds",
		"2\n21 0 1 0\n6 0 0 0":          "the program: cannot jump 1 instructions in true case; jumping past program bounds",
		"2\n52 0 0 0\n6 0 0 0":          "the program: cannot divide by zero using ALUOpConstant",
		"1\n48 0 0 0":                   "the program: BPF program must end with RetA or RetConstant",
		"2\n48 0 0 4294963248\n6 0 0 0": "instruction 0 of the program (0x30) asks the kernel, which a saved capture cannot", // SKF_AD_VLAN_TAG_PRESENT
	} {
		if _, err := Parse(text); err == nil || err.Error() != "filter: "+want {
			t.Errorf("%.30q: %v, want %s", text, err, want)
		}
	}
}

// FuzzDecimal runs whatever programs there are in the machine of
// golang.org/x/net/bpf, too.
func FuzzDecimal(f *testing.F) {
	f.Add(udp53, []byte("\x45\x00\x00\x1c\x00\x00\x00\x00\x40\x11"))
	f.Add("9\n128 0 0 0\n2 0 0 1\n177 0 0 0\n3 0 0 2\n97 0 0 1\n96 0 0 2\n28 0 0 0\n37 0 0 5\n22 0 0 0", []byte("\x45"))
	f.Fuzz(func(t *testing.T, text string, data []byte) {
		if !isDecimal(text) {
			return
		}
		p, err := parseDecimal(text)
		if err != nil {
			return
		}
		selected := p.Match(data, uint32(len(data)))
		theirs, err := machineOf(t, p).Run(data)
		if err == nil && selected != (theirs != 0) { // an error is an instruction that it does not know
			t.Errorf("%v of %x, golang.org/x/net/bpf %v", selected, data, theirs)
		}
	})
}

// decimal writes p as tcpdump -ddd does.
func decimal(p Program) string {
	text := fmt.Sprintln(len(p))
	for _, in := range p {
		text += fmt.Sprintln(in.Op, in.Jt, in.Jf, in.K)
	}
	return text
}

// TestDecimalOfExpressions reads back what expressions are compiled to.
func TestDecimalOfExpressions(t *testing.T) {
	want := program(t, "tcp port 80 and ip[0] / ip[1] > len")
	got, err := Parse(decimal(want))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint([]bpf.RawInstruction(got.fixed)) != fmt.Sprint([]bpf.RawInstruction(want)) {
		t.Errorf("%v, want %v", got.fixed, want)
	}
}
