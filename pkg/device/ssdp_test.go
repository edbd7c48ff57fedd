package device

import "testing"

func TestParseSSDP(t *testing.T) {
	for _, test := range []struct {
		name, msg, want string
		ok              bool
	}{
		{"an announcement", "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nSERVER: Linux/5.4 UPnP/1.0 Speaker/57.3 (S9)\r\nNTS: ssdp:alive\r\n\r\n", "Speaker/57.3 (S9)", true},
		{"an answer", "HTTP/1.1 200 OK\r\nserver:Linux/2.6, UPnP/1.0, Lamp/1.26\r\n\r\n", "Lamp/1.26", true},
		{"a server in its own form", "HTTP/1.1 200 OK\r\nSERVER: Lamp\r\n\r\n", "Lamp", true},
		{"a server that is UPnP and nothing else", "HTTP/1.1 200 OK\r\nSERVER: Linux UPnP/1.0\r\n\r\n", "", true},
		{"no server", "NOTIFY * HTTP/1.1\r\nNTS: ssdp:byebye\r\n\r\n", "", true},
		{"a search", "M-SEARCH * HTTP/1.1\r\nSERVER: Phone\r\n\r\n", "", true},
		{"cut inside", "NOTIFY * HTTP/1.1\r\nSERVER: Linux/5.4 UPnP/1.0 Spe", "Spe", true},
		{"something else", "GET / HTTP/1.1\r\nSERVER: x\r\n\r\n", "", false},
		{"nothing", "", "", false},
	} {
		if h, ok := parseSSDP([]byte(test.msg)); h.Product != test.want || ok != test.ok || h.Name != "" {
			t.Errorf("%s: %+v, %v; want %q, %v", test.name, h, ok, test.want, test.ok)
		}
	}
}
