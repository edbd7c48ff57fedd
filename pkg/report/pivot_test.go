package report

import (
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/google/go-cmp/cmp"
)

// pivotOf reports the flows by the keys at once.
func pivotOf(t *testing.T, keys string, all ...found) *Report {
	t.Helper()
	parsed, err := ParsePivot(keys)
	if err != nil {
		t.Fatal(err)
	}
	res := new(scan.Result)
	var flows []*flow.Flow
	for _, f := range all {
		res.Flows = append(res.Flows, f.flow())
		flows = append(flows, res.Flows[len(res.Flows)-1].Flow)
	}
	total := found{from: "192.168.7.23", to: "203.107.1.65", sent: 7}.flow() // of which all was given up
	total.Unnamed, total.Grouped, total.AnyDevice = true, true, true
	res.Folded = []scan.Flow{total}
	res.Devices = device.Learn(flows)
	db, err := geo.Open("../../fixtures/geo/test.mmdb")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return Build(res, db, BuildOptions{Pivot: parsed})
}

func TestPivot(t *testing.T) {
	const phone, phone6, far = "192.168.7.23", "2001:db8:7::23", "203.107.1.65"
	shop := &decode.App{UID: 10123, Name: "Shop"}
	flows := []found{
		{from: phone, to: far, mac: device.MAC{0, 0, 0x5e, 0, 0x53, 0x23}, host: "a.vendor.example", app: shop, sent: 100},
		{from: phone6, to: "2408:4002:1000::21", mac: device.MAC{0, 0, 0x5e, 0, 0x53, 0x23}, host: "a.vendor.example", app: shop, sent: 20},
		{from: phone, to: "8.219.9.77", app: shop, sent: 50, received: 3},
		{from: phone, to: far, proto: decode.TCP, sent: 40},
	}
	for keys, want := range map[string][]string{
		"app,country":       {"Shop CN 120", "Shop SG 50", " CN 47"},
		"app, host":         {"Shop a.vendor.example 120", "Shop 8.219.9.77 50", " 203.107.1.65 40", "  7"},
		"device,domain":     {"192.168.7.23 vendor.example 120", "192.168.7.23  90", "  7"},
		"country,network":   {"CN AS64496 Example Cloud CN 160", "SG AS64500 Example Cloud SG 50", "CN  7"},
		"proto,app,country": {"udp Shop CN 120", "udp Shop SG 50", "tcp  CN 40", "udp  CN 7"},
	} {
		r := pivotOf(t, keys, flows...)
		var got []string
		for _, row := range r.Pivot.Rows {
			got = append(got, strings.Join(row.Values, " ")+" "+figures{exact: true}.bytes(row.Sent))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", keys, diff)
		}
		if wrong := unbalanced(r); len(wrong) > 0 && wrong[len(wrong)-1] == "pivot" {
			t.Errorf("%s does not add up", keys)
		}
	}
}

func TestPivotWritten(t *testing.T) {
	r := pivotOf(t, "app,host,device", found{from: "192.168.7.23", to: "203.107.1.65", app: &decode.App{Name: "=Shop"}, sent: 100})
	o := Options{Pivot: r.Pivot.Keys}
	text := write(t, r, o)
	for _, want := range []string{
		"\nBYTES SENT BY APP, HOST, DEVICE\n",
		"\n =Shop     [203.107.1.65]        192.168.7.23  100 B   93.5%       0 B      1\n",
		"\n [no app]  [addresses not kept]  [not kept]      7 B    6.5%       0 B      1\n",
		"\n Total                                         107 B  100.0%       0 B      2\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "BY COUNTRY") {
		t.Error("a table that nobody asked for")
	}
	o.Format = CSV
	if got, want := write(t, r, o), "app,host,device,sent,received,packets_sent,packets_received,payload_sent,payload_received,flows,first,last\n"+
		"'=Shop,203.107.1.65,192.168.7.23,100,0,1,0,0,0,1,,\n,,,7,0,1,0,0,0,1,,\n"; got != want {
		t.Errorf("csv\n%s, want\n%s", got, want)
	}
}

func TestParsePivot(t *testing.T) {
	for s, want := range map[string]string{
		"app":                     `"app" is not two or three of country, host, domain, network, device, app and proto`,
		"app,country,host,device": `"app,country,host,device" is not two or three of country, host, domain, network, device, app and proto`,
		"app,app":                 `app stands there twice`,
		"app,":                    `no table is called ""; there are country, host, domain, network, device, app and proto`,
		"app,country":             "",
		"device , host, proto":    "",
	} {
		keys, err := ParsePivot(s)
		if err == nil && want != "" || err != nil && err.Error() != want {
			t.Errorf("%q: %v, %v; want error %q", s, keys, err, want)
		}
	}
}
