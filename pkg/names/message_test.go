package names

import (
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// rr is a record of a message under test.
type rr struct {
	owner string
	typ   dnsmessage.Type
	ttl   uint32
	data  []byte // of types that dnsmessage does not know
	name  string // the target of a CNAME or PTR
	class dnsmessage.Class
}

// message is a message under test, compressed as resolvers do. Names have a trailing dot.
type message struct {
	header      dnsmessage.Header
	questions   []dnsmessage.Question
	answers     []rr
	authorities []rr
	additionals []rr
}

// response is an answer to one question.
func response(name string, typ dnsmessage.Type, answers ...rr) message {
	return message{header: dnsmessage.Header{Response: true}, questions: []dnsmessage.Question{question(name, typ)}, answers: answers}
}

func question(name string, typ dnsmessage.Type) dnsmessage.Question {
	return dnsmessage.Question{Name: dnsmessage.MustNewName(name), Type: typ, Class: dnsmessage.ClassINET}
}

func a(owner string, ttl uint32, addr ...byte) rr {
	return rr{owner: owner, typ: dnsmessage.TypeA, ttl: ttl, data: addr}
}

func cname(owner string, ttl uint32, target string) rr {
	return rr{owner: owner, typ: dnsmessage.TypeCNAME, ttl: ttl, name: target}
}

func ptr(owner string, ttl uint32, target string) rr {
	return rr{owner: owner, typ: dnsmessage.TypePTR, ttl: ttl, name: target}
}

func (m message) pack(t testing.TB) []byte {
	t.Helper()
	b := dnsmessage.NewBuilder(nil, m.header)
	b.EnableCompression()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(b.StartQuestions())
	for _, q := range m.questions {
		must(b.Question(q))
	}
	must(b.StartAnswers())
	for _, r := range m.answers {
		must(r.pack(&b))
	}
	must(b.StartAuthorities())
	for _, r := range m.authorities {
		must(r.pack(&b))
	}
	must(b.StartAdditionals())
	for _, r := range m.additionals {
		must(r.pack(&b))
	}
	msg, err := b.Finish()
	must(err)
	return msg
}

func (r rr) pack(b *dnsmessage.Builder) error {
	h := dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(r.owner), TTL: r.ttl, Class: r.class}
	if h.Class == 0 {
		h.Class = dnsmessage.ClassINET
	}
	switch r.typ {
	case dnsmessage.TypeCNAME:
		return b.CNAMEResource(h, dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(r.name)})
	case dnsmessage.TypePTR:
		return b.PTRResource(h, dnsmessage.PTRResource{PTR: dnsmessage.MustNewName(r.name)})
	}
	return b.UnknownResource(h, dnsmessage.UnknownResource{Type: r.typ, Data: r.data})
}
