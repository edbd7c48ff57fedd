package sni

import (
	"slices"
	"strings"
	"testing"
)

func TestHTTP(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes string
		want  string // hosts
		proxy bool
	}{
		{"usual", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"bare line feeds", "GET / HTTP/1.1\nHost: a.example\n\n", "a.example", false},
		{"field name in upper case", "GET / HTTP/1.1\r\nHOST:a.example\r\n\r\n", "a.example", false},
		{"white space around the value", "GET / HTTP/1.1\r\nHost: \t a.example \t\r\n\r\n", "a.example", false},
		{"white space before the colon", "GET / HTTP/1.1\r\nHost : a.example\r\n\r\n", "a.example", false},
		{"value on the next line", "GET / HTTP/1.1\r\nHost:\r\n a.example\r\n\r\n", "a.example", false},
		{"continuation of another field", "GET / HTTP/1.1\r\nX: y\r\n Host: b.example\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"field after an empty host is no continuation", "GET / HTTP/1.1\r\nHost:\r\nX: y\r\n b.example\r\n\r\n", "", false},
		{"first host wins", "GET / HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n", "a.example", false},
		{"host without its line's end", "GET / HTTP/1.1\r\nHost: a.examp", "", false},
		{"host and port, line's end lost", "GET / HTTP/1.1\r\nHost: a.example:8", "a.example", false},
		{"host and carriage return, line feed lost", "GET / HTTP/1.1\r\nHost: a.example\r", "a.example", false},
		{"IPv6 address, line's end lost", "GET / HTTP/1.1\r\nHost: 2001:db8:", "", false},
		{"port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", "a.example", false},
		{"address", "GET / HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n\r\n", "2001:db8::1", false},
		{"no host", "GET / HTTP/1.0\r\n\r\n", "", false},
		{"nonsense for a host", "GET / HTTP/1.1\r\nHost: <script>\r\n\r\n", "", false},
		{"any method", "M-SEARCH * HTTP/1.1\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"spaces in the target", "GET /a b c HTTP/1.1\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"no target", "GET HTTP/1.1\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"no version", "GET /a?b=c\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"absolute target wins", "GET http://user:pass@b.example:80/x?y#z HTTP/1.1\r\nHost: a.example\r\n\r\n", "b.example", true},
		{"absolute target without a path", "GET http://b.example?x=/@y HTTP/1.1\r\nHost: a.example\r\n\r\n", "b.example", true},
		{"URI in a query", "GET /?u=http://b.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"CONNECT to an address", "CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n", "192.0.2.1 a.example", true},
		{"CONNECT, then HTTP", "CONNECT b.example:80 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "b.example a.example", true},
		{"body that looks like a request", "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 37\r\n\r\nGET / HTTP/1.1\r\nHost: no.example\r\n\r\nx\nGET / HTTP/1.1\r\nHost: b.example\r\n\r\n", "a.example b.example", false},
		{"chunked wins over a length", "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "a.example", false},
		{"same host in other letters and with a port", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET / HTTP/1.1\r\nHost: A.example:80\r\n\r\n", "a.example", false},
		{"back to the first host", strings.Repeat("GET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET / HTTP/1.1\r\nHost: b.example\r\n\r\n", 3), "a.example b.example", false},
		{"WebSocket", "GET / HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\n\r\nGET / HTTP/1.1\r\nHost: no.example\r\n\r\n", "a.example", false},
		{"upgrade to HTTP/2", "GET / HTTP/1.1\r\nHost: a.example\r\nUpgrade: h2c\r\n\r\n" + string(http2Request("b.example")), "a.example b.example", false},
		{"negative length", "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: -5\r\n\r\nGET / HTTP/1.1\r\nHost: b.example\r\n\r\n", "a.example b.example", false},
		{"length beyond all bounds", "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 9223372036854775807\r\n\r\nGET / HTTP/1.1\r\nHost: b.example\r\n\r\n", "a.example b.example", false},
		{"chunk beyond all bounds", "POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", "a.example", false},
		{"a mail client is no HTTP", "EHLO a.example\r\nHost: b.example\r\n\r\n", "", false},
	} {
		var r Reader
		var hosts []string
		for _, n := range read(&r, []byte(c.bytes)) {
			hosts = append(hosts, n.Host)
		}
		if got := strings.Join(hosts, " "); got != c.want || r.Proxy() != c.proxy {
			t.Errorf("%s: hosts %q, proxy %v; want %q, %v", c.name, got, r.Proxy(), c.want, c.proxy)
		}
	}
}

// A body that need not be seen is skipped, not waited for.
func TestHTTPSkipsBody(t *testing.T) {
	var r Reader
	head := []byte("PUT / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1000000\r\n\r\n")
	n, more, _ := r.Read(append(slices.Clone(head), "some of it"...), nil)
	if n != len(head)+1_000_000 || !more {
		t.Fatalf("Read = %d, %v; want %d, true", n, more, len(head)+1_000_000)
	}
	if _, _, names := r.Read([]byte("GET / HTTP/1.1\r\nHost: b.example\r\n\r\n"), nil); len(names) != 1 || names[0].Host != "b.example" {
		t.Errorf("after the body: %v", names)
	}
}

// A body without a known end: the next request is found at a later read's start.
func TestHTTPResynchronises(t *testing.T) {
	var r Reader
	names := read(&r, []byte("POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: gzip\r\n\r\n"), []byte("\x1f\x8bGET / "), []byte("more of it"),
		[]byte("POST /next HTTP/1.1\r\nHost: b.example\r\n\r\n"))
	if len(names) != 2 || names[1].Host != "b.example" {
		t.Errorf("names %v", names)
	}
}

// A proxy's client that asks for ever more hosts does not make the Reader grow without end.
func TestHTTPHostsBounded(t *testing.T) {
	var r Reader
	var names []Name
	more := true
	for i := 0; more; i++ {
		request := "GET / HTTP/1.1\r\nHost: " + strings.Repeat("a", 1+i%50) + "." + strings.Repeat("b", 1+i/50) + ".example\r\n\r\n"
		_, more, names = r.Read([]byte(request), names)
	}
	if len(names) != maxHosts {
		t.Errorf("%d hosts, want %d", len(names), maxHosts)
	}
}
