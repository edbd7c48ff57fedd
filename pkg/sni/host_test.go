package sni

import (
	"strings"
	"testing"
)

func TestParseHost(t *testing.T) {
	label := strings.Repeat("a", 63)
	long := strings.Join([]string{label, label, label, strings.Repeat("a", 61)}, ".") // 253 bytes
	for _, c := range []struct {
		name, in, want string
		addr           bool
	}{
		{"as it should be", "www.vendor.example", "www.vendor.example", false},
		{"upper case", "WWW.Vendor.EXAMPLE", "www.vendor.example", false},
		{"trailing dot", "www.vendor.example.", "www.vendor.example", false},
		{"two trailing dots", "www.vendor.example..", "", false},
		{"port", "www.vendor.example:8443", "www.vendor.example", false},
		{"trailing dot and port", "www.vendor.example.:8443", "www.vendor.example", false},
		{"empty port", "www.vendor.example:", "www.vendor.example", false},
		{"no number for a port", "www.vendor.example:http", "", false},
		{"white space around", " \twww.vendor.example ", "www.vendor.example", false},
		{"white space within", "www vendor.example", "", false},
		{"underscore", "_sip._tls.vendor.example", "_sip._tls.vendor.example", false},
		{"hyphens", "r3---sn-.vendor.example", "r3---sn-.vendor.example", false},
		{"one label", "localhost", "localhost", false},
		{"a label of digits", "360.example", "360.example", false},
		{"last label of digits", "vendor.360", "", false},
		{"U-label", "bücher.example", "xn--bcher-kva.example", false},
		{"A-label", "xn--bcher-kva.example", "xn--bcher-kva.example", false},
		{"invalid UTF-8", "b\xfccher.example", "", false},
		{"wildcard", "*.vendor.example", "", false},
		{"empty", "", "", false},
		{"dot", ".", "", false},
		{"empty label", "www..example", "", false},
		{"leading dot", ".vendor.example", "", false},
		{"longest label", label + ".example", label + ".example", false},
		{"label too long", "a" + label + ".example", "", false},
		{"longest name", long, long, false},
		{"longest name and dot", long + ".", long, false},
		{"name too long", "a" + long, "", false},
		{"escape sequence", "www.\x1b[31m.example", "", false},
		{"zero byte", "www.vendor.example\x00", "", false},
		{"IPv4 address", "192.0.2.1", "192.0.2.1", true},
		{"IPv4 address and port", "192.0.2.1:80", "192.0.2.1", true},
		{"IPv4 address out of range", "192.0.2.256", "", false},
		{"IPv6 address", "2001:DB8::1", "2001:db8::1", true},
		{"IPv6 address in brackets", "[2001:db8::1]", "2001:db8::1", true},
		{"IPv6 address in brackets and port", "[2001:db8::1]:443", "2001:db8::1", true},
		{"IPv6 address and zone", "[fe80::1%25eth0]", "fe80::1", true},
		{"brackets around a name", "[www.vendor.example]", "", false},
		{"open bracket", "[2001:db8::1", "", false},
	} {
		got, ok := parseHost([]byte(c.in), ViaSNI)
		want := Name{Host: c.want, Via: ViaSNI, IsAddr: c.addr}
		if ok != (c.want != "") || ok && got != want {
			t.Errorf("%s: parseHost(%q) = %+v, %v; want %+v", c.name, c.in, got, ok, want)
		}
	}
}

// FuzzParseHost holds for any bytes: what is reported is a hostname or an address, and
// stays the same when parsed again.
func FuzzParseHost(f *testing.F) {
	for _, s := range []string{"www.vendor.example.:8443", "[2001:db8::1]:443", "192.0.2.1", "bücher.example"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		name, ok := parseHost(b, ViaHTTP)
		if !ok {
			return
		}
		if len(name.Host) == 0 {
			t.Errorf("parseHost(%q) = %q", b, name.Host)
		}
		if again, ok := parseHost([]byte(name.Host), ViaHTTP); !ok || again != name {
			t.Errorf("parseHost(%q) = %+v; parsed again %+v", b, name, again)
		}
	})
}
