package filter

import (
	"fmt"
	"strings"
	"testing"
)

// String is "kind text" for tests.
func (t token) String() string {
	kind := [...]string{"end", "symbol", "keyword", "name", "number", "ipv4", "ipv6", "mac"}[t.kind]
	switch t.kind {
	case eof:
		return kind
	case number:
		return fmt.Sprint(kind, " ", t.num)
	case mac:
		return fmt.Sprintf("%s %x", kind, t.mac)
	case ipv6:
		return kind + " " + t.addr.String()
	}
	return kind + " " + t.text
}

func TestScan(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		" \t\r\n":                              "",
		"tcp and not port 80":                  "keyword tcp, keyword and, keyword not, keyword port, number 80",
		"tcp&&!port 80||ip":                    "keyword tcp, symbol and, symbol not, keyword port, number 80, symbol or, keyword ip",
		"ether wlan link":                      "keyword link, keyword link, keyword link",
		"0x1F 017 0":                           "number 31, number 15, number 0",
		"tcpflags tcp-syn icmp6-echo":          "number 13, number 2, number 128",
		"ip[0]&0xf>=5":                         "keyword ip, symbol [, number 0, symbol ], symbol &, number 15, symbol >=, number 5",
		"a<b<<c==d!=e":                         "name a, symbol <, name b, symbol <<, name c, symbol =, name d, symbol !=, name e",
		"10.0.0.1 10.1 1.2.3.4.5 1.2.x":        "ipv4 10.0.0.1, ipv4 10.1, name 1.2.3.4.5, name 1.2.x",
		"10.0.0.0/8":                           "ipv4 10.0.0.0, symbol /, number 8",
		"6000-6010 ftp-data a_b-":              "name 6000-6010, name ftp-data, name a_b, symbol -",
		`\tcp \6x!`:                            "name tcp, name 6x, symbol not",
		"2001:db8::1/64":                       "ipv6 2001:db8::1, symbol /, number 64",
		"::":                                   "ipv6 ::",
		"::ffff:192.0.2.1":                     "ipv6 ::ffff:192.0.2.1",
		"1:2:3:4:5:6:7:8":                      "ipv6 1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6":                          "mac 010203040506",
		"00:00:5e:00:53:01":                    "mac 00005e005301",
		"00-00-5e-00-53-01 0000.5e00.5301":     "mac 00005e005301, mac 00005e005301",
		"0.0.5e.0.53.1 00005E005301":           "mac 00005e005301, mac 00005e005301",
		"00-00-5e-00-53-01-02 0000.5e00.5301x": "name 00-00-5e-00-53-01-02, name 0000.5e00.5301x",
		"ip[0:2] ether[6:4]":                   "keyword ip, symbol [, number 0, symbol :, number 2, symbol ], keyword link, symbol [, number 6, symbol :, number 4, symbol ]",
		"www.example":                          "name www.example",
	} {
		tokens, err := scan(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got []string
		for _, token := range tokens[:len(tokens)-1] {
			got = append(got, token.String())
			if token.start < 0 || token.end > len(text) || token.start >= token.end {
				t.Errorf("%s: %v at %v", text, token, token.span)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s:\n  %s, want\n  %s", text, strings.Join(got, ", "), want)
		}
	}
}
