//go:build !nogeo

package geo

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/oschwald/maxminddb-golang/v2"
)

func openEmbedded(t *testing.T) *DB {
	t.Helper()
	db, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestEmbeddedVerify(t *testing.T) {
	reader, err := maxminddb.OpenBytes(embedded)
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Verify(); err != nil {
		t.Error(err)
	}
	newest := slices.MaxFunc(embeddedSources, func(a, b Source) int { return a.Built.Compare(b.Built) })
	if built := reader.Metadata.BuildTime(); !built.Equal(newest.Built) {
		t.Errorf("built %v, but the newest source is of %v: the table is not this file's", built, newest.Built)
	}
}

// Addresses whose country is known from outside evidence and does not change:
// academic and national networks, cloud regions of published ranges, and well
// known resolvers. Names of AS are not asserted; they do change.
func TestEmbeddedLookup(t *testing.T) {
	tests := []struct {
		name, addr string
		country    string // not asserted if anycast: no database can be right
		anycast    bool
		asn        uint32 // 0: not asserted
	}{
		{"Google Public DNS", "8.8.8.8", "", true, 15169},
		{"Google Public DNS", "2001:4860:4860::8888", "", true, 15169},
		{"Cloudflare DNS", "1.1.1.1", "", true, 13335},
		{"Cloudflare DNS", "2606:4700:4700::1111", "", true, 13335},
		{"Cloudflare CDN", "104.16.1.1", "", true, 13335},
		{"Quad9", "9.9.9.9", "", true, 19281},
		{"OpenDNS", "208.67.222.222", "", true, 36692},
		{"Fastly", "151.101.1.1", "", true, 54113},
		{"M root server", "202.12.27.33", "", true, 0},
		{"114DNS", "114.114.114.114", "CN", false, 0},
		{"AliDNS", "223.5.5.5", "CN", false, 0},
		{"AliDNS", "2400:3200::1", "CN", false, 0},
		{"Alibaba HTTPDNS", "203.107.1.1", "CN", false, 37963},
		{"China Telecom", "240e:e0::1", "CN", false, 0},
		{"China Mobile", "2409:8000::1", "CN", false, 0},
		{"Chunghwa Telecom", "168.95.1.1", "TW", false, 3462},
		{"Hetzner Falkenstein", "88.198.1.1", "DE", false, 24940},
		{"Hetzner Falkenstein", "2a01:4f8::1", "DE", false, 24940},
		{"AWS ap-southeast-1", "54.179.1.1", "SG", false, 16509},
		{"AWS eu-central-1", "18.193.233.122", "DE", false, 16509},
		{"University of Tokyo", "133.11.93.1", "JP", false, 2501},
		{"KAIST", "143.248.1.1", "KR", false, 1781},
		{"Cambridge", "131.111.1.1", "GB", false, 786},
		{"ETH Zurich", "129.132.1.1", "CH", false, 559},
		{"Umea", "130.239.18.1", "SE", false, 2833},
		{"Waterloo", "129.97.1.1", "CA", false, 12093},
		{"NIC.br", "200.160.2.3", "BR", false, 22548},
		{"Yandex", "5.255.255.5", "RU", false, 13238},
		{"NAT64 of 114DNS", "64:ff9b::114.114.114.114", "CN", false, 0},
		{"6to4 of ETH", "2002:8184:101::1", "CH", false, 559},
		{"IPv4-mapped", "::ffff:131.111.1.1", "GB", false, 786},
	}
	db := openEmbedded(t)
	for _, test := range tests {
		got := db.Lookup(netip.MustParseAddr(test.addr))
		if got.Anycast != test.anycast || !test.anycast && got.Country != test.country || test.asn != 0 && got.ASN != test.asn {
			t.Errorf("%s %s: got %+v", test.name, test.addr, got)
		}
		if got.Country == "" || got.Registered == "" || got.ASN == 0 || got.Org == "" {
			t.Errorf("%s %s: a field is missing: %+v", test.name, test.addr, got)
		}
	}
	if err := db.Err(); err != nil {
		t.Error(err)
	}
}

func TestEmbeddedKnowsNothing(t *testing.T) {
	db := openEmbedded(t)
	for _, s := range []string{
		"0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.1.1", "192.0.2.1", "192.168.1.1", "198.51.100.1",
		"203.0.113.1", "224.0.0.251", "240.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::1", "fd00::1", "fe80::1", "ff02::1",
	} {
		if got := db.Lookup(netip.MustParseAddr(s)); got != (Record{}) {
			t.Errorf("%s: got %+v, want nothing", s, got)
		}
	}
}

// A country of a database is one that can be shown: a name, not its code.
func TestEmbeddedCountriesHaveNames(t *testing.T) {
	reader, err := maxminddb.OpenBytes(embedded)
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string]bool{}
	seen := map[uintptr]bool{}
	for result := range reader.Networks() {
		if seen[result.Offset()] {
			continue
		}
		seen[result.Offset()] = true
		var rec Record
		if err := maxmindCountry(result, &rec); err != nil {
			t.Fatal(err)
		}
		checked[rec.Country], checked[rec.Registered] = true, true
	}
	delete(checked, "")
	if len(checked) < 200 {
		t.Errorf("only %d countries", len(checked))
	}
	for code := range checked {
		if !isCode(code) || CountryName(code) == code {
			t.Errorf("%q has no name", code)
		}
	}
}

// The embedded database fills what a file does not cover, and is named as a
// source only then.
func TestEmbeddedFills(t *testing.T) {
	tests := []struct {
		database string
		want     Record // of 131.111.1.1, which no test database knows
		sources  []string
	}{
		{"geolite2-city", Record{ASN: 786}, []string{"GeoLite2-City", "RouteViews/DB-IP"}},
		{"geolite2-asn", Record{Country: "GB", Registered: "GB"}, []string{"GeoLite2-ASN", "IP2Location LITE", "IPFire Location"}},
		{"ipinfo-lite", Record{}, []string{"ipinfo generic_bundle_lite_free_combo.mmdb"}},
	}
	for _, test := range tests {
		db := open(t, test.database)
		got := db.Lookup(netip.MustParseAddr("131.111.1.1"))
		got.Org = ""
		if got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.database, got, test.want)
		}
		var sources []string
		for _, s := range db.Sources() {
			sources = append(sources, s.Type)
			if s.Path == Embedded && (s.Licence == "" || s.Credit == "") {
				t.Errorf("%s: %s: the credit its licence asks for is missing", test.database, s.Type)
			}
		}
		if !slices.Equal(sources, test.sources) {
			t.Errorf("%s: sources %q, want %q", test.database, sources, test.sources)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := Open(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	db, err := Open()
	if err != nil {
		b.Fatal(err)
	}
	addr := netip.MustParseAddr("131.111.1.1")
	db.Lookup(addr)
	for b.Loop() {
		db.Lookup(addr)
	}
}
