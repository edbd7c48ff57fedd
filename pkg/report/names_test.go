package report

import (
	"net/netip"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/names"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/google/go-cmp/cmp"
)

// TestNames lists each answer once, in the way it was given, whoever used it.
func TestNames(t *testing.T) {
	const far = "203.107.1.65"
	answer := func(name string, via names.Via, frame uint64) *names.Answer {
		return &names.Answer{Record: names.Record{Name: name, Addr: netip.MustParseAddr(far), Via: via}, Place: decode.Place{Frame: frame}}
	}
	used := func(name string, via scan.Via, frame uint64) scan.Flow {
		f := found{from: "192.168.7.42", to: far}.flow()
		f.Frame = 9
		f.Names = []scan.Name{{Host: name, Via: via, Place: decode.Place{Frame: frame}}}
		return f
	}
	list := Names(&scan.Result{
		Answers: []*names.Answer{
			answer("http.example", names.ViaHTTPDNS, 2), answer("http.example", names.ViaHTTPDNS, 3),
			answer("dns.example", names.ViaDNS, 4),
			answer("file.example", names.ViaNRB, 1), answer("file.example", names.ViaNRB, 8), // before frames 1 and 8
		},
		Flows: []scan.Flow{
			used("http.example", scan.ViaDNSOther, 3),
			used("dns.example", scan.ViaDNSOther, 4),
			used("file.example", scan.ViaNRB, 1),
			used("file.example", scan.ViaNRB, 1),
		},
	})
	first := &Use{Frame: 9}
	want := []NameUse{
		{Name: "dns.example", Address: far, Via: "dns", Frame: 4, Chain: []string{}, Flows: 1, First: first},
		{Name: "file.example", Address: far, Via: "nrb", Frame: 1, Chain: []string{}, Flows: 2, First: first},
		{Name: "http.example", Address: far, Via: "httpdns", Frame: 2, Chain: []string{}, Flows: 1, First: first},
	}
	if diff := cmp.Diff(want, list.Names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
