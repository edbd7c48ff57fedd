package dot11

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// opened is a capture whose key is known, beside which tshark's view of it lies.
//
// The oracle counts relays, which access points sent on, and theirs, fragments that
// do not belong together: frame=length, an IPv6 packet's marked. Ours are frames
// that it does not count. fixtures/DIFFERENCES.md has the reasons.
type opened struct{ path, key, relays, ours, theirs string }

var openedCaptures = []opened{
	{"wireshark/wpa-Induction.pcap", "Coherer:Induction", "", "901 1047", ""},
	{"wireshark/wpa-test-decode.pcap", ":test0815", "3263=349 3264=v6:76 3265=40 3266=v6:76 3267=40 3268=v6:81 3269=61 3272=v6:143 3282=64 3283=v6:64 3284=v6:48 3285=v6:136 3289=v6:81 3290=61 3301=56 3303=v6:116 3304=40 3305=v6:76 3308=v6:76 3309=40 3312=v6:81 3313=61 3319=v6:143 3324=v6:81 3325=61 3332=40 3333=v6:72 3334=v6:76 3360=v6:143 3379=v6:56 3412=v6:143 3429=v6:56 3511=v6:143 3702=v6:143 4100=v6:143", "912", ""},
	{"wireshark/wpa-test-decode-mgmt.pcap", ":12345678", "", "", ""},
	{"wireshark/wpa-test-decode-tdls.pcap", ":12345678", "", "", ""},
	{"wireshark/wpa1-gtk-rekey.pcapng", ":12345678", "26=314 31=326 50=84 60=84 85=84", "", ""},
	{"wireshark/wpa2-psk-mfp.pcapng", ":12345678", "", "", ""},
	{"wireshark/wpa-ccmp-256.pcapng", ":12345678", "23=334 36=346", "", ""},
	{"wireshark/wpa-gcmp.pcapng", ":12345678", "24=334 27=340 31=346", "", ""},
	{"wireshark/wpa2-ft-psk.pcapng", ":12345678", "14=328 17=336", "", ""},
	{"wireshark/wpa-eap-tls.pcap", "pmk:a5001e18e0b3f792278825bc3abff72d7021d7c157b600470ef730e2490835d4", "", "", ""},
	{"wireshark/wpa3-sae.pcapng", "pmk:ecbfe709d6151eaba6a4fd9cba94fbb570c1fc4c15506fad3185b4a0a0cfda9a", "115=340 134=346", "", ""},
	{"wireshark/owe.pcapng", "pmk:a4b0b2efa7f77d1006eccf1a814b62125c15fac5c137d9cdff8c75c43194268f", "73=328 96=328", "", ""},
	{"aircrack-ng/wpa-psk-linksys.cap", "linksys:dictionary", "181=161 351=161", "", ""},
	{"aircrack-ng/wpa2-psk-linksys.cap", "linksys:dictionary", "", "346 397 415", ""},
	{"fragattacks/amsdu-inject-fromap.pcapng", "testnetwork:abcdefgh", "90=322 91=v6:256 92=v6:256 93=v6:72 127=v6:136 130=v6:56 139=v6:76", "", ""},
	{"fragattacks/eapol-inject-fromclient.pcapng", "testnetwork:abcdefgh", "62=328 68=332 77=v6:76 78=v6:56 84=v6:76 105=194 119=194", "", ""},
	{"fragattacks/linux-plain-fromap.pcapng", "testnetwork:abcdefgh", "44=321 47=v6:96 72=v6:96 75=v6:72", "", "83=42"},
	{"fragattacks/ping_D_BP___bcast_ra-fromap.pcapng", "testnetwork:abcdefgh", "31=v6:64 34=v6:76 39=344 43=356 90=v6:56", "", "21=42 22=42"},
	{"fragattacks/ping_I_E_E___inc_pn_2-fromap.pcapng", "testnetwork:abcdefgh", "48=v6:72 50=v6:76 52=322 111=v6:76 125=v6:76 126=v6:56", "", "132=42"},
	{"fragattacks/ping_I_E_R_E-fromclient.pcapng", "testnetwork:abcdefgh", "44=328 48=332 55=v6:76 62=272 67=290", "", "98=42"},
	{"fragattacks/ping_I_E_R_E__full-recon-fromclient.pcapng", "testnetwork:abcdefgh", "", "4 5 6 7 86 91 101", "107=42"},
	{"fragattacks/ping_I_P-fromclient.pcapng", "testnetwork:abcdefgh", "", "", ""},
	{"synthetic/wpa2-lab.pcap", "flowlab:flowscan-lab", "", "2 15 19", ""},
}

// oracle reads a table of tab-separated columns, its header left out.
func oracle(t testing.TB, name string) [][]string {
	t.Helper()
	root := os.Getenv("FLOWSCAN_WIFI")
	if root == "" {
		t.Skip("FLOWSCAN_WIFI names no directory with what tshark says of captures")
	}
	b, err := os.ReadFile(filepath.Join(root, "oracle", name))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "\t"))
	}
	return rows[1:]
}

// ipTotals are IP packets and their bytes.
type ipTotals struct{ packets4, bytes4, packets6, bytes6 int }

func (n *ipTotals) add(length int, v6 bool, sign int) {
	switch {
	case length == 0:
	case v6:
		n.packets6 += sign
		n.bytes6 += sign * length
	default:
		n.packets4 += sign
		n.bytes4 += sign * length
	}
}

// numbers calls f with each frame of a list, and the length behind it.
func numbers(t testing.TB, list string, f func(frame, length int, v6 bool)) {
	t.Helper()
	for _, item := range strings.Fields(list) {
		number, length, _ := strings.Cut(item, "=")
		digits, v6 := strings.CutPrefix(length, "v6:")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		octets, _ := strconv.Atoi(digits)
		f(n, octets, v6)
	}
}

// TestOracleTotals compares the IP packets and bytes of each capture with the
// oracle's, each transmission counted once.
func TestOracleTotals(t *testing.T) {
	want := make(map[string]ipTotals)
	for _, row := range oracle(t, "iptotals_dedup.tsv") {
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(row[i+1])
		}
		want[row[0]] = ipTotals{n[0], n[1], n[2], n[3]}
	}
	for _, c := range openedCaptures {
		t.Run(c.path, func(t *testing.T) {
			frames := hear(t, monitor(t, c.key), c.path)
			var got ipTotals
			for _, f := range frames {
				for _, s := range f.msdus {
					length, v6 := ipLength(s)
					got.add(length, v6, 1)
				}
			}
			want := want[c.path]
			numbers(t, c.relays, func(n, length int, v6 bool) {
				if want.add(length, v6, -1); frames[n].Verdict != Relay {
					t.Errorf("frame %d: %v, want Relay", n, frames[n].Verdict)
				}
			})
			numbers(t, c.theirs, func(n, length int, v6 bool) {
				if want.add(length, v6, -1); frames[n].Verdict != Partial {
					t.Errorf("frame %d: %v, want Partial", n, frames[n].Verdict)
				}
			})
			numbers(t, c.ours, func(n, _ int, _ bool) {
				if frames[n].Verdict != Delivered {
					t.Fatalf("frame %d: %v, want Delivered", n, frames[n].Verdict)
				}
				length, v6 := ipLength(frames[n].msdus[0])
				want.add(length, v6, 1)
			})
			if got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}

// TestOracleOctets compares what each frame says, of which the oracle knows it.
func TestOracleOctets(t *testing.T) {
	for _, c := range openedCaptures {
		t.Run(c.path, func(t *testing.T) {
			want := make(map[uint64]string)
			for _, row := range oracle(t, strings.ReplaceAll(c.path, "/", "__")+".plain.tsv") {
				if strings.HasSuffix(row[1], " data") { // not the key data of handshakes
					n, _ := strconv.Atoi(row[0])
					want[uint64(n)] = row[4]
				}
			}
			m := monitor(t, c.key)
			hear(t, m, c.path) // and learn all keys
			records(t, c.path, func(r *Record) {
				if want[r.Number] == "" {
					return
				}
				f := plainFrame(t, r)
				plain, key := m.open(&f)
				if key == nil {
					t.Errorf("frame %d does not open", r.Number)
				} else if key.suite == suiteTKIP && f.fragment() == 0 && !f.has(fcMore) {
					plain, _ = key.unsign(&f, plain)
				}
				if !bytes.Equal(plain, unhex(t, want[r.Number])) {
					t.Errorf("frame %d: %x, want %s", r.Number, plain, want[r.Number])
				}
				delete(want, r.Number)
			})
			if len(want) > 0 {
				t.Errorf("frames of the oracle that are not there: %v", want)
			}
		})
	}
}

// plainFrame reads a record's frame.
func plainFrame(t testing.TB, r *Record) (f frame) {
	t.Helper()
	radio, b, ok := readRadio(r.Link, r.Data)
	b, n, good := radio.trim(b, int(r.Length)-(len(r.Data)-len(b)))
	if !ok || !good || !f.parse(b, n, radio.padded) {
		t.Fatalf("frame %d cannot be read", r.Number)
	}
	return f
}
