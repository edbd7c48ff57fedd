package names

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/hostname"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

var (
	ip4 = netip.MustParseAddr("192.0.2.1")
	ip6 = netip.MustParseAddr("2001:db8::1")
)

// compareAddrs lets cmp look at addresses.
var compareAddrs = cmp.Comparer(func(a, b netip.Addr) bool { return a == b })

func TestParseDNS(t *testing.T) {
	const host = "www.vendor.example."
	aaaa := func(owner string, addr netip.Addr) rr {
		b := addr.As16()
		return rr{owner: owner, typ: dnsmessage.TypeAAAA, ttl: 60, data: b[:]}
	}
	one := Record{Name: "www.vendor.example", Addr: ip4, TTL: 60, Via: ViaDNS}
	viaCDN := one
	viaCDN.Chain = []string{"cdn.example"}
	tests := map[string]struct {
		msg  message
		want []Record
	}{
		"an address":      {response(host, dnsmessage.TypeA, a(host, 60, 192, 0, 2, 1)), []Record{one}},
		"an IPv6 address": {response(host, dnsmessage.TypeAAAA, aaaa(host, ip6)), []Record{{"www.vendor.example", ip6, nil, 60, ViaDNS}}},
		"a mapped address": {response(host, dnsmessage.TypeAAAA, aaaa(host, netip.MustParseAddr("::ffff:192.0.2.1"))),
			[]Record{one}},
		"a filter's 0.0.0.0": {response(host, dnsmessage.TypeA, a(host, 60, 0, 0, 0, 0)), nil},
		"mixed case":         {response("wWw.VENDOR.example.", dnsmessage.TypeA, a("WwW.vendor.EXAMPLE.", 60, 192, 0, 2, 1)), []Record{one}},
		"a U-label": {response("bücher.example.", dnsmessage.TypeA, a("bücher.example.", 60, 192, 0, 2, 1)),
			[]Record{{"xn--bcher-kva.example", ip4, nil, 60, ViaDNS}}},
		"no hostname":             {response("a b.example.", dnsmessage.TypeA, a("a b.example.", 60, 192, 0, 2, 1)), nil},
		"the root":                {response(".", dnsmessage.TypeA, a(".", 60, 192, 0, 2, 1)), nil},
		"a TTL over 31 bits is 0": {response(host, dnsmessage.TypeA, a(host, 1<<31, 192, 0, 2, 1)), []Record{{one.Name, ip4, nil, 0, ViaDNS}}},
		"several addresses": {response(host, dnsmessage.TypeA, a(host, 60, 192, 0, 2, 1), a(host, 50, 192, 0, 2, 2)),
			[]Record{one, {one.Name, netip.MustParseAddr("192.0.2.2"), nil, 50, ViaDNS}}},

		"an alias": {response(host, dnsmessage.TypeA, cname(host, 300, "cdn.example."), a("cdn.example.", 60, 192, 0, 2, 1)),
			[]Record{viaCDN}},
		"the smallest TTL is the alias's": {response(host, dnsmessage.TypeA, cname(host, 60, "cdn.example."), a("cdn.example.", 300, 192, 0, 2, 1)),
			[]Record{viaCDN}},
		"aliases in any order and case": {response(host, dnsmessage.TypeA, a("D.example.", 60, 192, 0, 2, 1), cname("c.example.", 99, "d.example."),
			cname(host, 99, "B.example."), cname("b.EXAMPLE.", 99, "C.example.")),
			[]Record{{one.Name, ip4, []string{"b.example", "c.example", "d.example"}, 60, ViaDNS}}},
		"an alias that is no hostname": {response(host, dnsmessage.TypeA, cname(host, 60, "a b\\.example."), a("a b\\.example.", 60, 192, 0, 2, 1)),
			[]Record{{one.Name, ip4, []string{`a\032b\092.example`}, 60, ViaDNS}}},
		"an address of the question besides its alias": {response(host, dnsmessage.TypeA, cname(host, 60, "cdn.example."), a(host, 60, 192, 0, 2, 1)),
			[]Record{one}},
		"a loop":              {response(host, dnsmessage.TypeA, cname(host, 60, "b.example."), cname("b.example.", 60, host), a(host, 60, 192, 0, 2, 1)), nil},
		"an alias for itself": {response(host, dnsmessage.TypeA, cname(host, 60, host), a(host, 60, 192, 0, 2, 1)), nil},

		"a DNAME with its CNAME": {response("www.old.example.", dnsmessage.TypeA, rr{owner: "old.example.", typ: typeDNAME, ttl: 60, data: []byte("\x03new\x07example\x00")},
			cname("www.old.example.", 60, "www.new.example."), a("www.new.example.", 60, 192, 0, 2, 1)),
			[]Record{{"www.old.example", ip4, []string{"www.new.example"}, 60, ViaDNS}}},
		"a DNAME alone": {response("www.old.example.", dnsmessage.TypeA, rr{owner: "OLD.example.", typ: typeDNAME, ttl: 50, data: []byte("\x03new\x07example\x00")},
			a("www.new.example.", 60, 192, 0, 2, 1)),
			[]Record{{"www.old.example", ip4, []string{"www.new.example"}, 50, ViaDNS}}},
		"a DNAME does not rename its owner": {response("old.example.", dnsmessage.TypeA, rr{owner: "old.example.", typ: typeDNAME, ttl: 60, data: []byte("\x03new\x07example\x00")},
			a("new.example.", 60, 192, 0, 2, 1)), nil},
		"a DNAME of half a label": {response("www.bold.example.", dnsmessage.TypeA, rr{owner: "old.example.", typ: typeDNAME, ttl: 60, data: []byte("\x03new\x07example\x00")},
			a("www.new.example.", 60, 192, 0, 2, 1)), nil},
		"a DNAME with a broken target": {response("www.old.example.", dnsmessage.TypeA, rr{owner: "old.example.", typ: typeDNAME, ttl: 60, data: []byte("\x03new\x07example")},
			a("www.new.example.", 60, 192, 0, 2, 1)), nil},
		"a DNAME that makes too long a name": {response(strings.Repeat("a.", 60)+"old.example.", dnsmessage.TypeA,
			rr{owner: "old.example.", typ: typeDNAME, ttl: 60, data: []byte(strings.Repeat("\x3f"+strings.Repeat("b", 63), 3) + "\x00")}), nil},

		"another owner":         {response(host, dnsmessage.TypeA, a("other.example.", 60, 192, 0, 2, 1)), nil},
		"an alias nobody asked": {response(host, dnsmessage.TypeA, cname("other.example.", 60, "cdn.example."), a("cdn.example.", 60, 192, 0, 2, 1)), nil},
		"another class":         {response(host, dnsmessage.TypeA, rr{owner: host, typ: dnsmessage.TypeA, data: []byte{192, 0, 2, 1}, class: dnsmessage.ClassCHAOS}), nil},
		"an address of 5 bytes": {response(host, dnsmessage.TypeA, a(host, 60, 192, 0, 2, 1, 0)), nil},
		"an address of 3 bytes": {response(host, dnsmessage.TypeA, a(host, 60, 192, 0, 2), a(host, 60, 192, 0, 2, 1)), []Record{one}},
		"authority, additional": {message{header: dnsmessage.Header{Response: true}, questions: []dnsmessage.Question{question(host, dnsmessage.TypeA)},
			authorities: []rr{a(host, 60, 192, 0, 2, 1)}, additionals: []rr{a(host, 60, 192, 0, 2, 1)}}, nil},
		"a query":       {message{questions: []dnsmessage.Question{question(host, dnsmessage.TypeA)}, answers: []rr{a(host, 60, 192, 0, 2, 1)}}, nil},
		"no such name":  {message{header: dnsmessage.Header{Response: true, RCode: dnsmessage.RCodeNameError}, questions: []dnsmessage.Question{question(host, dnsmessage.TypeA)}, answers: []rr{a(host, 60, 192, 0, 2, 1)}}, nil},
		"two questions": {message{header: dnsmessage.Header{Response: true}, questions: []dnsmessage.Question{question(host, dnsmessage.TypeA), question("b.example.", dnsmessage.TypeA)}, answers: []rr{a(host, 60, 192, 0, 2, 1)}}, nil},
		"no question":   {message{header: dnsmessage.Header{Response: true}, answers: []rr{a(host, 60, 192, 0, 2, 1)}}, nil},
		"truncated":     {message{header: dnsmessage.Header{Response: true, Truncated: true}, questions: []dnsmessage.Question{question(host, dnsmessage.TypeA)}, answers: []rr{a(host, 60, 192, 0, 2, 1)}}, []Record{one}},

		"an address's name": {response("1.2.0.192.in-addr.arpa.", dnsmessage.TypePTR, ptr("1.2.0.192.IN-ADDR.arpa.", 60, "Host.vendor.example.")),
			[]Record{{"host.vendor.example", ip4, nil, 60, ViaPTR}}},
		"an address's name, delegated (RFC 2317)": {response("1.2.0.192.in-addr.arpa.", dnsmessage.TypePTR,
			cname("1.2.0.192.in-addr.arpa.", 60, "1.0/25.2.0.192.in-addr.arpa."), ptr("1.0/25.2.0.192.in-addr.arpa.", 60, "host.vendor.example.")),
			[]Record{{"host.vendor.example", ip4, []string{"1.0/25.2.0.192.in-addr.arpa"}, 60, ViaPTR}}},
		"a service's name is none of an address": {response("_ipp._tcp.vendor.example.", dnsmessage.TypePTR, ptr("_ipp._tcp.vendor.example.", 60, "host.vendor.example.")), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			msg := test.msg.pack(t)
			got := DNS.Parse(msg, nil).Records
			if diff := cmp.Diff(test.want, got, compareAddrs); diff != "" {
				t.Errorf("%x\n%s", msg, diff)
			}
			wantPrefixes(t, DNS, msg, got)
		})
	}
}

// wantPrefixes checks that every prefix of a message gives no record that the whole
// does not give in its place.
func wantPrefixes(t *testing.T, s Service, msg []byte, whole []Record) {
	t.Helper()
	for n := range msg {
		got := s.Parse(bytes.Clone(msg[:n]), nil).Records // a copy: reading past its end would panic
		if len(got) > 0 && (len(got) > len(whole) || !cmp.Equal(got, whole[:len(got)], compareAddrs)) {
			t.Errorf("prefix of %d bytes: got %v", n, got)
		}
	}
}

func TestParseDNSMalformed(t *testing.T) {
	const header = "\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00" // a response with one question, two answers
	const question = "\x01a\x07example\x00\x00\x01\x00\x01"           // a.example A IN, at offset 12
	const good = "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01"
	record := []Record{{"a.example", ip4, nil, 60, ViaDNS}}
	tests := map[string]struct {
		msg  string
		ok   bool
		want []Record
	}{
		"empty":                               {"", false, nil},
		"a header alone":                      {header, false, nil},
		"well formed":                         {header + question + good + good, true, append(record, record...)},
		"one answer missing":                  {header + question + good, true, record},
		"bytes after the end":                 {header + question + good + good + "\xff\xff", true, append(record, record...)},
		"a status request":                    {"\x12\x34\x91\x80\x00\x01\x00\x01\x00\x00\x00\x00" + question + good, true, nil},
		"a question in a loop":                {header + "\xc0\x0c\x00\x01\x00\x01" + good, false, nil},
		"a question of a reserved label type": {header + "\x41a\x00\x00\x01\x00\x01" + good, false, nil},
		"an owner in a loop, before a good answer": {header + question +
			"\xc0\x1b\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x09" + good, true, record}, // 0x1b is its own offset
		"an owner with a dot in a label, before a good answer": {header + question +
			"\x09a.example\x00\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x09" + good, true, record},
		"an owner outside the message, before a good answer": {header + question +
			"\xff\xff\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x09" + good, true, record},
		"an owner behind it": {header + question +
			"\xc0\x2b\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01" +
			"\x01A\xc0\x0e\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01", true, append(record, record...)},
		"an address longer than the message": {header + question + good +
			"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02", true, record},
		"an alias in a loop": {header + question +
			"\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x02\xc0\x27" + good, true, record}, // 0x27 is the target's own offset
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := DNS.Parse([]byte(test.msg), nil)
			if diff := cmp.Diff(test.want, m.Records, compareAddrs); diff != "" || m.OK != test.ok {
				t.Errorf("OK %v\n%s", m.OK, diff)
			}
			wantPrefixes(t, DNS, []byte(test.msg), m.Records)
		})
	}
}

func TestParseDNSAppends(t *testing.T) {
	first := Record{Name: "first.example", Addr: ip4, Via: ViaNRB}
	msg := response("a.example.", dnsmessage.TypeA, a("a.example.", 60, 192, 0, 2, 1)).pack(t)
	if got := DNS.Parse(msg, []Record{first}).Records; len(got) != 2 || got[0].Name != first.Name {
		t.Errorf("got %v", got)
	}
}

func TestParseLLMNR(t *testing.T) {
	msg := response("printer.", dnsmessage.TypeA, a("PRINTER.", 30, 192, 168, 1, 7))
	got := LLMNR.Parse(msg.pack(t), nil).Records
	if want := []Record{{"printer", netip.MustParseAddr("192.168.1.7"), nil, 30, ViaLLMNR}}; !cmp.Equal(got, want, compareAddrs) {
		t.Errorf("got %v", got)
	}
	msg.header.RecursionDesired = true // the bit of a tentative answer
	if got := LLMNR.Parse(msg.pack(t), nil).Records; got != nil {
		t.Errorf("tentative: got %v", got)
	}
	reverse := response("7.1.168.192.in-addr.arpa.", dnsmessage.TypePTR, ptr("7.1.168.192.in-addr.arpa.", 30, "printer."))
	got = LLMNR.Parse(reverse.pack(t), nil).Records
	if want := []Record{{"printer", netip.MustParseAddr("192.168.1.7"), nil, 30, ViaLLMNR}}; !cmp.Equal(got, want, compareAddrs) {
		t.Errorf("reverse: got %v", got)
	}
}

func TestParseAllocations(t *testing.T) {
	const host = "www.vendor.example."
	refused := response(host, dnsmessage.TypeA)
	refused.header.RCode = dnsmessage.RCodeNameError
	tests := map[string]struct {
		service Service
		msg     message
		want    float64
	}{
		"a query":                      {DNS, message{questions: []dnsmessage.Question{question(host, dnsmessage.TypeA)}}, 0},
		"a refusal":                    {DNS, refused, 0},
		"an answer":                    {DNS, response(host, dnsmessage.TypeA, a(host, 60, 192, 0, 2, 1), a(host, 60, 192, 0, 2, 2)), 1},
		"a multicast query":            {MDNS, message{questions: []dnsmessage.Question{question("_ipp._tcp.local.", dnsmessage.TypePTR)}}, 0},
		"a multicast service, no host": {MDNS, response("_ipp._tcp.local.", dnsmessage.TypePTR, ptr("_ipp._tcp.local.", 60, "x._ipp._tcp.local.")), 0},
	}
	dst := make([]Record, 0, 8)
	for name, test := range tests {
		msg := test.msg.pack(t)
		if got := testing.AllocsPerRun(100, func() { test.service.Parse(msg, dst) }); got != test.want {
			t.Errorf("%s: %v allocations, want %v", name, got, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	const host = "www.vendor.example."
	f.Add(uint8(DNS), response(host, dnsmessage.TypeA, cname(host, 60, "cdn.example."), a("cdn.example.", 60, 192, 0, 2, 1)).pack(f))
	f.Add(uint8(DNS), response("www.old.example.", dnsmessage.TypeA, rr{owner: "old.example.", typ: typeDNAME, ttl: 60, data: []byte("\x03new\x07example\x00")}).pack(f))
	f.Add(uint8(DNS), response(host, dnsmessage.TypeHTTPS, rr{owner: host, typ: dnsmessage.TypeHTTPS, ttl: 60, data: []byte(httpsRecord)}).pack(f))
	f.Add(uint8(LLMNR), response("printer.", dnsmessage.TypeA, a("printer.", 60, 192, 0, 2, 1)).pack(f))
	f.Add(uint8(MDNS), message{header: dnsmessage.Header{Response: true}, answers: []rr{a("printer.local.", 60, 192, 0, 2, 1)}}.pack(f))
	f.Add(uint8(NetBIOS), []byte(nbResponse))
	f.Add(uint8(NetBIOSDatagram), datagram(netbiosName("NAS", 0)))
	f.Fuzz(func(t *testing.T, service uint8, msg []byte) {
		s := Service(service % 6)
		m := s.Parse(msg, nil)
		if len(m.Records) > 0 && (!m.OK || !m.Response && s != NetBIOS && s != NetBIOSDatagram) {
			t.Errorf("records from no response: %+v", m)
		}
		for _, r := range m.Records {
			wantRecord(t, r)
		}
		if _, ok := hostname.Parse([]byte(m.Offer.Name)); !ok && m.Offer.Name != "" {
			t.Errorf("offer for %q", m.Offer.Name)
		}
	})
}

// wantRecord checks what Record promises.
func wantRecord(t *testing.T, r Record) {
	t.Helper()
	if host, ok := hostname.Parse([]byte(r.Name)); !ok || host != r.Name {
		t.Errorf("%q is no hostname", r.Name)
	}
	if !r.Addr.IsValid() || r.Addr.IsUnspecified() || r.Addr.Is4In6() || r.Addr.Zone() != "" {
		t.Errorf("address %v", r.Addr)
	}
	if len(r.Chain) > maxChain+1 || r.Via == ViaUnknown {
		t.Errorf("record %+v", r)
	}
	for _, alias := range r.Chain {
		if strings.ContainsFunc(alias, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
			t.Errorf("alias %q", alias)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	const host = "www.vendor.example."
	for _, bench := range []struct {
		name string
		msg  message
	}{
		{"Query", message{questions: []dnsmessage.Question{question(host, dnsmessage.TypeA)}}},
		{"Address", response(host, dnsmessage.TypeA, a(host, 60, 192, 0, 2, 1))},
		{"Aliases", response(host, dnsmessage.TypeA, cname(host, 60, "b.example."), cname("b.example.", 60, "c.example."),
			a("c.example.", 60, 192, 0, 2, 1), a("c.example.", 60, 192, 0, 2, 2))},
	} {
		b.Run(bench.name, func(b *testing.B) {
			msg := bench.msg.pack(b)
			dst := make([]Record, 0, 8)
			b.ReportAllocs()
			for b.Loop() {
				DNS.Parse(msg, dst)
			}
		})
	}
}
