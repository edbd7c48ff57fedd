package scan

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
)

// TestHTTPDNS has a phone ask an HTTPDNS service, and then connect to what it was
// told.
func TestHTTPDNS(t *testing.T) {
	const service = "192.0.2.53:80"
	answer := []byte(`{"host":"a.example","ips":["` + server + `"],"ttl":60}`)
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write(answer)
	w.Close()
	for _, test := range []struct {
		name, head string
		body       []byte
		want       string
	}{
		{"plain", "", answer, "a.example"},
		{"compressed", "Content-Encoding: gzip\r\n", zipped.Bytes(), "a.example"},
		{"compressed and broken", "Content-Encoding: gzip\r\n", answer, ""},
		{"cut short", "Content-Encoding: gzip\r\n", zipped.Bytes()[:zipped.Len()-9], ""},
	} {
		var tr trace
		request := []byte("GET /1/d?host=a.example HTTP/1.1\r\nHost: 192.0.2.53\r\n\r\n")
		response := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s", test.head, len(test.body), test.body)
		tr.tcp(phone+":40000", service, decode.SYN, 99, nil)
		tr.tcp(service, phone+":40000", decode.SYN|decode.ACK, 499, nil)
		tr.tcp(phone+":40000", service, decode.ACK, 100, request)
		tr.tcp(service, phone+":40000", decode.ACK, 500, response[:len(response)/2])
		tr.tcp(service, phone+":40000", decode.ACK, uint32(500+len(response)/2), response[len(response)/2:])
		tr.tcp(here, there, decode.SYN, 99, nil)
		flows := tr.scan(t, Options{}).Flows
		if f := flows[len(flows)-1]; f.Host != test.want {
			t.Errorf("%s: %q via %v, want %q", test.name, f.Host, f.Via, test.want)
		}
	}
}
