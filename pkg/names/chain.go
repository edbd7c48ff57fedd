package names

import (
	"github.com/flowscan/flowscan/pkg/hostname"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/net/dns/dnsmessage"
)

// maxChain is how many aliases are followed, as many as the most patient resolvers do.
// It ends loops.
const maxChain = 16

const typeDNAME dnsmessage.Type = 39 // RFC 6672 §2.1; not known to dnsmessage

// link is a name that the question leads to.
type link struct {
	name dnsmessage.Name
	ttl  uint32 // seconds; the smallest of the aliases up to here
}

// chain is the names that a question leads to, the question first.
type chain []link

// position is where a name stands in the chain, -1 if it does not.
func (c chain) position(name []byte) int {
	for i := range c {
		if sameName(wire(&c[i].name), name) {
			return i
		}
	}
	return -1
}

// aliases are the names after the question.
func (c chain) aliases() aliases {
	var texts aliases
	for i := 1; i < len(c); i++ {
		texts = append(texts, escaped(&c[i].name))
	}
	return texts
}

// aliases are the names after the question in text form.
type aliases []string

// upTo returns the first n, nil for none. Appending to them leaves the others alone.
func (a aliases) upTo(n int) []string {
	if n == 0 {
		return nil
	}
	return a[:n:n]
}

// follow appends the question's name and those it leads to by the aliases among the
// answers, in whatever order these stand. It returns nothing of a chain that does not
// end.
func follow(c chain, question *dnsmessage.Name, answers section) chain {
	c = append(c, link{*question, NoTTL})
	for range maxChain {
		last := &c[len(c)-1]
		next, ok := alias(wire(&last.name), answers)
		if !ok {
			return c
		}
		next.ttl = min(next.ttl, last.ttl)
		c = append(c, next)
	}
	return nil
}

// alias finds the name that owner is another name for. A CNAME, which goes with every
// DNAME in answers to those who know none (RFC 6672 §3.1), comes before the DNAME.
func alias(owner []byte, answers section) (to link, ok bool) {
	var r record
	for answers.next(&r) {
		switch {
		case r.Type == dnsmessage.TypeCNAME && sameName(wire(&r.Name), owner):
			c, err := r.body.CNAMEResource()
			if err == nil {
				return link{c.CNAME, r.ttl()}, true
			}
		case (r.Type == dnsmessage.TypeSVCB || r.Type == dnsmessage.TypeHTTPS) && sameName(wire(&r.Name), owner):
			svc, ok := r.service()
			if ok && svc.Priority == aliasMode && svc.Target.Length > 1 {
				return link{svc.Target, r.ttl()}, true
			}
		case r.Type == typeDNAME && !ok:
			to, ok = r.redirect(owner)
		}
	}
	return to, ok
}

// redirect is what a DNAME record makes of a name below its owner (RFC 6672 §2.2).
func (r *record) redirect(name []byte) (to link, ok bool) {
	labels, ok := cutSuffix(name, wire(&r.Name))
	if !ok {
		return link{}, false
	}
	u, err := r.body.UnknownResource()
	if err != nil {
		return link{}, false
	}
	text := append(append(make([]byte, 0, len(to.name.Data)), labels...), '.')
	text, ok = appendName(text, u.Data)
	if !ok || len(text) > hostname.MaxLength+1 {
		return link{}, false
	}
	to.ttl = r.ttl()
	to.name.Length = uint8(copy(to.name.Data[:], text))
	return to, true
}

// appendName appends an uncompressed name in text form: a DNAME's target is never
// compressed (RFC 6672 §2.1).
func appendName(text []byte, data cryptobyte.String) ([]byte, bool) {
	var label cryptobyte.String
	for data.ReadUint8LengthPrefixed(&label) && len(label) <= hostname.MaxLabel {
		if len(label) == 0 {
			return text, data.Empty()
		}
		text = append(append(text, label...), '.')
	}
	return text, false
}
