package filter

import (
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
)

// TestRefused has everything that is refused, whatever the link type.
func TestRefused(t *testing.T) {
	for expr, want := range map[string]string{
		// The grammar.
		"and tcp":                       "»and« tcp: expected a condition, such as host 192.0.2.1 or tcp port 443",
		"tcp and":                       "tcp and»«: expected a condition, such as host 192.0.2.1 or tcp port 443",
		"not":                           "not»«: expected a condition, such as host 192.0.2.1 or tcp port 443",
		"tcp)":                          "tcp»)«: expected and, or, or the end",
		"(tcp":                          "(tcp»«: expected )",
		"tcp prot 80":                   "tcp »prot« 80: say what it is of tcp: host, port, proto …",
		"tcp 80":                        "tcp »80«: say what it is of tcp: host, port, proto …",
		"192.0.2.1":                     "»192.0.2.1«: say what it is: host, net, port, proto …",
		"(port 80) or 443":              "(port 80) or »443«: say what it is: host, net, port, proto …",
		"vlan 5 and 6":                  "vlan 5 and »6«: say what it is: host, net, port, proto …",
		"tcp port 80 443":               "tcp port 80 »443«: expected and, or, or the end",
		"tcp port":                      "tcp port»«: expected a port, as in 443",
		"port 80 = 80":                  "port 80 »=« 80: expected and, or, or the end",
		"port (80":                      "port (80»«: expected )",
		"dst":                           "dst»«: expected an address, as in 192.0.2.1",
		"src or port 5":                 "src or »port« 5: expected dst",
		"link":                          "»link«: alone it selects nothing; say host, proto, broadcast … behind it",
		"port #80":                      "port »#«80: no expression has this character",
		"host $5":                       "host »$«5: no expression has this character",
		`ip proto \`:                    `ip proto »\«: no expression has this character`,
		"port 080":                      "port »080«: not a number of 32 bits: 80, 0x50 or 0120",
		"len > 4294967296":              "len > »4294967296«: not a number of 32 bits: 80, 0x50 or 0120",
		strings.Repeat("(", 300) + "ip": "…" + strings.Repeat("(", 40) + "»(«" + strings.Repeat("(", 40) + "…: nested too deep",

		// Names.
		"host www.example":       "host »www.example«: names of hosts are not looked up; write the address",
		"src www.example":        "src »www.example«: names of hosts are not looked up; write the address",
		"ether host www.example": "ether host »www.example«: names of hosts are not looked up; write the address",
		"net example":            "net »example«: names of networks are not looked up; write 192.0.2.0/24",
		"port nonesuch":          "port »nonesuch«: no service whose port is known here; write the number",
		"portrange a-b":          "portrange »a-b«: expected two ports, as in 6000-6010",
		"portrange 6000-70000":   "portrange »6000-70000«: expected two ports, as in 6000-6010",
		"ip proto nonesuch":      "ip proto »nonesuch«: no protocol known here; write its number",
		`ether proto \tcp`:       `ether proto »\tcp«: no protocol known here; write its number`,
		"ip proto tcp":           `ip proto »tcp«: a keyword; as the name of a protocol it is \tcp`,
		"port tcp":               "port »tcp«: expected a port, as in 443",

		// Addresses and ports, and what is before them.
		"host 192.0.2.256":       "host »192.0.2.256«: not an IPv4 address",
		"host 10.0.0.0/8":        "host »10.0.0.0/8«: a network; say net",
		"net 10.0.0.1/8":         "net »10.0.0.1/8«: bits are set behind the prefix",
		"net 10.0.0.0/33":        "net 10.0.0.0/»33«: a prefix has at most 32 bits",
		"net 10.0.0.0 mask 255":  "net 10.0.0.0 mask »255«: expected a mask, as in 255.255.255.0",
		"net 2001:db8::1/64":     "net »2001:db8::1/64«: bits are set behind the prefix",
		"net 2001:db8::/129":     "net 2001:db8::/»129«: a prefix has at most 128 bits",
		"port 192.0.2.1":         "port »192.0.2.1«: an address, but port is before it",
		"port 2001:db8::1":       "port »2001:db8::1«: an address, but port is before it",
		"port 65536":             "port »65536«: a port is at most 65535",
		"ip6 host 192.0.2.1":     "ip6 host »192.0.2.1«: not an IPv6 address, which is what ip6 wants",
		"ip host 2001:db8::1":    "ip host »2001:db8::1«: an IPv6 address goes with ip6, not with ip",
		"tcp host 192.0.2.1":     "tcp host »192.0.2.1«: an address goes with ip, arp or rarp, not with tcp; say tcp and host …",
		"ether host 192.0.2.1":   "ether host »192.0.2.1«: not a MAC address, which is what ether wants",
		"host 00:00:5e:00:53:01": "host »00:00:5e:00:53:01«: a MAC address goes with ether host, ether src or ether dst",
		"ra 192.0.2.1":           "ra »192.0.2.1«: ra is for the MAC addresses of Wi-Fi: wlan ra",
		"icmp port 5":            "icmp port »5«: ports go with tcp, udp and sctp, not with icmp",
		"udp port http":          "udp port »http«: a service of another protocol than udp",
		"tcp proto 5":            "tcp proto »5«: proto goes with ether, ip and ip6, not with tcp",
		"ip6 broadcast":          "»ip6 broadcast«: ip6 has no broadcast",
		"tcp multicast":          "»tcp multicast«: tcp has no multicast",
		"vlan 4096":              "vlan »4096«: vlan has at most 4095",
		"mpls 1048576":           "mpls »1048576«: mpls has at most 1048575",
		"pppoes (65536)":         "pppoes »(65536)«: pppoes has at most 65535",
		"type nonesuch":          "type »nonesuch«: 802.11 has no such frames",
		"type 5":                 "type »5«: 802.11 has no such frames",
		"subtype 5":              "subtype »5«: 802.11 has no such frames",
		"type mgt subtype ack":   "type mgt subtype »ack«: a subtype of another type",
		"dir tcp":                "dir »tcp«: 802.11 has no such frames",

		// Arithmetic.
		"ip[0]":         "»ip[0]«: expected a comparison, as in ip[0] & 0xf > 5",
		"(ip[0] + 1)":   "»(ip[0] + 1)«: expected a comparison, as in ip[0] & 0xf > 5",
		"len and tcp":   "»len« and tcp: expected a comparison, as in ip[0] & 0xf > 5",
		"ip[0":          "ip[0»«: expected ]",
		"ip[] = 1":      "ip[»]« = 1: expected a number, len, or a field such as ip[0]",
		"ip[0:3] = 1":   "ip[0:»3«] = 1: a field has 1, 2 or 4 bytes",
		"ip[0] = tcp":   "ip[0] = »tcp«: expected a number, len, or a field such as ip[0]",
		"ip[0] = 1 = 2": "ip[0] = 1 »=« 2: expected and, or, or the end",
		"ah[0] = 1":     "»ah«[0] = 1: its fields cannot be taken; those of ip, tcp, link and others can",
		"ip[0] / 0 = 1": "ip[0] / »0« = 1: division by zero",
		"ip[0] % 0 = 1": "ip[0] % »0« = 1: division by zero",
		"1 << 32 = 1":   "1 << »32« = 1: a shift by more than 31 bits",
		"less tcp":      "less »tcp«: expected a number",

		// tcpdump's that are not supported.
		"gateway host":     "»gateway« host: not supported: a gateway is known by name only; say ether host MAC and not host ADDRESS",
		"ip protochain 6":  "ip »protochain« 6: not supported: it needs a program with loops; say proto, which looks at the first header",
		"byte 0 = 1":       "»byte« 0 = 1: not supported: say link[OFFSET] = VALUE",
		"geneve":           "»geneve«: not supported: filters do not look into Geneve; say udp port 6081",
		"llc":              "»llc«: not supported: say ether[12:2] <= 1500",
		"decnet host 10.1": "decnet host »10.1«: an address goes with ip, arp or rarp, not with decnet; say decnet and host …",
	} {
		_, err := Parse(expr)
		if err == nil || err.Error() != "filter: "+want {
			t.Errorf("%s:\n  %v, want\n  filter: %s", expr, err, want)
		}
	}
}

// TestRefusedKeywords has each keyword that is refused where it may stand.
func TestRefusedKeywords(t *testing.T) {
	for word, why := range refusals {
		for _, expr := range []string{word, "ip and " + word, word + " 5"} {
			_, err := Parse(expr)
			if err == nil || !strings.HasSuffix(err.Error(), "not supported: "+why) || !strings.Contains(err.Error(), "»") {
				t.Errorf("%s: %v", expr, err)
			}
		}
	}
}

// TestRefusedByLink has what frames of a link type do not tell.
func TestRefusedByLink(t *testing.T) {
	for _, c := range []struct {
		link       capture.LinkType
		expr, want string
	}{
		{capture.LinkRaw, "tcp or ether host 00:00:5e:00:53:01", "tcp or ether host »00:00:5e:00:53:01«: frames of link type RAW have no MAC addresses"},
		{capture.LinkRaw, "broadcast", "»broadcast«: frames of link type RAW have no MAC addresses"},
		{capture.LinkRaw, "ether multicast", "»ether multicast«: frames of link type RAW have no MAC addresses"},
		{capture.LinkEthernet, "wlan addr1 00:00:5e:00:53:01", "wlan addr1 »00:00:5e:00:53:01«: frames of link type EN10MB have no addr1"},
		{capture.LinkEthernet, "type mgt", "»type« mgt: frames of link type EN10MB are not of 802.11"},
		{capture.LinkEthernet, "dir tods", "»dir« tods: frames of link type EN10MB are not of 802.11"},
		{capture.LinkEthernet, "radio[0] = 0", "»radio[0]« = 0: frames of link type EN10MB have no radio header"},
		{capture.LinkEthernet, "inbound", "»inbound«: frames of link type EN10MB do not tell their direction"},
		{capture.LinkEthernet, "ifindex 1", "»ifindex« 1: frames of link type EN10MB do not tell their interface"},
		{capture.LinkRaw, "vlan 5", "»vlan« 5: no VLAN is looked for in frames of link type RAW"},
		{capture.LinkRaw, "mpls", "»mpls«: no MPLS is looked for in frames of link type RAW"},
		{capture.LinkEthernet, "mpls and vlan", "mpls and »vlan«: no VLAN is looked for behind MPLS"},
		{capture.LinkEthernet, "mpls and arp", "mpls and »arp«: behind MPLS only IPv4 and IPv6 are looked for"},
		{capture.LinkNFLog, "port 53", "port »53«: what frames of link type NFLOG carry cannot be told; only len, less, greater and link[...] can"},
		{capture.LinkEthernet, "ip[0xfffffff0] = 1", "»ip[0xfffffff0]« = 1: no frame has a byte there"},
		{capture.LinkRaw, "ip[-1] = 1", "»ip[-1]« = 1: no frame has a byte there"},
		{capture.LinkEthernet, nested("ip[%s]", "ip[0]", 14) + " = 0", ""},
		{capture.LinkEthernet, nested("(ip[0]+%s)", "ip[0]", 14) + " = 0", "a program has only 16 words of memory to compute with"},
	} {
		f, err := Parse(c.expr)
		if err != nil {
			t.Error(err)
			continue
		}
		_, err = f.Program(c.link)
		if c.want == "" && err == nil {
			continue
		}
		if err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%s:\n  %v, want\n  filter: %s", c.expr, err, c.want)
		}
		if _, again := f.Program(c.link); again != err {
			t.Errorf("%s: %v, the second time %v", c.expr, err, again)
		}
	}
	for _, expr := range []string{"len > 100", "link[0] = 5 or less 60"} {
		f, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Program(capture.LinkBluetoothH4); err != nil {
			t.Error(err)
		}
	}
}

// nested returns inner in n formats.
func nested(format, inner string, n int) string {
	for range n {
		inner = strings.Replace(format, "%s", inner, 1)
	}
	return inner
}

// TestErrorContext has long expressions shortened between letters.
func TestErrorContext(t *testing.T) {
	text := strings.Repeat("ö", 30) + "x" + strings.Repeat("ä", 30)
	got := errorAt(text, span{60, 61}, "why").Error()
	if want := "filter: …" + strings.Repeat("ö", 20) + "»x«" + strings.Repeat("ä", 20) + "…: why"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
