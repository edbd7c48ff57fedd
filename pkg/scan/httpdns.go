package scan

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/names"
)

// maxAsked bounds the hosts that one connection's HTTPDNS requests may ask for
// before an answer; one request asks for a handful.
const maxAsked = 64

// readHTTPDNS reads HTTP that looks names up. Requests are only looked at: they
// are read as any other. It reads an answer, and returns that it did; n is 0 if
// more of it must come first.
func (d *dialogue) readHTTPDNS(b []byte, place decode.Place) (n uint64, ok bool) {
	if target, ok := bytes.CutPrefix(b, []byte("GET ")); ok {
		target, _, whole := bytes.Cut(target, []byte(" "))
		if !whole {
			return 0, false
		}
		for _, host := range names.HTTPDNSQuery(string(target)) {
			if len(d.asked) < maxAsked && !slices.Contains(d.asked, host) { // a request is looked at until it is whole
				d.asked = append(d.asked, host)
			}
		}
		return 0, false
	}
	if len(d.asked) == 0 || d.packet == nil || !bytes.HasPrefix(b, []byte("HTTP/1.")) {
		return 0, false
	}
	r := bytes.NewReader(b)
	buffered := bufio.NewReader(r)
	response, err := http.ReadResponse(buffered, nil)
	if err != nil {
		return 0, err == io.ErrUnexpectedEOF
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err == io.ErrUnexpectedEOF
	}
	if response.Header.Get("Content-Encoding") == "gzip" {
		body = gunzip(body)
	}
	remember(d.book, names.HTTPDNSAnswer(body, d.asked, nil), d.packet, place)
	d.asked = d.asked[:0]
	return uint64(len(b) - r.Len() - buffered.Buffered()), true
}

// maxUnzipped bounds what a compressed answer may become. None is a tenth of it.
const maxUnzipped = 64 << 10

// gunzip returns the beginning of what b is the compressed form of, nil if it is
// broken.
func gunzip(b []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxUnzipped))
	if err != nil {
		return nil
	}
	return plain
}
