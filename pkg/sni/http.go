package sni

import (
	"bytes"
	"slices"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// maxMethod is the longest method taken for one; the IANA registry's longest is
// UPDATEREDIRECTREF, 17 letters.
const maxMethod = 24

// maxBody is the largest body skipped over; the connection is hardly seen to outlive a larger one.
const maxBody = 1 << 30

// maxHosts bounds the different hosts reported of one connection: only a proxy's
// clients ask for several.
const maxHosts = 64

// httpVersion is what an HTTP/1.x version starts with.
const httpVersion = "HTTP/1."

// httpMessage is what a request's head said so far.
type httpMessage struct {
	length  int64 // Content-Length
	host    bool  // the host is known, or an empty value waits for its continuation
	fold    bool  // the line before was a Host field without a value
	connect bool
	chunked bool
	opaque  bool // the body's end cannot be told
	upgrade upgrade
}

// upgrade is what a request asks to speak next (RFC 9110 §7.8).
type upgrade uint8

const (
	upgradeNone  upgrade = iota
	upgradeOther         // HTTP/2 or TLS, if the server agrees
	upgradeEnd           // WebSocket, which names nobody
)

// requestLine reads method SP request-target SP HTTP-version (RFC 9112 §3). It allows what servers
// do: spaces in the target, no target, and no version after a usual method and a path.
func requestLine(text []byte, protocol string) (method, target []byte, ok bool) {
	method, rest, ok := bytes.Cut(text, []byte(" "))
	if !ok {
		return text, nil, isUsual(text) && protocol == httpVersion
	}
	if !isToken(method) {
		return nil, nil, false
	}
	target, version, ok := cutLast(rest, ' ')
	if !ok {
		target, version = nil, rest
	}
	minor, known := bytes.CutPrefix(version, []byte(protocol))
	if known && (len(minor) == 0 || len(minor) == 1 && '0' <= minor[0] && minor[0] <= '9') {
		return method, bytes.Trim(target, " "), true
	}
	return method, rest, startsRequest(text) && bytes.HasPrefix(rest, []byte("/")) && protocol == httpVersion
}

// request starts an HTTP/1.x request. An absolute-form target overrides Host and shows
// a proxy, as CONNECT does (RFC 9112 §3.2). Host is asked still if the target is an IP
// address: it may know the name.
func (r *Reader) request(method, target []byte, out []Name) []Name {
	r.is(protoHTTP, Client, Clear)
	r.count = 0
	r.step = stepHeader
	r.message = httpMessage{connect: string(method) == "CONNECT"}
	host, ok := authority(target)
	if r.message.connect {
		host, ok = target, true
	}
	if !ok || len(host) == 0 {
		return out
	}
	name, ok := parseHost(host, ViaHTTP)
	r.message.host = ok && !name.IsAddr
	r.proxy = true
	return r.addHost(host, out)
}

// authority returns the host [":" port] of an absolute URI (RFC 3986 §3.2) without its userinfo.
func authority(uri []byte) (host []byte, ok bool) {
	scheme, rest, ok := bytes.Cut(uri, []byte("://"))
	if !ok || !isToken(scheme) {
		return nil, false
	}
	if i := bytes.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if _, after, ok := cutLast(rest, '@'); ok {
		rest = after
	}
	return rest, true
}

// header takes one field line, or the empty line that ends the head, off s (RFC 9112 §5).
func (r *Reader) header(s *cryptobyte.String, out []Name) ([]Name, bool) {
	text, ok := line(s)
	if !ok {
		if len(*s) > maxLine {
			return out, r.lose(s)
		}
		return r.cutField(*s, out), false
	}
	if len(text) == 0 {
		r.endHead()
		return out, true
	}
	return r.field(text, out), true
}

// field reads one field line. The first Host with a value wins; an obs-fold (RFC 9112
// §5.2) matters only where the value starts on the next line, because no hostname
// contains a space.
func (r *Reader) field(text []byte, out []Name) []Name {
	m := &r.message
	if text[0] == ' ' || text[0] == '\t' {
		if value := bytes.Trim(text, " \t"); m.fold && len(value) > 0 {
			m.fold, m.host = false, true
			return r.addHost(value, out)
		}
		return out
	}
	m.fold = false
	name, value, ok := bytes.Cut(text, []byte(":"))
	if !ok {
		return out
	}
	name, value = bytes.TrimRight(name, " \t"), bytes.Trim(value, " \t")
	switch {
	case m.host:
	case isField(name, "host") && len(value) == 0:
		m.fold = true
	case isField(name, "host"):
		m.host = true
		return r.addHost(value, out)
	}
	switch {
	case isField(name, "content-length"):
		n, err := strconv.ParseInt(string(value), 10, 64)
		m.opaque = m.opaque || err != nil || n < 0 || n > maxBody
		m.length = n
	case isField(name, "transfer-encoding"):
		m.chunked = hasSuffixFold(value, "chunked")
		m.opaque = m.opaque || !m.chunked
	case isField(name, "upgrade"):
		m.upgrade = upgradeOther
		if isField(value, "websocket") {
			m.upgrade = upgradeEnd
		}
	}
	return out
}

// cutField reads a field line whose end is not there, and may never come: a snap length
// cuts it. A host is whole if a carriage return or a port follows it.
func (r *Reader) cutField(text []byte, out []Name) []Name {
	name, value, ok := bytes.Cut(text, []byte(":"))
	if !ok || r.message.host || !isField(bytes.TrimRight(name, " \t"), "host") {
		return out
	}
	value = bytes.TrimLeft(value, " \t")
	host, _, port := cutLast(value, ':')
	if port && bytes.IndexByte(host, '.') > 0 {
		return r.addHost(host, out)
	}
	if host, ok := bytes.CutSuffix(value, []byte("\r")); ok {
		return r.addHost(host, out)
	}
	return out
}

// endHead decides what follows a request's head (RFC 9112 §6.3: no length means no body).
func (r *Reader) endHead() {
	m := &r.message
	switch {
	case m.connect:
		r.protocol = protoUnknown // whatever is spoken through the tunnel
		r.step = stepFirst
	case m.opaque:
		r.step = stepLost
	case m.chunked:
		r.step = stepChunk
	default:
		r.step = stepFirst
		r.skip = int(m.length)
	}
	if m.upgrade == upgradeEnd {
		r.step = stepDone
	}
}

// chunk takes a chunk's size line off s and skips the chunk (RFC 9112 §7.1).
func (r *Reader) chunk(s *cryptobyte.String) bool {
	text, ok := line(s)
	if !ok {
		return len(*s) > maxLine && r.lose(s)
	}
	digits, _, _ := bytes.Cut(text, []byte(";"))
	size, err := strconv.ParseInt(string(bytes.TrimRight(digits, " \t")), 16, 64)
	switch {
	case err != nil || size < 0 || size > maxBody:
		return r.lose(s)
	case size == 0:
		r.step = stepTrailer
	default:
		r.skip = int(size)
		r.step = stepChunkEnd
	}
	return true
}

// chunkEnd takes the line end after a chunk's data off s.
func (r *Reader) chunkEnd(s *cryptobyte.String) bool {
	text, ok := line(s)
	if !ok && len(*s) < len("\r\n") {
		return false
	}
	if len(text) > 0 || !ok {
		return r.lose(s)
	}
	r.step = stepChunk
	return true
}

// trailer takes a trailer field, or the empty line that ends a chunked body, off s.
func (r *Reader) trailer(s *cryptobyte.String) bool {
	text, ok := line(s)
	if !ok {
		return len(*s) > maxLine && r.lose(s)
	}
	if len(text) == 0 {
		r.step = stepFirst
	}
	return true
}

// addHost reports a host of this connection unless it was reported before.
func (r *Reader) addHost(raw []byte, out []Name) []Name {
	if string(trimPort(raw)) == r.host && r.host != "" {
		return out // the usual case, without an allocation
	}
	name, ok := parseHost(raw, ViaHTTP)
	if !ok || name.Host == r.host || r.detail != nil && slices.Contains(r.detail.hosts, name.Host) {
		return out
	}
	if r.host != "" {
		d := r.details()
		if len(d.hosts) == maxHosts-1 {
			r.step = stepDone
			return out
		}
		d.hosts = append(d.hosts, r.host)
	}
	r.host = name.Host
	return append(out, name)
}

// startsRequest reports whether b starts with a usual method: one of RFC 9110 or RFC 5789.
func startsRequest(b []byte) bool {
	method, _, ok := bytes.Cut(b[:min(len(b), maxMethod)], []byte(" "))
	return ok && isUsual(method)
}

func isUsual(method []byte) bool {
	switch string(method) {
	case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH":
		return true
	}
	return false
}

// isToken reports whether b is a token (RFC 9110 §5.6.2) of a method's length.
func isToken(b []byte) bool {
	for _, c := range b {
		if c <= ' ' || c >= 0x7f || bytes.IndexByte([]byte(`"(),/:;<=>?@[\]{}`), c) >= 0 {
			return false
		}
	}
	return 0 < len(b) && len(b) <= maxMethod
}

// isField reports whether b is the lower-case word, in any case.
func isField(b []byte, word string) bool {
	return len(b) == len(word) && hasSuffixFold(b, word)
}

// hasSuffixFold reports whether b ends in the lower-case word, in any case.
func hasSuffixFold(b []byte, word string) bool {
	if len(b) < len(word) {
		return false
	}
	b = b[len(b)-len(word):]
	for i := range word {
		c := b[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
