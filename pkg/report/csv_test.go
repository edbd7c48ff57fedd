package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCSV(t *testing.T) {
	r := sample(phone()[:2])
	r.Hosts[0].Marks = []string{"ech", "shared"}
	for _, test := range []struct {
		name string
		o    Options
		want []string // the first lines
	}{
		{"hosts by default", Options{}, []string{
			"host,domain,via,vias,marks,addresses,countries,networks,encryption,sent,received,packets_sent,packets_received,payload_sent,payload_received,flows,first,last",
			"tracking.vendor.example,tracking.vendor.example,sni,,ech;shared,203.0.113.5,CN,AS64500 Sample Network 1,tls=610400,610400,22310,0,0,0,0,1,,",
		}},
		{"countries, never cut", Options{By: []Key{ByCountry}, Top: 1}, []string{
			"country,name,scope,hosts,anycast_sent,registered,sent,received,packets_sent,packets_received,payload_sent,payload_received,flows,first,last",
			"CN,China,global,2,0,,1012518,2002310,0,0,0,0,2,,",
		}},
		{"flows", Options{Flows: true}, []string{
			"id,proto,device,device_port,remote,remote_port,role,first,last,input,frame,vlan,encapsulation,outer_remote,sent,received,packets_sent,packets_received,payload_sent,payload_received,retransmitted_sent,retransmitted_received,host,via,marks,names,country,registered_country,anycast,asn,network,encryption,app",
			"1,tcp,192.168.2.100,40000,203.0.113.5,443,private,2026-11-20T09:14:02.1Z,2026-11-20T09:14:02.1Z,0,0,,,,610400,22310,0,0,0,0,0,0,tracking.vendor.example,sni,,sni=tracking.vendor.example,CN,,false,0,,tls,",
		}},
	} {
		test.o.Format = CSV
		lines := strings.Split(write(t, r, test.o), "\n")
		for i, want := range test.want {
			if lines[i] != want {
				t.Errorf("%s: line %d is\n%s\nwant\n%s", test.name, i+1, lines[i], want)
			}
		}
	}
}

func TestCSVIsOneTable(t *testing.T) {
	r := sample(phone())
	for _, o := range []Options{
		{By: []Key{ByHost, ByCountry}}, {By: []Key{ByHost}, Flows: true},
		{Pivot: []Key{ByHost, ByCountry}, Flows: true}, {Pivot: []Key{ByHost, ByCountry}, By: []Key{ByHost}},
	} {
		o.Format = CSV
		if err := Write(new(bytes.Buffer), r, o); err == nil || !strings.Contains(err.Error(), "csv is one table") {
			t.Errorf("%+v: %v", o, err)
		}
	}
	r.Flows = nil
	if err := Write(new(bytes.Buffer), r, Options{Format: CSV, Flows: true}); !errors.Is(err, errNoFlows) {
		t.Errorf("flows not kept: %v", err)
	}
	for _, key := range Keys() {
		rows, err := csv.NewReader(strings.NewReader(write(t, r, Options{Format: CSV, By: []Key{key}}))).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Errorf("%s: %d rows, %v", key, len(rows), err)
			continue
		}
		if slices.Index(rows[0], "sent") < 0 {
			t.Errorf("%s: header %q", key, rows[0])
		}
	}
}

func TestCSVText(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"a.example", "a.example"},
		{"=HYPERLINK(1)", "'=HYPERLINK(1)"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"＝1", "'＝1"}, // fullwidth, which spreadsheets fold
		{"\t=1", `\t=1`},
		{"\r=1", `\r=1`},
		{"a;=1", `a\x3b=1`}, // ";" separates cells in some locales
		{"", ""},
	} {
		if got := csvText(test.in); got != test.want {
			t.Errorf("csvText(%q) = %q, want %q", test.in, got, test.want)
		}
	}
	r := sample(phone()[:1])
	r.Hosts[0].Marks = []string{"ech", "=1"}
	r.Hosts[0].Encryption = Encryption{{"=x", 1}}
	r.Apps = []App{{UID: -1}}
	if got := write(t, r, Options{Format: CSV}); !strings.Contains(got, ",ech;'=1,") || !strings.Contains(got, ",'=x=1,") {
		t.Errorf("formulas in lists:\n%s", got)
	}
	if got := write(t, r, Options{Format: CSV, By: []Key{ByApp}}); !strings.Contains(got, "\n-1,") {
		t.Errorf("a negative number is not a formula:\n%s", got)
	}
}
