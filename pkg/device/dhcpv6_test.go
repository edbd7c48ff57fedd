package device

import "testing"

func TestParseDHCPv6(t *testing.T) {
	const (
		solicit  = "\x01\xab\xcd\xef"
		reply    = "\x07\xab\xcd\xef"
		clientID = "\x00\x01\x00\x0a\x00\x03\x00\x01\x00\x00\x5e\x00\x53\x23"
		fqdn     = "\x00\x27\x00\x0d\x01\x05Annas\x05phone" // flags, labels; the last one's end is missing
		class    = "\x00\x10\x00\x0e\x00\x00\x01\x37\x00\x08MSFT 5.0"
	)
	for _, test := range []struct {
		name, msg string
		want      Hint
		ok        bool
	}{
		{"name and class", solicit + clientID + fqdn + class, Hint{Name: "Annas", Class: "MSFT 5.0", Source: FromDHCP}, true},
		{"neither", solicit + clientID, Hint{Source: FromDHCP}, true},
		{"empty options", solicit + "\x00\x27\x00\x00" + "\x00\x10\x00\x00", Hint{Source: FromDHCP}, true},
		{"an option longer than the message", solicit + class + "\x00\x27\xff\xff\x01\x05Annas", Hint{Class: "MSFT 5.0", Source: FromDHCP}, true},
		{"a server's", reply + fqdn, Hint{}, false},
	} {
		if got, ok := parseDHCPv6([]byte(test.msg)); got != test.want || ok != test.ok {
			t.Errorf("%s: %+v, %v; want %+v, %v", test.name, got, ok, test.want, test.ok)
		}
	}
	whole := solicit + fqdn
	for n := range len(whole) {
		if h, ok := parseDHCPv6([]byte(whole[:n])); ok != (n >= 4) || h.Name != "" {
			t.Errorf("cut to %d bytes: %+v, %v", n, h, ok)
		}
	}
}
