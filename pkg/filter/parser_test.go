package filter

import (
	"slices"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
)

// program compiles an expression for Ethernet.
func program(t *testing.T, expr string) Program {
	t.Helper()
	f, err := Parse(expr)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Program(capture.LinkEthernet)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestGrammar compares expressions with what they are short for.
func TestGrammar(t *testing.T) {
	for expr, long := range map[string]string{
		"tcp port 80 or 443":                              "tcp port 80 or tcp port 443",
		"tcp port (80 or 443)":                            "tcp port 80 or tcp port 443",
		"tcp port (80 or not 443)":                        "tcp port 80 or not tcp port 443",
		"src host 192.0.2.1 or 192.0.2.2 and not 3":       "(src host 192.0.2.1 or src host 192.0.2.2) and not src host 3",
		"not host 192.0.2.1 and 192.0.2.2":                "(not host 192.0.2.1) and host 192.0.2.2",
		"port 80 or (host 192.0.2.1 or 192.0.2.2) or 443": "port 80 or host 192.0.2.1 or host 192.0.2.2 or port 443",
		"ip or arp and tcp":                               "(ip or arp) and tcp",
		"ip or (arp and tcp)":                             "ip or (arp and (tcp))",
		"! (! ip)":                                        "ip",
		"((80)) = 80":                                     "80 = 80",
		"src or dst port 53":                              "port 53",
		"dst or src 192.0.2.1":                            "host 192.0.2.1",
		"dst and src port 53":                             "src and dst port 53",
		"src 192.0.2.1":                                   "src host 192.0.2.1",
		"ip src 192.0.2.1":                                "ip src host 192.0.2.1",
		"host 192.0.2":                                    "net 192.0.2.0/24",
		"net 10":                                          "net 10.0.0.0/8",
		"net 0xc0a8":                                      "net 192.168.0.0/16",
		"net 192.0.2.0 mask 255.255.255.0":                "net 192.0.2.0/24",
		"net 192.0.2.0 mask 255.255.255.0 or 10.0.0.0/8":  "net 192.0.2.0/24 or net 10.0.0.0/8",
		"host 2001:db8::1/128":                            "host 2001:db8::1",
		"portrange 90-80":                                 "portrange 80-90",
		"portrange http-https":                            "portrange 80-443",
		"portrange ftp-ssh":                               "tcp portrange 21-22",
		"port domain":                                     "port 53",
		"port http":                                       "tcp port 80",
		"tcp port domain":                                 "tcp port 53",
		`ip proto \tcp`:                                   "ip proto 6",
		"ip proto TCP":                                    "ip proto 6",
		`proto \esp`:                                      "esp",
		`ether proto \ip6`:                                "ip6",
		"ether host 0:0:5e:0:53:1":                        "ether host 0000.5e00.5301",
		"less 100":                                        "len <= 100",
		"greater (100)":                                   "length >= 100",
		"ip[0] + 1 * 2 = 3":                               "ip[0] + (1 * 2) == 3",
		"ip[0] - 1 - 2 = 3":                               "(ip[0] - 1) - 2 = 3",
		"ip[0] & 3 | 4 = 3":                               "(ip[0] & 3) | 4 = 3",
		"ip[0] << 1 + 2 = 3":                              "ip[0] << (1 + 2) = 3",
		"ip[0] % 3 + 1 = 1":                               "ip[0] % 4 = 1", // libpcap's % has no precedence
		"ip[0] + 3 ^ 2 = 1":                               "ip[0] + 1 = 1", // nor has ^
		"ip[0] * 3 % 2 + 2 = 1":                           "ip[0] * (3 % 4) = 1",
		"- ip[0] = 5":                                     "0 - ip[0] = 5",
		"-5 + ip[0] = 5":                                  "(0 - 5) + ip[0] = 5",
		"ip[-3] = 5":                                      "ip and ether[11] = 5",
		"tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn":     "tcp[13] & 18 = 2",
	} {
		if got, want := program(t, expr), program(t, long); !slices.Equal(got, want) {
			t.Errorf("%s: %v\n%s: %v", expr, got, long, want)
		}
	}
	all := Program{{Op: opReturn, K: wholeFrame}, {Op: opReturn}}
	for _, expr := range []string{"", "  "} {
		if got := program(t, expr); !slices.Equal(got, all) {
			t.Errorf("%q: %v", expr, got)
		}
	}
}
