package capture

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Why capinfos 4.0 says something else, and this package is right.
const (
	untimedFrames = "it names no times at all if one frame has none (Simple Packet Blocks)"
	fractionWraps = "a fraction of 2.1 s or more overflows its 32 bits"
	compareWraps  = "it takes the difference of two times' seconds to fit 32 bits"
	binaryClock   = "it prints fewer digits than a binary clock resolution has"
	noSuchTime    = "100 frames' times are 2^64 less a few µs: no int64 of ns holds that, they count as untimed"
	guessesFormat = "it takes a damaged file for one of the rare pcap variants without a magic number of their own"
)

var capinfosDiffers = map[string]string{
	"public/OISF+suricata-verify/fuzz.pcap":                                guessesFormat,
	"public/OISF+suricata-verify/transform-base64-7296__input.pcap":        fractionWraps,
	"public/google+gopacket/le__test011.pcapng":                            untimedFrames,
	"public/google+gopacket/le__test012.pcapng":                            untimedFrames,
	"public/google+gopacket/le__test016.pcapng":                            untimedFrames,
	"public/google+gopacket/le__test100.pcapng":                            untimedFrames,
	"public/google+gopacket/le__test202.pcapng":                            untimedFrames,
	"public/google+gopacket/le__test902.pcapng":                            binaryClock,
	"public/google+gopacket/test011.pcapng":                                untimedFrames,
	"public/google+gopacket/test012.pcapng":                                untimedFrames,
	"public/google+gopacket/test016.pcapng":                                untimedFrames,
	"public/google+gopacket/test100.pcapng":                                untimedFrames,
	"public/google+gopacket/test202.pcapng":                                untimedFrames,
	"public/google+gopacket/test902.pcapng":                                binaryClock,
	"public/ntop+nDPI/fuzz-2021-10-13.pcap":                                fractionWraps,
	"public/seladb+PcapPlusPlus/PcapExamples__pcapng-example.pcapng":       noSuchTime,
	"public/the-tcpdump-group+tcpdump/atm-oam-loopback-print-overrun.pcap": fractionWraps,
	"public/the-tcpdump-group+tcpdump/bgp_vpn_rt-oobr.pcap":                compareWraps,
	"public/the-tcpdump-group+tcpdump/olsr-oobr-2.pcap":                    compareWraps,
	"public/the-tcpdump-group+tcpdump/timestamp_invalid_micro.pcap":        fractionWraps,
	"public/the-tcpdump-group+tcpdump/timestamp_invalid_nano.pcap":         fractionWraps,
}

// TestCorpus compares frames and times of every capture in the directory
// FLOWSCAN_CORPUS with what Wireshark's capinfos says.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("FLOWSCAN_CORPUS")
	if corpus == "" {
		t.Skip("FLOWSCAN_CORPUS names no corpus of captures")
	}
	if _, err := exec.LookPath("capinfos"); err != nil {
		t.Skip("capinfos, of Wireshark, is not installed")
	}
	paths := append(listed(t, corpus, "public.txt"), listed(t, corpus, "derived.txt")...)
	known := capinfos(t, corpus, paths)
	unknown := 0
	for _, path := range paths {
		want, ok := known[path]
		if !ok {
			unknown++ // a link type that capinfos does not read
			continue
		}
		f, err := Open([]string{filepath.Join(corpus, path)}, Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		drain(t, f)
		in := f.Inputs()[0]
		f.Close()
		got := summary{fmt.Sprint(in.Frames), "n/a", "n/a"}
		if in.Timed {
			got.first, got.last = seconds(in.First), seconds(in.Last)
		}
		if want.first == "" { // damaged: it says how many frames it read, and no more
			got.first, got.last = "", ""
		}
		reason, differs := capinfosDiffers[path]
		switch {
		case got == want && differs:
			t.Errorf("%s: capinfos agrees after all (%s)", path, reason)
		case got != want && !differs:
			t.Errorf("%s: got %v, capinfos says %v; damage %q", path, got, want, in.Damage)
		}
	}
	t.Logf("%d captures, %d of them unknown to capinfos", len(paths), unknown)
}

// summary is what is compared, as capinfos prints it. Times are cut to
// microseconds, because it prints as many digits as the file's clock has.
type summary struct{ frames, first, last string }

func seconds(ns int64) string { return fmt.Sprintf("%d.%06d", ns/second, ns%second/1000) }

func listed(t *testing.T, corpus, list string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join(corpus, list))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var paths []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if _, path, ok := strings.Cut(s.Text(), " "); ok {
			paths = append(paths, path)
		}
	}
	return paths
}

// capinfos runs the program once for all paths.
func capinfos(t *testing.T, corpus string, paths []string) map[string]summary {
	t.Helper()
	var out, stderr bytes.Buffer
	cmd := exec.Command("capinfos", append([]string{"-T", "-M", "-m", "-N", "-c", "-a", "-e", "-S"}, paths...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = corpus, &out, &stderr
	if err := cmd.Run(); err != nil && out.Len() == 0 {
		t.Fatalf("capinfos: %v\n%s", err, stderr.String())
	}
	found := map[string]summary{}
	for _, m := range regexp.MustCompile(`after reading (\d+) packets from "(.*)"`).FindAllStringSubmatch(stderr.String(), -1) {
		found[m[2]] = summary{frames: m[1]}
	}
	r := csv.NewReader(&out)
	for {
		row, err := r.Read()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		found[row[0]] = summary{row[1], microseconds(row[2]), microseconds(row[3])}
	}
}

func microseconds(s string) string {
	whole, fraction, _ := strings.Cut(s, ".")
	if fraction == "" {
		return s
	}
	return whole + "." + (fraction + "000000")[:6]
}
