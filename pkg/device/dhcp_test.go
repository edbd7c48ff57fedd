package device

import (
	"net/netip"
	"strings"
	"testing"
)

// bootp is the fixed part of a DHCP message of the phone's: an operation (1 is a
// client's), the client's address and that it is given.
func bootp(op byte, client, given string) string {
	addr := func(s string) string {
		a := netip.MustParseAddr(s).As4()
		return string(a[:])
	}
	return string(op) + "\x01\x06\x00" + "\xde\xad\xbe\xef" + "\x00\x00\x00\x00" + // Ethernet, 6 bytes, hops; transaction; seconds, flags
		addr(client) + addr(given) + addr("192.168.7.1") + addr("0.0.0.0") + // next server, relay
		string(phone[:]) + strings.Repeat("\x00", 10+64+128) + // server's name, boot file
		"\x63\x82\x53\x63"
}

const (
	discover = "\x35\x01\x01"
	ack      = "\x35\x01\x05"
	nak      = "\x35\x01\x06"
	ends     = "\xff"
	none     = "0.0.0.0"
)

func TestParseDHCP(t *testing.T) {
	lease := netip.MustParseAddr("192.168.7.23")
	for _, test := range []struct {
		name, msg string
		want      Hint
		ok        bool
	}{
		{"a client without an address", bootp(1, none, none) + discover + "\x0c\x05Annas" + "\x3c\x0fandroid-dhcp-14" + ends,
			Hint{MAC: phone, Name: "Annas", Class: "android-dhcp-14"}, true},
		{"a client that renews", bootp(1, "192.168.7.23", none) + "\x0c\x05Annas" + ends, Hint{MAC: phone, Addr: lease, Name: "Annas"}, true},
		{"an acknowledgement", bootp(2, none, "192.168.7.23") + ack + "\x0c\x05Annas" + "\x3c\x06server" + ends, Hint{MAC: phone, Addr: lease, Name: "Annas"}, true},
		{"an offer or a refusal is no lease", bootp(2, none, "192.168.7.23") + nak + ends, Hint{MAC: phone}, true},
		{"padding between options", bootp(1, none, none) + "\x00\x00\x0c\x05Annas\x00" + ends, Hint{MAC: phone, Name: "Annas"}, true},
		{"a name that ends with zero", bootp(1, none, none) + "\x0c\x08Annas \x00x" + ends, Hint{MAC: phone, Name: "Annas"}, true},
		{"a full name in DNS's form", bootp(1, none, none) + "\x51\x0e\x04\x00\x00\x05Annas\x04home\x00" + ends, Hint{MAC: phone, Name: "Annas"}, true},
		{"a full name as text", bootp(1, none, none) + "\x51\x0d\x00\x00\x00Annas.home" + ends, Hint{MAC: phone, Name: "Annas"}, true},
		{"a host name before a full one", bootp(1, none, none) + "\x51\x08\x00\x00\x00other" + "\x0c\x05Annas" + ends, Hint{MAC: phone, Name: "Annas"}, true},
		{"a full name that is cut off", bootp(1, none, none) + "\x51\x05\x04\x00\x00\x05A" + ends, Hint{MAC: phone}, true},
		{"options without an end", bootp(1, none, none) + "\x0c\x05Annas", Hint{MAC: phone, Name: "Annas"}, true},
		{"an option longer than the message", bootp(1, none, none) + "\x0c\x05Annas" + "\x3c\xffandroid", Hint{MAC: phone, Name: "Annas"}, true},
		{"no Ethernet", "\x01\x20" + bootp(1, none, none)[2:] + "\x0c\x05Annas" + ends, Hint{Name: "Annas"}, true},
		{"BOOTP, without the cookie", bootp(1, none, none)[:236] + "\x00\x00\x00\x00", Hint{}, false},
		{"another operation", bootp(3, none, none) + ends, Hint{}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := parseDHCP([]byte(test.msg))
			if test.ok {
				test.want.Source = FromDHCP
			}
			if got != test.want || ok != test.ok {
				t.Errorf("%+v, %v; want %+v, %v", got, ok, test.want, test.ok)
			}
		})
	}
	whole := bootp(1, none, none) + "\x0c\x05Annas" + ends
	for n := range len(whole) {
		if h, ok := parseDHCP([]byte(whole[:n])); ok != (n >= 240) || h.Name != "" && n < len(whole)-1 {
			t.Errorf("cut to %d bytes: %+v, %v", n, h, ok)
		}
	}
}
