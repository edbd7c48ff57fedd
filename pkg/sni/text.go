package sni

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/crypto/cryptobyte"
)

// maxLine is the longest line waited for, a request line or header field: servers
// refuse longer ones (8 to 16 KiB).
const maxLine = 16 << 10

// maxLines bounds the lines of a clear conversation in which TLS may still start:
// STARTTLS comes before any login.
const maxLines = 64

// firstLine recognises a protocol of text lines by the first of them.
func (r *Reader) firstLine(s *cryptobyte.String, out []Name) ([]Name, bool) {
	rest := *s
	text, ok := line(&rest)
	switch {
	case !ok && isText(*s) && len(*s) <= maxLine:
		return out, false
	case !ok || !isText(text):
		return out, r.lose(s)
	case len(text) == 0:
		*s = rest // RFC 9112 §2.2: empty lines before a request are ignored
		return out, true
	}
	if method, target, ok := requestLine(text, httpVersion); ok {
		*s = rest
		return r.request(method, target, out), true
	}
	if _, target, ok := requestLine(text, "RTSP/1."); ok {
		return r.streamRequest(protoRTSP, target, out), true
	}
	if _, _, ok := requestLine(text, "SIP/2."); ok {
		return r.streamRequest(protoSIP, nil, out), true
	}
	protocol, role := command(text)
	if role == RoleUnknown || r.protocol == protoHTTP {
		return out, r.lose(s)
	}
	r.is(protocol, role, Clear)
	r.count = 0
	r.step = stepLines
	return out, true
}

// streamRequest reads a request line that is like HTTP's: RTSP's names the server (RFC
// 2326 §6.1), SIP's a person.
func (r *Reader) streamRequest(p protocol, target []byte, out []Name) []Name {
	r.is(p, Client, Clear)
	r.step = stepDone
	if host, ok := authority(target); ok {
		return r.addApp(host, out)
	}
	return out
}

// addApp reports the name in a protocol's own clear field.
func (r *Reader) addApp(raw []byte, out []Name) []Name {
	if name, ok := parseHost(raw, ViaApp); ok {
		return append(out, name)
	}
	return out
}

// isText reports whether b holds no control characters but tabs and a line end's
// carriage return. Bytes beyond ASCII are let pass: targets hold them.
func isText(b []byte) bool {
	for _, c := range trimCR(b) {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// textLine takes one line of a clear conversation off s, or finds that TLS starts here:
// no line starts with a control character.
func (r *Reader) textLine(s *cryptobyte.String, out []Name) ([]Name, bool) {
	if (*s)[0] == recordHandshake {
		r.count = 0
		r.step = stepTLS
		return out, true
	}
	text, ok := line(s)
	if !ok {
		if len(*s) > maxLine {
			r.step = stepDone
		}
		return out, false
	}
	if protocol, role := command(text); role == r.role && protocol != protoUnknown {
		r.protocol = protocol
	}
	if r.count == 0 && r.role == Server {
		out = appendGreeting(text, out)
	}
	if r.count++; r.count > maxLines || isField(text, "data") {
		r.step = stepDone
	}
	if name, ok := bytes.CutPrefix(text, []byte("HOST ")); ok && r.role == Client {
		return r.addApp(name, out), true // RFC 7151: FTP virtual hosts
	}
	return out, true
}

// appendGreeting reports the name in an SMTP server's greeting: 220, its domain, and
// words among which is its protocol (RFC 5321 §4.2, §4.3.1). FTP greets with 220 too,
// but with no name.
func appendGreeting(text []byte, out []Name) []Name {
	code, rest, _ := bytes.Cut(bytes.Replace(text, []byte("220-"), []byte("220 "), 1), []byte(" "))
	domain, words, _ := bytes.Cut(rest, []byte(" "))
	if string(code) != "220" || !bytes.Contains(bytes.ToUpper(words), []byte("SMTP")) || bytes.IndexByte(domain, '.') < 0 {
		return out
	}
	if name, ok := parseHost(domain, ViaBanner); ok {
		return append(out, name)
	}
	return out
}

// command tells who sends a line of text like this. The protocol stays Unknown where
// several share the word.
func command(text []byte) (protocol, Role) {
	word, rest, _ := bytes.Cut(text, []byte(" "))
	switch strings.ToUpper(string(word[:min(len(word), maxMethod)])) {
	case "EHLO", "HELO", "LHLO": // RFC 5321 §4.1.1.1, RFC 2033
		return protoSMTP, Client
	case "CAPA", "STLS", "APOP", "STAT", "UIDL": // RFC 1939, RFC 2449, RFC 2595
		return protoPOP3, Client
	case "FEAT", "SYST", "HOST", "PBSZ", "PROT", "PASV", "EPSV", "CWD", "TYPE": // RFC 959, RFC 2389, RFC 4217
		return protoFTP, Client
	case "AUTH":
		if isField(rest, "tls") || isField(rest, "ssl") || isField(rest, "tls-c") || isField(rest, "tls-p") { // RFC 4217 §4
			return protoFTP, Client
		}
		return protoUnknown, Client
	case "USER",
		"NICK", "CAP", // RFC 2812 §3.1.2, IRCv3
		"CAPABILITIES", // RFC 3977 §5.2: NNTP
		"STARTTLS":     // without a tag: NNTP (RFC 4642), ManageSieve (RFC 5804), IRC
		return protoUnknown, Client
	case "+OK":
		return protoPOP3, Server
	case "*": // RFC 3501 §7.1
		if status, _, _ := bytes.Cut(rest, []byte(" ")); isField(status, "ok") || isField(status, "preauth") {
			return protoIMAP, Server
		}
		return protoUnknown, RoleUnknown
	}
	if code, _, _ := bytes.Cut(word, []byte("-")); string(code) == "220" {
		return greeter(text), Server
	}
	verb, _, _ := bytes.Cut(rest, []byte(" "))
	switch strings.ToUpper(string(verb[:min(len(verb), maxMethod)])) {
	case "CAPABILITY", "STARTTLS", "LOGIN", "AUTHENTICATE", "NOOP", "ID": // RFC 3501 §6: after a tag, which a reply code of FTP is not
		if _, err := strconv.Atoi(string(word)); err != nil || len(word) != 3 {
			return protoIMAP, Client
		}
	}
	return protoUnknown, RoleUnknown
}

// greeter tells whose 220 greeting this is: RFC 5321 §4.2 and RFC 959 §5.4 use the same code.
func greeter(text []byte) protocol {
	upper := bytes.ToUpper(text)
	switch {
	case bytes.Contains(upper, []byte("SMTP")):
		return protoSMTP
	case bytes.Contains(upper, []byte("FTP")):
		return protoFTP
	}
	return protoUnknown
}

// line takes a line without its end off s (CRLF, or the bare LF that RFC 9112 §2.2
// allows). It returns false while the line has no end.
func line(s *cryptobyte.String) (text []byte, ok bool) {
	i := bytes.IndexByte(*s, '\n')
	if i < 0 {
		return nil, false
	}
	s.ReadBytes(&text, i)
	s.Skip(1)
	return trimCR(text), true
}

// trimCR takes a carriage return off a line's end.
func trimCR(text []byte) []byte {
	if n := len(text); n > 0 && text[n-1] == '\r' {
		return text[:n-1]
	}
	return text
}
