package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/report"
)

// wrongTimes are captures whose times capinfos gets wrong; the test of the same
// corpus in pkg/capture says why, for each.
var wrongTimes = []string{
	"OISF+suricata-verify/transform-base64-7296__input.pcap",
	"google+gopacket/le__test902.pcapng",
	"google+gopacket/test902.pcapng",
	"ntop+nDPI/fuzz-2021-10-13.pcap",
	"seladb+PcapPlusPlus/PcapExamples__pcapng-example.pcapng",
	"the-tcpdump-group+tcpdump/atm-oam-loopback-print-overrun.pcap",
	"the-tcpdump-group+tcpdump/bgp_vpn_rt-oobr.pcap",
	"the-tcpdump-group+tcpdump/olsr-oobr-2.pcap",
	"the-tcpdump-group+tcpdump/timestamp_invalid_micro.pcap",
	"the-tcpdump-group+tcpdump/timestamp_invalid_nano.pcap",
}

// pseudoHeaders are captures of SunATM. capinfos takes its 4 bytes off each frame,
// though the records count them.
var pseudoHeaders = []string{
	"the-tcpdump-group+tcpdump/atm-heapoverflow.pcap",
	"the-tcpdump-group+tcpdump/atm-oam-loopback-print-overrun.pcap",
}

// TestCapinfos compares what reports and info say of captures with Wireshark's
// capinfos.
func TestCapinfos(t *testing.T) {
	if _, err := exec.LookPath("capinfos"); err != nil {
		t.Skip("capinfos, of Wireshark, is not installed")
	}
	paths := captures(t, "public.txt")
	infos := infos(t, paths)
	for path, want := range capinfos(t, paths) {
		name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			_, printed, _ := flowscan(t, "--geo", "../../fixtures/geo/test.mmdb", "--format", "json", path)
			c := parse(t, printed).Capture
			got := summary{fmt.Sprint(c.Frames), fmt.Sprint(c.WireBytes), micros(c.First), micros(c.Last)}
			if info := infos[path]; got != info {
				t.Errorf("the report says %v, info %v", got, info)
			}
			if want.first == "n/a" || slices.Contains(wrongTimes, name) {
				got.first, got.last = want.first, want.last // n/a: of some frames it knows no time
			}
			if slices.Contains(pseudoHeaders, name) {
				got.bytes = want.bytes
			}
			if got != want {
				t.Errorf("%v, capinfos says %v", got, want)
			}
		})
	}
}

// infos runs flowscan info once.
func infos(t *testing.T, paths []string) map[string]summary {
	t.Helper()
	_, printed, _ := flowscan(t, append([]string{"info", "--format", "json"}, paths...)...)
	var list report.InfoList
	if err := json.Unmarshal([]byte(printed), &list); err != nil {
		t.Fatal(err)
	}
	found := make(map[string]summary)
	for _, in := range list.Inputs {
		found[in.Path] = summary{fmt.Sprint(in.Frames), fmt.Sprint(in.WireBytes), micros(in.First), micros(in.Last)}
	}
	return found
}

// summary is frames, their bytes on the wire, first and last time as capinfos
// prints them: in seconds since 1970, here to the microsecond.
type summary struct{ frames, bytes, first, last string }

func micros(t *time.Time) string {
	if t == nil {
		return "n/a"
	}
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}

// capinfos runs the program once. Damaged captures and those of formats it does
// not know are not among the answers.
func capinfos(t *testing.T, paths []string) map[string]summary {
	t.Helper()
	out, err := exec.Command("capinfos", append([]string{"-T", "-r", "-M", "-m", "-N", "-c", "-d", "-a", "-e", "-S"}, paths...)...).Output()
	if err != nil && len(out) == 0 {
		t.Fatalf("capinfos: %v", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]summary)
	for _, row := range rows {
		cut := func(s string) string {
			whole, fraction, ok := strings.Cut(s, ".")
			if !ok {
				return s
			}
			return whole + "." + (fraction + "000000")[:6]
		}
		found[row[0]] = summary{row[1], row[2], cut(row[3]), cut(row[4])}
	}
	return found
}
