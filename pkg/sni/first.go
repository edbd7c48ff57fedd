package sni

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/crypto/cryptobyte"
)

// opening is how a protocol with a fixed beginning begins.
type opening struct {
	prefix     string
	protocol   Protocol
	role       Role
	encryption Encryption
	next       step // what the prefix belongs to; stepFirst: the prefix is a message of its own, which something else follows
}

// openings are the protocols with a fixed beginning. None is a prefix of another.
var openings = [...]opening{
	{"SSH-", SSH, RoleUnknown, EncryptedSSH, stepDone},                                       // RFC 4253 §4.2
	{"HTTP/1.", HTTP, Server, Clear, stepDone},                                               // RFC 9112 §4
	{"RTSP/1.", RTSP, Server, Clear, stepDone},                                               // RFC 2326 §7.1
	{"SIP/2.0 ", SIP, RoleUnknown, Clear, stepDone},                                          // RFC 3261 §7.2
	{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HTTP, Client, Clear, stepHTTP2},                     // RFC 9113 §3.4
	{"PROXY ", Unknown, RoleUnknown, EncryptionUnknown, stepProxyV1},                         // the PROXY protocol §2.1
	{"\r\n\r\n\x00\r\nQUIT\n", Unknown, RoleUnknown, EncryptionUnknown, stepProxyV2},         // the PROXY protocol §2.2
	{"<?xml ", Unknown, RoleUnknown, EncryptionUnknown, stepXMPP},                            // RFC 6120 §11.5
	{"<stream:stream", Unknown, RoleUnknown, EncryptionUnknown, stepXMPP},                    // RFC 6120 §4.2
	{"\x00\x00\x00\x08\x04\xd2\x16\x2f", PostgreSQL, Client, Clear, stepFirst},               // SSLRequest (PostgreSQL §54.7)
	{"\x00\x00\x00\x08\x04\xd2\x16\x30", PostgreSQL, Client, Clear, stepFirst},               // GSSENCRequest
	{"\x20\x00\x00\x01", Unknown, RoleUnknown, EncryptionUnknown, stepMySQL},                 // a packet of 32 bytes, the client's first
	{"\x12\x01\x00", Unknown, RoleUnknown, EncryptionUnknown, stepTDS},                       // a PRELOGIN message (MS-TDS §2.2.3.1)
	{"\xc2\xfe\x00\x05", Unknown, RoleUnknown, EncryptionUnknown, stepMiPush},                // as seen on port 5222
	{"\x04\x01", Unknown, RoleUnknown, EncryptionUnknown, stepSOCKS4},                        // CONNECT
	{"\x04\x02", Unknown, RoleUnknown, EncryptionUnknown, stepSOCKS4},                        // BIND
	{"\x05", Unknown, RoleUnknown, EncryptionUnknown, stepSOCKS5},                            // RFC 1928 §3
	{"\x30", Unknown, RoleUnknown, EncryptionUnknown, stepLDAP},                              // RFC 4511 §4.1.1
	{"\x10", Unknown, RoleUnknown, EncryptionUnknown, stepMQTT},                              // MQTT 3.1.1 §3.1
	{"\x03", Unknown, RoleUnknown, EncryptionUnknown, stepThree},                             // TPKT (RFC 1006 §6) or RTMP (§5.2.2)
	{string(rune(recordHandshake)), Unknown, RoleUnknown, EncryptionUnknown, stepTLS},        // RFC 8446 §5.1
	{string(rune(recordAlert)), Unknown, RoleUnknown, EncryptionUnknown, stepTLS},            // before a second attempt
	{string(rune(recordChangeCipherSpec)), Unknown, RoleUnknown, EncryptionUnknown, stepTLS}, // captures that begin late
}

// match tells what b is to a prefix: the whole of it, a part of it (more bytes will tell), or neither.
func match(b []byte, prefix string) (whole, part bool) {
	n := min(len(b), len(prefix))
	same := string(b[:n]) == prefix[:n]
	return same && n == len(prefix), same && n < len(prefix)
}

// first recognises what a conversation, or what follows an HTTP message, starts with. It returns false while more bytes are needed to tell.
func (r *Reader) first(s *cryptobyte.String, out []Name) ([]Name, bool) {
	wait := false
	for i := range openings {
		o := &openings[i]
		whole, part := match(*s, o.prefix)
		if whole && (r.protocol != HTTP || o.protocol == HTTP || o.next == stepTLS) {
			return out, r.open(o, s)
		}
		wait = wait || part
	}
	if wait {
		return out, false
	}
	switch yes, ok := sslv2Hello(*s); {
	case !ok:
		return out, false
	case yes:
		r.is(TLS, Client, EncryptedTLS)
		r.step = stepDone
		return out, true
	}
	if protocol, role := openVPNStream(*s); protocol != Unknown {
		r.is(protocol, role, EncryptedVPN)
		r.step = stepDone
		return out, true
	}
	return r.firstLine(s, out)
}

// open goes on with a protocol recognised by its beginning.
func (r *Reader) open(o *opening, s *cryptobyte.String) bool {
	if o.protocol != Unknown {
		r.is(o.protocol, o.role, o.encryption)
	}
	r.count = 0
	r.step = o.next
	if o.next == stepFirst {
		s.Skip(len(o.prefix))
	}
	return true
}

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
		return r.streamRequest(RTSP, target, out), true
	}
	if _, _, ok := requestLine(text, "SIP/2."); ok {
		return r.streamRequest(SIP, nil, out), true
	}
	protocol, role := command(text)
	if role == RoleUnknown || r.protocol == HTTP {
		return out, r.lose(s)
	}
	r.is(protocol, role, Clear)
	r.count = 0
	r.step = stepLines
	return out, true
}

// streamRequest reads a request line that is like HTTP's: RTSP's names the server (RFC 2326 §6.1), SIP's a person.
func (r *Reader) streamRequest(p Protocol, target []byte, out []Name) []Name {
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

// isText reports whether b holds no control characters but tabs and a line end's carriage return. Bytes beyond ASCII are let pass:
// targets hold them.
func isText(b []byte) bool {
	for _, c := range trimCR(b) {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// maxLines bounds the lines of a clear conversation in which TLS may still start: STARTTLS comes before any login.
const maxLines = 64

// textLine takes one line of a clear conversation off s, or finds that TLS starts here: no line starts with a control character.
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
	if protocol, role := command(text); role == r.role && protocol != Unknown {
		r.protocol = protocol
	}
	if r.count++; r.count > maxLines || isField(text, "data") {
		r.step = stepDone
	}
	if name, ok := bytes.CutPrefix(text, []byte("HOST ")); ok && r.role == Client {
		return r.addApp(name, out), true // RFC 7151: FTP virtual hosts
	}
	return out, true
}

// command tells who sends a line of text like this. The protocol stays Unknown where several share the word.
func command(text []byte) (Protocol, Role) {
	word, rest, _ := bytes.Cut(text, []byte(" "))
	switch strings.ToUpper(string(word[:min(len(word), maxMethod)])) {
	case "EHLO", "HELO", "LHLO": // RFC 5321 §4.1.1.1, RFC 2033
		return SMTP, Client
	case "CAPA", "STLS", "APOP", "STAT", "UIDL": // RFC 1939, RFC 2449, RFC 2595
		return POP3, Client
	case "FEAT", "SYST", "HOST", "PBSZ", "PROT", "PASV", "EPSV", "CWD", "TYPE": // RFC 959, RFC 2389, RFC 4217
		return FTP, Client
	case "AUTH":
		if isField(rest, "tls") || isField(rest, "ssl") || isField(rest, "tls-c") || isField(rest, "tls-p") { // RFC 4217 §4
			return FTP, Client
		}
		return Unknown, Client
	case "USER":
		return Unknown, Client
	case "+OK":
		return POP3, Server
	case "*": // RFC 3501 §7.1
		if status, _, _ := bytes.Cut(rest, []byte(" ")); isField(status, "ok") || isField(status, "preauth") {
			return IMAP, Server
		}
		return Unknown, RoleUnknown
	}
	if code, _, _ := bytes.Cut(word, []byte("-")); string(code) == "220" {
		return greeter(text), Server
	}
	verb, _, _ := bytes.Cut(rest, []byte(" "))
	switch strings.ToUpper(string(verb[:min(len(verb), maxMethod)])) {
	case "CAPABILITY", "STARTTLS", "LOGIN", "AUTHENTICATE", "NOOP", "ID": // RFC 3501 §6: after a tag, which a reply code of FTP is not
		if _, err := strconv.Atoi(string(word)); err != nil || len(word) != 3 {
			return IMAP, Client
		}
	}
	return Unknown, RoleUnknown
}

// greeter tells whose 220 greeting this is: RFC 5321 §4.2 and RFC 959 §5.4 use the same code.
func greeter(text []byte) Protocol {
	upper := bytes.ToUpper(text)
	switch {
	case bytes.Contains(upper, []byte("SMTP")):
		return SMTP
	case bytes.Contains(upper, []byte("FTP")):
		return FTP
	}
	return Unknown
}
