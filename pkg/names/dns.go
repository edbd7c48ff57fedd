package names

import (
	"bytes"
	"errors"
	"net/netip"

	"github.com/flowscan/flowscan/pkg/hostname"
	"golang.org/x/net/dns/dnsmessage"
)

// answer is a DNS or LLMNR response, and what it answers.
type answer struct {
	section section
	host    string     // the name asked for, "" if it is no hostname
	subject netip.Addr // the address asked about; valid if the question is for the name of one
	via     Via        // of names
	viaPTR  Via        // of names for an address asked about
}

// parseDNS reads a message with one question, and the answers to it if it is a standard
// query. One with several cannot say which of them its records answer (RFC 9619).
func parseDNS(s Service, msg []byte, dst []Record) Message {
	m := Message{Records: dst}
	var p dnsmessage.Parser
	h, err := p.Start(msg)
	if err != nil {
		return m
	}
	q, err := p.Question()
	if err != nil {
		return m
	}
	if _, err = p.Question(); !errors.Is(err, dnsmessage.ErrSectionDone) {
		return m
	}
	m.OK, m.Response = true, h.Response
	if h.OpCode != 0 || !h.Response || h.RCode != dnsmessage.RCodeSuccess || q.Class != dnsmessage.ClassINET {
		return m
	}
	a := answer{section: section{parser: p}, via: ViaDNS, viaPTR: ViaPTR}
	if s == LLMNR {
		if h.RecursionDesired { // there the T bit: the name may turn out to be another's (RFC 4795 §2.1.1)
			return m
		}
		a.via, a.viaPTR = ViaLLMNR, ViaLLMNR
	}
	a.read(&q, &m)
	if h.Truncated {
		m.Offer = Offer{}
	}
	return m
}

// read adds what the records of the names on the question's chain say; whatever else
// stands in the message was not asked for.
func (a *answer) read(q *dnsmessage.Question, m *Message) {
	a.host = asked(q)
	a.subject, _ = parseReverse(wire(&q.Name))
	var room [4]link // on the stack; more aliases than that are rare
	c := follow(room[:0], &q.Name, a.section)
	if a.host == "" || c == nil {
		return
	}
	aliases := c.aliases()
	var svc services
	var r record
	for a.section.next(&r) {
		at := c.position(wire(&r.Name))
		if at < 0 {
			continue
		}
		ttl := min(c[at].ttl, r.ttl())
		switch r.Type {
		case dnsmessage.TypeA, dnsmessage.TypeAAAA:
			if addr, ok := r.address(); ok {
				m.Records = append(m.Records, Record{a.host, addr, aliases.upTo(at), ttl, a.via})
			}
		case dnsmessage.TypePTR:
			if host, ok := r.pointer(); ok && a.subject.IsValid() {
				m.Records = append(m.Records, Record{host, a.subject, aliases.upTo(at), ttl, a.viaPTR})
			}
		case dnsmessage.TypeSVCB, dnsmessage.TypeHTTPS:
			toHints, hints := svc.add(&r, aliases.upTo(at))
			for _, addr := range hints {
				m.Records = append(m.Records, Record{a.host, addr, toHints, ttl, a.via})
			}
		}
	}
	if q.Type == dnsmessage.TypeHTTPS && a.section.whole {
		m.Offer = svc.offer(a.host)
	}
}

// asked is the hostname that a question is about, "" if there is none. Where it asks
// for a service, labels before the name tell which (RFC 9460 §2.3); resolver.arpa asks
// the resolver about itself (RFC 9462 §4).
func asked(q *dnsmessage.Question) string {
	name := wire(&q.Name)
	if q.Type == dnsmessage.TypeSVCB || q.Type == dnsmessage.TypeHTTPS {
		for bytes.HasPrefix(name, []byte("_")) {
			_, name, _ = bytes.Cut(name, []byte("."))
		}
		if sameName(name, []byte("resolver.arpa.")) {
			return ""
		}
	}
	host, _ := hostname.Parse(name)
	return host
}
