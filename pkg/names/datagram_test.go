package names

import (
	"strings"
	"testing"
)

// datagram is a message to the local browsers from a NetBIOS name and the host at
// 192.168.7.10.
func datagram(name string) []byte {
	return []byte("\x11\x02\x80\x01\xc0\xa8\x07\x0a\x00\x8a\x00\xbb\x00\x00\x20" + name + "\x00" + // group, flags, id, address, port 138, length, offset
		"\x20" + netbiosName("WORKGROUP", 0x1d) + "\x00" + "\xffSMB")
}

// netbiosName is a name in its first-level encoding.
func netbiosName(name string, suffix byte) string {
	var b strings.Builder
	for _, c := range append([]byte(name+strings.Repeat(" ", 15-len(name))), suffix) {
		b.WriteByte('A' + c>>4)
		b.WriteByte('A' + c&15)
	}
	return b.String()
}

func TestDatagram(t *testing.T) {
	good := datagram(netbiosName("NAS", 0x00))
	for _, test := range []struct {
		name string
		msg  []byte
		ok   bool
		want string
	}{
		{"of a workstation", good, true, "nas"},
		{"of a file server", datagram(netbiosName("NAS", 0x20)), true, "nas"},
		{"of a browser election", datagram(netbiosName("WORKGROUP", 0x1e)), true, ""},
		{"of no name", datagram(strings.Repeat("Z", 32)), true, ""},
		{"from nowhere", append([]byte("\x11\x02\x80\x01\x00\x00\x00\x00"), good[8:]...), true, ""},
		{"an error", append([]byte("\x13"), good[1:]...), false, ""},
	} {
		m := Service.Parse(NetBIOSDatagram, test.msg, nil)
		got := ""
		for _, r := range m.Records {
			if got += r.Name; r.Addr.String() != "192.168.7.10" || r.Via != ViaNetBIOS || r.TTL != NoTTL {
				t.Errorf("%s: %+v", test.name, r)
			}
		}
		if m.OK != test.ok || got != test.want {
			t.Errorf("%s: %v, %q; want %v, %q", test.name, m.OK, got, test.ok, test.want)
		}
	}
	const header = 14 + 1 + 32
	for n := range good {
		if m := NetBIOSDatagram.Parse(good[:n:n], nil); m.OK != (n >= header) || len(m.Records) > 0 != m.OK {
			t.Errorf("cut to %d bytes: %+v", n, m)
		}
	}
}
