package names

import (
	"strings"

	"github.com/flowscan/flowscan/pkg/hostname"
	"golang.org/x/net/dns/dnsmessage"
)

// parseMDNS reads a message of multicast DNS, whose records need no question (RFC 6762
// §6). Services and their instances are left alone: only addresses are looked for, with
// the hosts below .local that have them.
func parseMDNS(msg []byte, dst []Record) Message {
	m := Message{Records: dst}
	var p dnsmessage.Parser
	h, err := p.Start(msg)
	if err != nil || h.OpCode != 0 || h.RCode != dnsmessage.RCodeSuccess || p.SkipAllQuestions() != nil {
		return m
	}
	m.OK, m.Response = true, h.Response
	if !h.Response { // a question's records are what the asker knows, or would like to be called
		return m
	}
	answers := section{parser: p}
	m.Records = appendLocal(m.Records, &answers)
	p = answers.parser
	if p.SkipAllAnswers() == nil && p.SkipAllAuthorities() == nil {
		m.Records = appendLocal(m.Records, &section{parser: p, additional: true})
	}
	return m
}

// appendLocal appends what a section says of addresses. A TTL of 0 takes the record
// back (RFC 6762 §10.1).
func appendLocal(dst []Record, s *section) []Record {
	var r record
	for s.next(&r) {
		found := Record{TTL: r.ttl(), Via: ViaMDNS}
		var okHost, okAddr bool
		switch r.Type {
		case dnsmessage.TypeA, dnsmessage.TypeAAAA:
			found.Addr, okAddr = r.address()
			found.Name, okHost = hostname.Parse(wire(&r.Name))
		case dnsmessage.TypePTR:
			found.Addr, okAddr = parseReverse(wire(&r.Name))
			if okAddr {
				found.Name, okHost = r.pointer()
			}
		}
		if okHost && okAddr && found.TTL > 0 && strings.HasSuffix(found.Name, ".local") {
			dst = append(dst, found)
		}
	}
	return dst
}
