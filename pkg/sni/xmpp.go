package sni

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// xmpp takes a tag off s, or finds that TLS starts here (RFC 6120 §5). The stream
// header names the domain asked for (§4.7.2).
func (r *Reader) xmpp(s *cryptobyte.String, out []Name) ([]Name, bool) {
	if (*s)[0] == recordHandshake {
		r.count = 0
		r.step = stepTLS
		return out, true
	}
	end := bytes.IndexByte(*s, '>')
	if end < 0 {
		return out, len(*s) > maxLine && r.lose(s)
	}
	var tag []byte
	s.ReadBytes(&tag, end)
	s.Skip(1)
	if r.count++; r.count > maxLines {
		r.step = stepDone
		return out, true
	}
	tag = bytes.TrimSpace(tag)
	header := bytes.HasPrefix(tag, []byte("<stream:stream"))
	if !header && r.protocol != protoXMPP && !bytes.HasPrefix(tag, []byte("<?xml")) {
		r.step = stepDone // some other XML
	}
	if !header || r.protocol == protoXMPP {
		return out, true
	}
	if _, answer := attribute(tag, "id"); answer {
		r.is(protoXMPP, Server, Clear)
		return out, true
	}
	r.is(protoXMPP, Client, Clear)
	domain, _ := attribute(tag, "to")
	return r.addApp(domain, out), true
}

// attribute returns the value of an attribute in a tag.
func attribute(tag []byte, name string) (value []byte, ok bool) {
	for _, space := range []string{" ", "\t", "\r", "\n"} {
		_, after, found := bytes.Cut(tag, []byte(space+name+"="))
		if !found || len(after) == 0 || after[0] != '"' && after[0] != '\'' {
			continue
		}
		value, _, ok = bytes.Cut(after[1:], after[:1])
		return value, ok
	}
	return nil, false
}
