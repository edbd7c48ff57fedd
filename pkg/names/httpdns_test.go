package names

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHTTPDNSQuery(t *testing.T) {
	for target, want := range map[string][]string{
		"/100000/d?host=www.vendor.example":                         {"www.vendor.example"},
		"/100000/d?ip=192.0.2.9&host=WWW.vendor.example.&query=4,6": {"www.vendor.example"},
		"/100000/sign_d?host=www.vendor.example&t=1700000000&s=00":  {"www.vendor.example"},
		"/100000/resolve?host=a.example,b.example":                  {"a.example", "b.example"},
		"/100000/resolve?host=a.example%2Cb.example":                {"a.example", "b.example"},
		"http://192.0.2.53/100000/d?host=www.vendor.example":        {"www.vendor.example"},
		"/v2/d?id=100000&dn=www.vendor.example&m=0":                 {"www.vendor.example"},
		"/d?dn=www.vendor.example&ttl=1":                            {"www.vendor.example"},
		"/d?dn=www.vendor.example.":                                 {"www.vendor.example"},
		"/v2/0001/?dn=a.example,b.example&account_id=1&sign=0&t=0":  {"a.example", "b.example"},
		"/v3/resolve?dn=www.vendor.example":                         {"www.vendor.example"},
		"/q?host=www.vendor.example&f=2&aid=13":                     {"www.vendor.example"},
		"/resolve?name=www.vendor.example.&type=1&short=1":          {"www.vendor.example"},
		"/resolve?domain=a.example,b.example&account_id=1&sign=0":   {"a.example", "b.example"},
		"/resolve?dn=www.vendor.example":                            nil,
		"/api/resolve?name=www.vendor.example":                      nil,
		"/d?dn=" + strings.Repeat("a.example,", maxAsked+1):         slices.Repeat([]string{"a.example"}, maxAsked),
		"/d?dn=3f2a8c4411d0e7b5&id=1":                               nil, // encrypted
		"/d?dn=192.0.2.1":                                           nil,
		"/d?dn=":                                                    nil,
		"/d":                                                        nil,
		"/":                                                         nil,
		"":                                                          nil,
		"*":                                                         nil,
		"/d?host=www.vendor.example":                                nil,
		"/d?xdn=www.vendor.example":                                 nil,
		"/shop/d?host=www.vendor.example":                           nil,
		"/100000/e?host=www.vendor.example":                         nil,
		"/a/100000/d?host=www.vendor.example":                       nil,
		"/search?dn=www.vendor.example":                             nil,
		"/d?dn=www.vendor.example%zz":                               nil,
		"/100000/d?host=<script>,www.vendor.example":                {"www.vendor.example"},
	} {
		if got := HTTPDNSQuery(target); !slices.Equal(got, want) {
			t.Errorf("%s: got %q", target, got)
		}
	}
}

func TestHTTPDNSAnswer(t *testing.T) {
	record := func(name, addr string, ttl uint32) Record {
		return Record{Name: name, Addr: netip.MustParseAddr(addr), TTL: ttl, Via: ViaHTTPDNS}
	}
	single := []string{"a.example"}
	double := []string{"a.example", "b.example"}
	for name, test := range map[string]struct {
		body  string
		asked []string
		want  []Record
	}{
		"Alibaba": {`{"host":"A.example","ips":["192.0.2.1"],"ipsv6":["2001:db8::1"],"ttl":57,"origin_ttl":120}`, single,
			[]Record{record("a.example", "192.0.2.1", 57), record("a.example", "2001:db8::1", 57)}},
		"Alibaba, several names": {`{"dns":[{"host":"a.example","ips":["192.0.2.1"],"type":1,"ttl":60},{"host":"b.example","ips":["2001:db8::1"],"type":28,"ttl":61}]}`, double,
			[]Record{record("a.example", "192.0.2.1", 60), record("b.example", "2001:db8::1", 61)}},
		"Alibaba, results": {`{"results":[{"host":"a.example","client_ip":"192.0.2.9","ips":["192.0.2.1"],"type":1,"ttl":26}]}`, single,
			[]Record{record("a.example", "192.0.2.1", 26)}},
		"Alibaba, second version": {`{"code":"success","mode":0,"data":{"cip":"192.0.2.9","answers":[{"dn":"a.example","v4":{"ips":["192.0.2.1"],"ttl":60},"v6":{"ips":["2001:db8::1"],"ttl":61}}]}}`, single,
			[]Record{record("a.example", "192.0.2.1", 60), record("a.example", "2001:db8::1", 61)}},
		"Alibaba, encrypted": {`{"code":"success","mode":1,"data":"bm90IHRvIGJlIHJlYWQ="}`, single, nil},
		"Baidu": {`{"clientip":"192.0.2.9","data":{"b.example":{"ip":["192.0.2.2"],"ttl":9},"a.example":{"ip":["192.0.2.1"],"ipv6":["2001:db8::1"],"ttl":60}},"msg":"ok"}`, double,
			[]Record{record("a.example", "192.0.2.1", 60), record("a.example", "2001:db8::1", 60), record("b.example", "192.0.2.2", 9)}},
		"Tencent":                  {"192.0.2.1;192.0.2.2", single, []Record{record("a.example", "192.0.2.1", NoTTL), record("a.example", "192.0.2.2", NoTTL)}},
		"Tencent, a TTL":           {"192.0.2.1,120\n", single, []Record{record("a.example", "192.0.2.1", 120)}},
		"Tencent, the client":      {"192.0.2.1,120|192.0.2.9", single, []Record{record("a.example", "192.0.2.1", 120)}},
		"Tencent, IPv6":            {"2001:db8::1;2001:db8::2", single, []Record{record("a.example", "2001:db8::1", NoTTL), record("a.example", "2001:db8::2", NoTTL)}},
		"Tencent, several names":   {"a.example.:192.0.2.1,60\nb.example.:192.0.2.2,61\n", double, []Record{record("a.example", "192.0.2.1", 60), record("b.example", "192.0.2.2", 61)}},
		"Tencent, no such name":    {"0", single, nil},
		"Tencent, one name of two": {"a.example.:0\nb.example.:192.0.2.2,61|192.0.2.9\n", double, []Record{record("b.example", "192.0.2.2", 61)}},
		"Tencent, both families": {"192.0.2.1;192.0.2.2,120-2001:db8::1,60|192.0.2.9", single,
			[]Record{record("a.example", "192.0.2.1", 120), record("a.example", "192.0.2.2", 120), record("a.example", "2001:db8::1", 60)}},
		"Tencent, no IPv6":     {"a.example.:192.0.2.1-0|192.0.2.9", single, []Record{record("a.example", "192.0.2.1", NoTTL)}},
		"ByteDance":            {`{"ips":["192.0.2.1"],"ttl":60,"cip":"192.0.2.9"}`, single, []Record{record("a.example", "192.0.2.1", 60)}},
		"no names for several": {`{"ips":["192.0.2.1"],"ttl":60}`, double, nil},
		"Alibaba's public resolvers": {`{"Status":0,"TC":false,"Question":{"name":"a.example.","type":1},"Answer":[{"name":"a.example.","TTL":300,"type":5,"data":"c.example."},` +
			`{"name":"c.example.","TTL":20,"type":1,"data":"192.0.2.1"},{"name":"d.example.","TTL":20,"type":1,"data":"192.0.2.4"}]}`, single,
			[]Record{{Name: "a.example", Addr: netip.MustParseAddr("192.0.2.1"), TTL: 20, Via: ViaHTTPDNS, Chain: []string{"c.example"}}}},
		"Alibaba's public resolvers, a loop": {`{"Answer":[{"name":"a.example.","TTL":1,"type":1,"data":"192.0.2.1"},{"name":"a.example.","TTL":1,"type":5,"data":"a.example."}]}`, single, nil},
		"Alibaba's public resolvers, short":  {`["192.0.2.1","192.0.2.2"]`, single, []Record{record("a.example", "192.0.2.1", NoTTL), record("a.example", "192.0.2.2", NoTTL)}},
		"a list of something else":           {`["192.0.2.1",2]`, single, nil},
		"a list for several names":           {`["192.0.2.1"]`, double, nil},
		"text without names":                 {"192.0.2.1", double, nil},
		"another name":                       {`{"host":"b.example","ips":["192.0.2.1"],"ttl":57}`, single, nil},
		"another name, in text":              {"b.example.:192.0.2.1", single, nil},
		"one address is none":                {`{"host":"a.example","ips":["192.0.2.1","192.0.2"],"ttl":57}`, single, nil},
		"one address is none, in text":       {"192.0.2.1;192.0.2", single, nil},
		"a TTL that is none":                 {"192.0.2.1,x", single, nil},
		"a negative TTL":                     {`{"host":"a.example","ips":["192.0.2.1"],"ttl":-1}`, single, nil},
		"two objects":                        {`{"host":"a.example","ips":["192.0.2.1"]}{}`, single, nil},
		"an unspecified address":             {"0.0.0.0", single, nil},
		"a web page":                         {"<html>192.0.2.1</html>", single, nil},
		"ordinary JSON":                      {`{"host":"a.example","ok":true}`, single, nil},
		"nothing":                            {"", single, nil},
		"nothing asked":                      {"192.0.2.1", nil, nil},
		"too long":                           {"192.0.2.1" + strings.Repeat(";192.0.2.1", maxHTTPDNS/10), single, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, HTTPDNSAnswer([]byte(test.body), test.asked, nil), compareAddrs); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHTTPDNSAnswerCut(t *testing.T) {
	const body = `{"host":"a.example","ips":["192.0.2.1","192.0.2.11"],"ttl":57}`
	for n := range len(body) {
		if got := HTTPDNSAnswer([]byte(body[:n]), []string{"a.example"}, nil); got != nil {
			t.Errorf("prefix of %d bytes: got %v", n, got)
		}
	}
}

func FuzzHTTPDNS(f *testing.F) {
	f.Add("/100000/d?host=a.example", []byte(`{"host":"a.example","ips":["192.0.2.1"],"ttl":57}`))
	f.Add("/v2/d?dn=a.example", []byte(`{"data":{"answers":[{"dn":"a.example","v4":{"ips":["192.0.2.1"],"ttl":60}}]}}`))
	f.Add("/v2/0001?dn=a.example", []byte(`{"data":{"a.example":{"ip":["192.0.2.1"],"ttl":60}}}`))
	f.Add("/resolve?name=a.example", []byte(`{"Answer":[{"name":"a.example.","TTL":1,"type":5,"data":"b.example."},{"name":"b.example.","TTL":1,"type":1,"data":"192.0.2.1"}]}`))
	f.Add("/resolve?name=a.example", []byte(`["192.0.2.1"]`))
	f.Add("/d?dn=a.example", []byte("192.0.2.1,60-2001:db8::1,60|192.0.2.9"))
	f.Add("/d?dn=a.example,b.example", []byte("a.example.:192.0.2.1,60\nb.example.:192.0.2.2,61\n"))
	f.Fuzz(func(t *testing.T, target string, body []byte) {
		asked := HTTPDNSQuery(target)
		for _, r := range HTTPDNSAnswer(body, asked, nil) {
			wantRecord(t, r)
			if !slices.Contains(asked, r.Name) {
				t.Errorf("%q was not asked for", r.Name)
			}
		}
	})
}
