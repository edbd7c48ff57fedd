package scan

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/names"
)

// named is a source whose only input lists names of its own.
type named struct {
	capture.Source
	names []capture.Name
}

func (n named) Inputs() []capture.Input {
	inputs := n.Source.Inputs()
	inputs[0].Names = n.names
	return inputs
}

// TestFileNames names flows by what the file calls their remotes.
func TestFileNames(t *testing.T) {
	at := func(frame uint64, name string) capture.Name {
		return capture.Name{Addr: netip.MustParseAddr(server), Text: name, Frame: frame}
	}
	for _, test := range []struct {
		name  string
		names []capture.Name
		told  bool // the phone was told another name
		host  string
		via   Via
		proof uint64
		marks []Mark
	}{
		{"in front of the frames", []capture.Name{at(1, "a.example")}, false, "a.example", ViaNRB, 1, nil},
		{"behind them", []capture.Name{at(3, "a.example")}, false, "a.example", ViaNRB, 3, nil},
		{"two names: the later", []capture.Name{at(1, "b.example"), at(3, "a.example")}, false, "a.example", ViaNRB, 3, []Mark{MarkShared}},
		{"beside DNS", []capture.Name{at(1, "a.example")}, true, "dns.example", ViaDNS, 1, nil},
		{"no hostname", []capture.Name{at(1, "203.0.113.7")}, false, "", ViaNone, 0, nil},
		{"none", nil, false, "", ViaNone, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var tr trace
			if test.told {
				tr.dns(t, phone, "dns.example", 60, server)
			}
			tr.tcp(here, there, decode.SYN, 99, nil)
			files, err := capture.Open([]string{"-"}, capture.Options{Stdin: &tr.pcap})
			if err != nil {
				t.Fatal(err)
			}
			defer files.Close()
			res, err := Run(t.Context(), named{files, test.names}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			f := res.Flows[len(res.Flows)-1]
			if f.Host != test.host || f.Via != test.via || !slices.Equal(f.Marks, test.marks) {
				t.Errorf("%q by %v, marks %v; want %q by %v, %v", f.Host, f.Via, f.Marks, test.host, test.via, test.marks)
			}
			if f.Host != "" && f.Names[0].Frame != test.proof {
				t.Errorf("proof in frame %d, want %d", f.Names[0].Frame, test.proof)
			}
		})
	}
}

// TestTooManyFileNames keeps the first.
func TestTooManyFileNames(t *testing.T) {
	var in capture.Input
	for i := range uint32(maxFileBooks*names.MaxAnswers + 10) {
		addr := netip.AddrFrom4([4]byte{203, byte(i >> 16), byte(i >> 8), byte(i)})
		in.Names = append(in.Names, capture.Name{Addr: addr, Text: fmt.Sprintf("h%d.example", i), Frame: 1})
	}
	d := names.NewDirectory(nil, fileNames([]capture.Input{in, in})...)
	if got := len(d.Answers()); got != maxFileBooks*names.MaxAnswers {
		t.Errorf("%d names", got)
	}
}
