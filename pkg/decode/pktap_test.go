package decode

import (
	"encoding/hex"
	"strings"
	"testing"
)

// pktapOf is a PKTAP header of a raw IP packet, of a process that may act for
// another.
func pktapOf(process, other string) string {
	field := func(name string, size int) string {
		return hex.EncodeToString([]byte(name)) + strings.Repeat("00", size-len(name))
	}
	return "6c000000 01000000 65000000" + // 108 bytes, a packet, LINKTYPE_RAW
		field("en0", 24) + "02000000 02000000 00000000 00000000" + // interface, flags, family, lengths around the packet
		"0a010000" + field(process, 20) + // process id, name
		"00000000 0000 0000" + // service class, kind of interface, protocol
		"0b010000" + field(other, 20)
}

func TestPktapProcess(t *testing.T) {
	for _, test := range []struct{ process, other, want string }{
		{"curl", "", "curl"},
		{"nsurlsessiond", "Weather", "Weather"},
		{"", "", ""},
		{"seventeen-letters", "", "seventeen-letters"},
	} {
		header, err := hex.DecodeString(strings.ReplaceAll(pktapOf(test.process, test.other), " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		var a apps
		for n := range len(header) + 1 {
			got := ""
			if app := a.pktap(header[:n]); app != nil {
				got = app.Name
			}
			if n == len(header) && got != test.want || got != "" && got != test.want && got != test.process {
				t.Errorf("%q for %q, %d bytes: %q", test.process, test.other, n, got)
			}
		}
	}
}
