package sni

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// xmpp takes a tag off s, or finds that TLS starts here (RFC 6120 §5). The stream header names the domain asked for (§4.7.2).
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
	if !header && r.protocol != XMPP && !bytes.HasPrefix(tag, []byte("<?xml")) {
		r.step = stepDone // some other XML
	}
	if !header || r.protocol == XMPP {
		return out, true
	}
	if _, answer := attribute(tag, "id"); answer {
		r.is(XMPP, Server, Clear)
		return out, true
	}
	r.is(XMPP, Client, Clear)
	domain, _ := attribute(tag, "to")
	return r.addApp(domain, out), true
}

// attribute returns the value of an attribute in a tag.
func attribute(tag []byte, name string) (value []byte, ok bool) {
	for {
		_, after, found := bytes.Cut(tag, []byte(name+"="))
		if !found || len(after) == 0 {
			return nil, false
		}
		before := tag[len(tag)-len(after)-len(name)-2:]
		if quote := after[:1]; (before[0] == ' ' || before[0] == '\n' || before[0] == '\t') && (quote[0] == '"' || quote[0] == '\'') {
			value, _, ok = bytes.Cut(after[1:], quote)
			return value, ok
		}
		tag = after
	}
}
