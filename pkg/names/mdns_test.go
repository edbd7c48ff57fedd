package names

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

func TestParseMDNS(t *testing.T) {
	printer := netip.MustParseAddr("192.168.1.7")
	one := Record{"printer.local", printer, nil, 120, ViaMDNS}
	answer := a("Printer.local.", 120, 192, 168, 1, 7)
	flushed := answer
	flushed.class = dnsmessage.ClassINET | cacheFlush
	response := dnsmessage.Header{Response: true, Authoritative: true}
	tests := map[string]struct {
		msg  message
		want []Record
	}{
		"an address":                       {message{header: response, answers: []rr{answer}}, []Record{one}},
		"an address that replaces others":  {message{header: response, answers: []rr{flushed}}, []Record{one}},
		"an address beside a service":      {message{header: response, answers: []rr{ptr("_ipp._tcp.local.", 4500, "Dr\\. Q._ipp._tcp.local.")}, additionals: []rr{flushed}}, []Record{one}},
		"an address's name":                {message{header: response, answers: []rr{ptr("7.1.168.192.in-addr.arpa.", 120, "Printer.local.")}}, []Record{one}},
		"an address's name elsewhere":      {message{header: response, answers: []rr{ptr("7.1.168.192.in-addr.arpa.", 120, "www.vendor.example.")}}, nil},
		"a name in UTF-8":                  {message{header: response, answers: []rr{a("bücher.local.", 120, 192, 168, 1, 7)}}, []Record{{"xn--bcher-kva.local", printer, nil, 120, ViaMDNS}}},
		"a goodbye":                        {message{header: response, answers: []rr{a("printer.local.", 0, 192, 168, 1, 7)}}, nil},
		"a name that is not local":         {message{header: response, answers: []rr{a("www.vendor.example.", 120, 192, 168, 1, 7)}}, nil},
		"the domain itself":                {message{header: response, answers: []rr{a("local.", 120, 192, 168, 1, 7)}}, nil},
		"an authority":                     {message{header: response, authorities: []rr{answer}}, nil},
		"what a question knows already":    {message{questions: []dnsmessage.Question{question("printer.local.", dnsmessage.TypeA)}, answers: []rr{answer}}, nil},
		"what a host would like to be":     {message{questions: []dnsmessage.Question{question("printer.local.", dnsmessage.TypeALL)}, authorities: []rr{answer}}, nil},
		"a question repeated in an answer": {message{header: response, questions: []dnsmessage.Question{question("printer.local.", dnsmessage.TypeA)}, answers: []rr{answer}}, []Record{one}},
		"an error":                         {message{header: dnsmessage.Header{Response: true, RCode: dnsmessage.RCodeRefused}, answers: []rr{answer}}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			msg := test.msg.pack(t)
			got := MDNS.Parse(msg, nil).Records
			if diff := cmp.Diff(test.want, got, compareAddrs); diff != "" {
				t.Errorf("%x\n%s", msg, diff)
			}
			wantPrefixes(t, MDNS, msg, got)
		})
	}
}

// An instance of a service may have a dot in its label, which the library refuses.
func TestParseMDNSDotInLabel(t *testing.T) {
	const msg = "\x00\x00\x84\x00\x00\x00\x00\x02\x00\x00\x00\x00" +
		"\x05V 2.0\x04_ipp\x04_tcp\x05local\x00\x00\x10\x80\x01\x00\x00\x11\x94\x00\x01\x00" + // "V 2.0._ipp._tcp.local" TXT
		"\x07printer\xc0\x1c\x00\x01\x80\x01\x00\x00\x00\x78\x00\x04\xc0\xa8\x01\x07" // printer.local A
	got := MDNS.Parse([]byte(msg), nil).Records
	if len(got) != 1 || got[0].Name != "printer.local" {
		t.Errorf("got %v", got)
	}
}
