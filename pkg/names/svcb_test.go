package names

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

// httpsRecord is the body of an HTTPS record with hints and ECH.
const httpsRecord = "\x00\x01" + // ServiceMode, priority 1
	"\x00" + // target: the owner
	"\x00\x01\x00\x03\x02h2" + // alpn
	"\x00\x04\x00\x08\xc0\x00\x02\x01\xc0\x00\x02\x02" + // ipv4hint
	"\x00\x05\x00\x26" + echConfigList + // ech
	"\x00\x06\x00\x10\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01" // ipv6hint

// echConfigList has one configuration.
const echConfigList = "\x00\x24" +
	"\xfe\x0d\x00\x20" + // version, length
	"\x2a" + // config_id
	"\x00\x20" + // kem_id: X25519
	"\x00\x04keyk" + // public_key, too short for one
	"\x00\x04\x00\x01\x00\x01" + // cipher_suites
	"\x00" + // maximum_name_length
	"\x0dfront.example" + // public_name
	"\x00\x00" // extensions, and what the length lacks

func TestParseServices(t *testing.T) {
	const host = "www.vendor.example."
	https := func(owner, data string) rr {
		return rr{owner: owner, typ: dnsmessage.TypeHTTPS, ttl: 60, data: []byte(data)}
	}
	ip4b := netip.MustParseAddr("192.0.2.2")
	offer := Offer{Name: "www.vendor.example", ECH: true, Configs: []ECHConfig{{0x2a, "front.example"}}}
	none := Offer{Name: "www.vendor.example"}
	record := func(addr netip.Addr, chain ...string) Record {
		return Record{"www.vendor.example", addr, chain, 60, ViaDNS}
	}
	tests := map[string]struct {
		msg     message
		records []Record
		offer   Offer
	}{
		"hints and ech": {response(host, dnsmessage.TypeHTTPS, https(host, httpsRecord)),
			[]Record{record(ip4), record(ip4b), record(ip6)}, offer},
		"no record": {response(host, dnsmessage.TypeHTTPS), nil, none},
		"no ech": {response(host, dnsmessage.TypeHTTPS, https(host, "\x00\x01\x00\x00\x04\x00\x04\xc0\x00\x02\x01")),
			[]Record{record(ip4)}, none},
		"an ech of no known version": {response(host, dnsmessage.TypeHTTPS, https(host, "\x00\x01\x00\x00\x05\x00\x06\x00\x04\xfe\x0a\x00\x00")),
			nil, Offer{Name: "www.vendor.example", ECH: true}},
		"a target of its own": {response(host, dnsmessage.TypeHTTPS, https(host, "\x00\x01\x03svc\x07example\x00\x00\x04\x00\x04\xc0\x00\x02\x01")),
			[]Record{record(ip4, "svc.example")}, none},
		"AliasMode, followed": {response(host, dnsmessage.TypeHTTPS, https(host, "\x00\x00\x03svc\x07example\x00"), https("svc.example.", httpsRecord)),
			[]Record{record(ip4, "svc.example"), record(ip4b, "svc.example"), record(ip6, "svc.example")}, offer},
		"AliasMode, to be asked about": {response(host, dnsmessage.TypeHTTPS, https(host, "\x00\x00\x03svc\x07example\x00")), nil, Offer{}},
		"AliasMode to nothing":         {response(host, dnsmessage.TypeHTTPS, https(host, "\x00\x00\x00")), nil, Offer{}},
		"through an alias": {response(host, dnsmessage.TypeHTTPS, cname(host, 60, "cdn.example."), https("cdn.example.", "\x00\x01\x00\x00\x04\x00\x04\xc0\x00\x02\x01")),
			[]Record{record(ip4, "cdn.example")}, none},
		"for another name":     {response(host, dnsmessage.TypeHTTPS, https("other.example.", httpsRecord)), nil, none},
		"keys out of order":    {response(host, dnsmessage.TypeHTTPS, https(host, "\x00\x01\x00\x00\x06\x00\x00\x00\x04\x00\x04\xc0\x00\x02\x01")), nil, none},
		"hints of five bytes":  {response(host, dnsmessage.TypeHTTPS, https(host, "\x00\x01\x00\x00\x04\x00\x05\xc0\x00\x02\x01\xc0")), nil, none},
		"a port in the name":   {response("_8443._https."+host, dnsmessage.TypeHTTPS, https("_8443._https."+host, "\x00\x01\x00\x00\x04\x00\x04\xc0\x00\x02\x01")), []Record{record(ip4)}, none},
		"the resolver's names": {response("_dns.resolver.arpa.", dnsmessage.TypeSVCB, rr{owner: "_dns.resolver.arpa.", typ: dnsmessage.TypeSVCB, data: []byte(httpsRecord)}), nil, Offer{}},
		"another service": {response("_x."+host, dnsmessage.TypeSVCB, rr{owner: "_x." + host, typ: dnsmessage.TypeSVCB, ttl: 60, data: []byte(httpsRecord)}),
			[]Record{record(ip4), record(ip4b), record(ip6)}, Offer{}},
		"truncated": {message{header: dnsmessage.Header{Response: true, Truncated: true}, questions: []dnsmessage.Question{question(host, dnsmessage.TypeHTTPS)}}, nil, Offer{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			msg := test.msg.pack(t)
			got := DNS.Parse(msg, nil)
			if diff := cmp.Diff(test.records, got.Records, compareAddrs); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.offer, got.Offer); diff != "" {
				t.Error(diff)
			}
			wantPrefixes(t, DNS, msg, got.Records)
			for n := range msg {
				if o := DNS.Parse(msg[:n], nil).Offer; o.Name != "" {
					t.Errorf("prefix of %d bytes offers %v", n, o)
				}
			}
		})
	}
}
