package names

import (
	"bytes"
	"net/netip"

	"github.com/flowscan/flowscan/pkg/hostname"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/net/dns/dnsmessage"
)

const typeNB dnsmessage.Type = 0x20 // RFC 1002 §4.2.1.3

// Operations of the name service (RFC 1002 §4.2.1.1). Its text and its table disagree
// on refresh: both numbers are in use. Windows registers hosts with several addresses
// by an operation of its own.
const (
	nbQuery              dnsmessage.OpCode = 0
	nbRegistration       dnsmessage.OpCode = 5
	nbRelease            dnsmessage.OpCode = 6
	nbWait               dnsmessage.OpCode = 7
	nbRefresh            dnsmessage.OpCode = 8
	nbRefreshAlternative dnsmessage.OpCode = 9
	nbMultihomed         dnsmessage.OpCode = 15
)

const nbGroup = 1 << 15 // in NB_FLAGS (RFC 1002 §4.2.1.3): the name of a workgroup or domain, not of a host

// parseNetBIOS reads a message of the NetBIOS name service: an answer, or a host's claim to a name.
func parseNetBIOS(msg []byte, dst []Record) Message {
	m := Message{Records: dst}
	s := section{}
	h, err := s.parser.Start(msg)
	if err != nil || s.parser.SkipAllQuestions() != nil {
		return m
	}
	m.Response = h.Response
	switch h.OpCode {
	case nbQuery:
		m.OK = true
		if h.Response && h.RCode == dnsmessage.RCodeSuccess {
			m.Records = appendNetBIOS(m.Records, &s)
		}
	case nbRegistration, nbRefresh, nbRefreshAlternative, nbMultihomed:
		m.OK = true
		if !h.Response && s.parser.SkipAllAnswers() == nil && s.parser.SkipAllAuthorities() == nil {
			s.additional = true
			m.Records = appendNetBIOS(m.Records, &s)
		}
	case nbRelease, nbWait:
		m.OK = true
	}
	return m
}

// appendNetBIOS appends the hosts of a section's NB records. There a TTL of 0 means for ever.
func appendNetBIOS(dst []Record, s *section) []Record {
	var r record
	for s.next(&r) {
		if r.Type != typeNB {
			continue
		}
		host, ok := parseNetBIOSName(wire(&r.Name))
		body, err := r.body.UnknownResource()
		if !ok || err != nil {
			continue
		}
		ttl := r.ttl()
		if ttl == 0 {
			ttl = NoTTL
		}
		data := cryptobyte.String(body.Data)
		var flags uint16
		var b []byte
		for data.ReadUint16(&flags) && data.ReadBytes(&b, 4) {
			if addr, ok := remote(netip.AddrFromSlice(b)); ok && flags&nbGroup == 0 {
				dst = append(dst, Record{Name: host, Addr: addr, TTL: ttl, Via: ViaNetBIOS})
			}
		}
	}
	return dst
}

// parseNetBIOSName reads a name in its first-level encoding, half a byte a letter (RFC
// 1001 §14.1). Its 16th byte says what the name is of: 0x00 a workstation, 0x20 a file
// server; the others name users, groups and services.
func parseNetBIOSName(name []byte) (host string, ok bool) {
	label, _, _ := bytes.Cut(name, []byte("."))
	var text [16]byte
	if len(label) != 2*len(text) {
		return "", false
	}
	for i, c := range label {
		if c < 'A' || c > 'P' {
			return "", false
		}
		text[i/2] = text[i/2]<<4 | (c - 'A')
	}
	if suffix := text[15]; suffix != 0x00 && suffix != 0x20 {
		return "", false
	}
	return hostname.Parse(bytes.TrimRight(text[:15], " \x00"))
}
