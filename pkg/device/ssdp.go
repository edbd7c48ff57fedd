package device

import "bytes"

// parseSSDP reads an announcement or an answer of SSDP (UPnP Device Architecture
// 2.0 §1.2.2, §1.3.3): which product the sender is. Who only searches says nothing
// of itself.
func parseSSDP(msg []byte) (h Hint, ok bool) {
	line, rest, _ := bytes.Cut(msg, []byte("\r\n"))
	switch string(line) {
	case "M-SEARCH * HTTP/1.1":
		return Hint{}, true
	case "NOTIFY * HTTP/1.1", "HTTP/1.1 200 OK":
	default:
		return Hint{}, false
	}
	h.Source = FromSSDP
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, []byte("\r\n"))
		if field, value, found := bytes.Cut(line, []byte(":")); found && bytes.EqualFold(field, []byte("SERVER")) {
			h.Product = product(value)
		}
	}
	return h, true
}

// product returns the last of the three that SERVER names: system, UPnP, product.
func product(server []byte) string {
	if _, behind, found := bytes.Cut(server, []byte("UPnP/")); found {
		_, server, _ = bytes.Cut(behind, []byte(" ")) // UPnP's version
	}
	return words(bytes.TrimLeft(server, ", "))
}
