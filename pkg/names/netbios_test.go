package names

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Parts of NetBIOS messages. The encoded name is "PRINTER" and spaces; what ends it is
// the 16th byte's two letters.
const (
	nbPrinter  = "\x20FAFCEJEOFEEFFCCACACACACACACACA"
	nbResponse = "\x12\x34\x85\x00\x00\x00\x00\x01\x00\x00\x00\x00" + // a positive response with one answer
		nbPrinter + "AA\x00" + nbRecord
	nbRecord = "\x00\x20\x00\x01" + // NB IN
		"\x00\x00\x00\x3c\x00\x06" + // TTL, length
		"\x00\x00\xc0\xa8\x01\x07" // flags, address
)

func TestParseNetBIOS(t *testing.T) {
	host := Record{"printer", netip.MustParseAddr("192.168.1.7"), nil, 60, ViaNetBIOS}
	forEver := host
	forEver.TTL = NoTTL
	other := host
	other.Addr = netip.MustParseAddr("192.168.1.8")
	const header = "\x12\x34\x85\x00\x00\x00\x00\x01\x00\x00\x00\x00"
	const asked = nbPrinter + "AA\x00\x00\x20\x00\x01" // a question for it, at offset 12
	tests := map[string]struct {
		msg  string
		ok   bool
		want []Record
	}{
		"a workstation":             {nbResponse, true, []Record{host}},
		"a file server":             {header + nbPrinter + "CA\x00" + nbRecord, true, []Record{host}},
		"in a scope":                {header + nbPrinter + "CA\x05scope\x00" + nbRecord, true, []Record{host}},
		"a messenger":               {header + nbPrinter + "AD\x00" + nbRecord, true, nil},
		"two addresses":             {header + nbPrinter + "AA\x00\x00\x20\x00\x01\x00\x00\x00\x3c\x00\x0c\x00\x00\xc0\xa8\x01\x07\x60\x00\xc0\xa8\x01\x08", true, []Record{host, other}},
		"a group":                   {header + nbPrinter + "AA\x00\x00\x20\x00\x01\x00\x00\x00\x3c\x00\x06\x80\x00\xc0\xa8\x01\x07", true, nil},
		"for ever":                  {header + nbPrinter + "AA\x00\x00\x20\x00\x01\x00\x00\x00\x00\x00\x06\x00\x00\xc0\xa8\x01\x07", true, []Record{forEver}},
		"half an address":           {header + nbPrinter + "AA\x00\x00\x20\x00\x01\x00\x00\x00\x3c\x00\x05\x00\x00\xc0\xa8\x01", true, nil},
		"a letter beyond P":         {strings.Replace(nbResponse, "FAFC", "FQFC", 1), true, nil},
		"a name of 31 letters":      {header + "\x1f" + nbPrinter[1:] + "A\x00" + nbRecord, true, nil},
		"a name of spaces only":     {header + "\x20" + strings.Repeat("CA", 15) + "AA\x00" + nbRecord, true, nil},
		"a name with a space in it": {header + "\x20FACAEJEOFEEFFCCACACACACACACACA" + "AA\x00" + nbRecord, true, nil},
		"a negative response":       {"\x12\x34\x85\x03\x00\x00\x00\x01\x00\x00\x00\x00" + nbPrinter + "AA\x00" + nbRecord, true, nil},
		"a query":                   {"\x12\x34\x01\x10\x00\x01\x00\x00\x00\x00\x00\x00" + asked, true, nil},
		"a registration":            {"\x12\x34\x29\x10\x00\x01\x00\x00\x00\x00\x00\x01" + asked + "\xc0\x0c" + nbRecord, true, []Record{host}},
		"a multihomed registration": {"\x12\x34\x79\x00\x00\x01\x00\x00\x00\x00\x00\x01" + asked + "\xc0\x0c" + nbRecord, true, []Record{host}},
		"a refresh":                 {"\x12\x34\x40\x00\x00\x01\x00\x00\x00\x00\x00\x01" + asked + "\xc0\x0c" + nbRecord, true, []Record{host}},
		"a release":                 {"\x12\x34\x30\x00\x00\x01\x00\x00\x00\x00\x00\x01" + asked + "\xc0\x0c" + nbRecord, true, nil},
		"no operation":              {"\x12\x34\x18\x00\x00\x01\x00\x00\x00\x00\x00\x01" + asked + "\xc0\x0c" + nbRecord, false, nil},
		"empty":                     {"", false, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := NetBIOS.Parse([]byte(test.msg), nil)
			if diff := cmp.Diff(test.want, m.Records, compareAddrs); diff != "" || m.OK != test.ok {
				t.Errorf("OK %v\n%s", m.OK, diff)
			}
			wantPrefixes(t, NetBIOS, []byte(test.msg), m.Records)
		})
	}
}
