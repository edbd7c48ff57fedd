package geo

import (
	"bytes"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func testdata(name string) string { return filepath.Join("testdata", name+".mmdb") }

func open(t *testing.T, names ...string) *DB {
	t.Helper()
	var paths []string
	for _, name := range names {
		paths = append(paths, testdata(name))
	}
	db, err := Open(paths...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestSchemas(t *testing.T) {
	const (
		net1 = "192.0.2.1"
		net2 = "198.51.100.1"
		net6 = "2001:db8::1"
		none = "203.0.113.1"
	)
	tests := []struct {
		database, addr string
		want           Record
	}{
		{"geolite2-city", net1, Record{Country: "DE", Registered: "US"}},
		{"geolite2-city", "::ffff:192.0.2.1", Record{Country: "DE", Registered: "US"}},
		{"geolite2-city", net2, Record{Registered: "AU", Anycast: true}},
		{"geolite2-city", net6, Record{Country: "JP"}},
		{"geolite2-city", net6 + "%eth0", Record{Country: "JP"}},
		{"geolite2-city", none, Record{}},
		{"geolite2-asn", net1, Record{ASN: 64500, Org: "Example Net"}},
		{"geolite2-asn", net6, Record{ASN: 64501, Org: "Example Six"}},
		{"geoip2-isp", net1, Record{}},
		{"geoip2-isp", net2, Record{ASN: 64502, Org: "Example AS"}},
		{"geoip2-enterprise", net1, Record{Country: "FR", ASN: 64503, Org: "Example Enterprise"}},
		{"dbip-country-lite", net1, Record{Country: "SG"}},
		{"dbip-asn-lite", net1, Record{ASN: 64504, Org: "Example DB-IP"}},
		{"ipinfo-lite", net1, Record{Country: "KR", ASN: 64505, Org: "Example Lite"}},
		{"ipinfo-lite", net2, Record{Country: "BR"}},
		{"ipinfo-country", net1, Record{Country: "IN"}},
		{"ipinfo-asn", net1, Record{ASN: 64506, Org: "Example ASN"}},
		{"ip-location-db", net1, Record{Country: "CN"}},
		{"ip-location-db", "::ffff:192.0.2.1", Record{Country: "CN"}},
		{"ip-location-db", net6, Record{}}, // an IPv4-only database
	}
	for _, test := range tests {
		db := open(t, test.database)
		if got := db.Lookup(netip.MustParseAddr(test.addr)); got != test.want {
			t.Errorf("%s: %s: got %+v, want %+v", test.database, test.addr, got, test.want)
		}
		if err := db.Err(); err != nil {
			t.Errorf("%s: %s: %v", test.database, test.addr, err)
		}
	}
}

// What stands in a code's place where a database knows no country is none.
func TestNoCountry(t *testing.T) {
	whole, err := os.ReadFile(testdata("ip-location-db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ code, want string }{{"CN", "CN"}, {"cn", "CN"}, {"ZZ", ""}, {"--", ""}, {"1X", ""}} {
		// A string of two bytes (MaxMind DB file format, "Output Data Section").
		data := bytes.ReplaceAll(whole, []byte("\x42CN"), []byte("\x42"+test.code))
		d, err := openBytes(data)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.lookup(netip.MustParseAddr("192.0.2.1")); got.Country != test.want || d.err != nil {
			t.Errorf("%q: %+v, %v; want %q", test.code, got, d.err, test.want)
		}
	}
	for _, s := range []string{"", "-", "LAN", "E", "€1"} {
		if got := code(s); got != "" {
			t.Errorf("code(%q) = %q", s, got)
		}
	}
}

// A database answers only for what it covers, and the first that covers it wins.
func TestPrecedence(t *testing.T) {
	tests := []struct {
		name      string
		databases []string
		want      Record // of 192.0.2.1, which the embedded database does not know
		sources   []string
	}{
		{"country and network from two files", []string{"geolite2-city", "geolite2-asn"},
			Record{Country: "DE", Registered: "US", ASN: 64500, Org: "Example Net"},
			[]string{"GeoLite2-City", "GeoLite2-ASN"}},
		{"order of the two does not matter", []string{"geolite2-asn", "geolite2-city"},
			Record{Country: "DE", Registered: "US", ASN: 64500, Org: "Example Net"},
			[]string{"GeoLite2-ASN", "GeoLite2-City"}},
		{"one file with both", []string{"ipinfo-lite"},
			Record{Country: "KR", ASN: 64505, Org: "Example Lite"},
			[]string{"ipinfo generic_bundle_lite_free_combo.mmdb"}},
		{"the second adds what the first lacks, and no more", []string{"dbip-country-lite", "ipinfo-lite"},
			Record{Country: "SG", ASN: 64505, Org: "Example Lite"},
			[]string{"DBIP-Country-Lite", "ipinfo generic_bundle_lite_free_combo.mmdb"}},
		{"a file that adds nothing is no source", []string{"ipinfo-lite", "geolite2-asn", "geolite2-city"},
			Record{Country: "KR", ASN: 64505, Org: "Example Lite"},
			[]string{"ipinfo generic_bundle_lite_free_combo.mmdb"}},
	}
	for _, test := range tests {
		db := open(t, test.databases...)
		if got := db.Lookup(netip.MustParseAddr("192.0.2.1")); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
		var sources []string
		for _, s := range db.Sources() {
			sources = append(sources, s.Type)
		}
		if diff := cmp.Diff(test.sources, sources); diff != "" {
			t.Errorf("%s: sources (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestSourceOfFile(t *testing.T) {
	db := open(t, "geolite2-city", "geolite2-asn")
	got := db.Sources()[0]
	want := Source{
		Path:    testdata("geolite2-city"),
		Type:    "GeoLite2-City",
		Built:   time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Country: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	whole, err := os.ReadFile(testdata("geolite2-city"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct{ name, path, want string }{
		{"missing", filepath.Join(dir, "missing.mmdb"), ""}, // in the system's words
		{"directory", dir, ""},
		{"empty", write("empty.mmdb", nil), "not a MaxMind-format database"},
		{"other format", write("other.mmdb", []byte("network,country\n")), "not a MaxMind-format database"},
		{"cut short", write("short.mmdb", whole[:len(whole)-1]), "not a MaxMind-format database"},
		{"beginning missing", write("tail.mmdb", whole[len(whole)/2:]), ""},
		{"anonymous IP", testdata("geoip2-anonymous-ip"), `type "GeoIP2-Anonymous-IP" tells neither countries nor AS numbers`},
		{"no records", testdata("empty"), `type "GeoLite2-Country" has no records`},
	}
	for _, test := range tests {
		db, err := Open(testdata("geolite2-asn"), test.path)
		if err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		got := err.Error()
		if db != nil || !strings.HasPrefix(got, "geo: ") || !strings.Contains(got, test.path) ||
			!strings.Contains(got, test.want) || strings.Contains(got, "\n") {
			t.Errorf("%s: got %v, %q, want one line with the path and %q", test.name, db, got, test.want)
		}
	}
	if _, err := Open(tests[0].path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v is not fs.ErrNotExist", err)
	}
}

// Whatever is in a damaged database, Lookup returns. Open need not refuse it:
// to verify a database of 24 MB takes 0.8 s, to open and ask it 0.1 ms.
func TestDamaged(t *testing.T) {
	for _, name := range []string{"geolite2-city", "geoip2-enterprise", "ipinfo-lite"} {
		whole, err := os.ReadFile(testdata(name))
		if err != nil {
			t.Fatal(err)
		}
		opened, noted := 0, 0
		for i := range whole {
			for _, flip := range []byte{0x01, 0x20, 0x80, 0xff} {
				data := append([]byte(nil), whole...)
				data[i] ^= flip
				d, err := openBytes(data)
				if err != nil {
					continue
				}
				opened++
				for _, addr := range []string{"192.0.2.1", "198.51.100.1", "2001:db8::1", "8.8.8.8"} {
					d.lookup(netip.MustParseAddr(addr))
				}
				if d.err != nil {
					noted++
				}
			}
		}
		if opened == 0 || noted == 0 {
			t.Errorf("%s: %d damaged databases opened, %d noted: the test tested nothing", name, opened, noted)
		}
	}
}

// A forged tree that fans out to 2^128 empty networks is refused, not walked.
func TestForgedTree(t *testing.T) {
	const depth = 128
	var data []byte
	for node := range depth {
		next := byte(node + 1) // after the last node: the node count, which means no record
		data = append(data, 0, 0, next, 0, 0, next)
	}
	data = append(data, make([]byte, 16)...) // the data section begins
	data = append(data, "\xab\xcd\xefMaxMind.com"...)
	data = append(data, 0xe7) // a map of 7
	key := func(name string) { data = append(append(data, 0x40|byte(len(name))), name...) }
	key("node_count")
	data = append(data, 0xc1, depth) // uint32
	key("record_size")
	data = append(data, 0xa1, 24) // uint16
	key("ip_version")
	data = append(data, 0xa1, 6)
	key("database_type")
	key("forged")
	key("build_epoch")
	data = append(data, 0x01, 0x02, 1) // uint64
	data = append(append(data, 0x5b), "binary_format_major_version"[:27]...)
	data = append(data, 0xa1, 2)
	key("languages")
	data = append(data, 0x00, 0x04) // an empty array

	_, err := openBytes(data)
	if want := `embedded: a database of type "forged" has no records`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzOpen(f *testing.F) {
	files, err := filepath.Glob(testdata("*"))
	if err != nil || len(files) == 0 {
		f.Fatal("no test databases: ", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := openBytes(data)
		if err != nil {
			return
		}
		for _, addr := range []string{"0.0.0.0", "192.0.2.1", "2001:db8::1", "ffff::"} {
			first := d.lookup(netip.MustParseAddr(addr))
			if again := d.lookup(netip.MustParseAddr(addr)); again != first {
				t.Errorf("%s: %+v, then %+v", addr, first, again)
			}
		}
	})
}

func TestDamageIsNamed(t *testing.T) {
	db := open(t, "geolite2-city", "geolite2-asn")
	db.country.note(errors.New("bad pointer"))
	db.country.note(errors.New("a later one"))
	if got, want := db.Err().Error(), "geo: "+testdata("geolite2-city")+": damaged: bad pointer"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Transition addresses are looked up by the IPv4 address inside, unless that
// is one that belongs to nobody.
func TestLookupInside(t *testing.T) {
	db := open(t, "geolite2-city", "geolite2-asn")
	known := Record{Country: "DE", Registered: "US", ASN: 64500, Org: "Example Net"}
	inside := func(r Record, kind string) Record { r.Inside = kind; return r }
	tests := []struct {
		addr string
		want Record
		key  string
	}{
		{"64:ff9b::192.0.2.1", inside(known, NAT64), "DE"},
		{"2002:c000:201::1", inside(known, SixToFour), "DE"},
		{"2001:0:cb00:7101::3fff:fdfe", inside(known, Teredo), "DE"},
		{"64:ff9b::10.0.0.1", Record{Inside: NAT64}, Unknown}, // left the LAN, or did it?
		{"64:ff9b::224.0.0.1", Record{Inside: NAT64}, Unknown},
		{"2002:a00:1::1", Record{Inside: SixToFour}, Unknown},
		{"10.0.0.1", Record{}, LAN},
		{"fe80::1%wlan0", Record{}, LAN},
		{"ff02::fb", Record{}, Multicast},
		{"255.255.255.255", Record{}, Multicast},
		{"203.0.113.1", Record{}, Unknown},
		{"192.0.2.1", known, "DE"},
	}
	for _, test := range tests {
		addr := netip.MustParseAddr(test.addr)
		got := db.Lookup(addr)
		if got != test.want {
			t.Errorf("%s: got %+v, want %+v", addr, got, test.want)
		}
		if key := CountryKey(addr, got); key != test.key {
			t.Errorf("%s: key %q, want %q", addr, key, test.key)
		}
	}
	if got := db.Lookup(netip.Addr{}); got != (Record{}) {
		t.Errorf("no address: got %+v", got)
	}
}

func TestLookupAllocs(t *testing.T) {
	db := open(t, "geolite2-city", "geolite2-asn")
	addrs := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("203.0.113.1")}
	for _, addr := range addrs {
		db.Lookup(addr)
	}
	if n := testing.AllocsPerRun(100, func() {
		for _, addr := range addrs {
			db.Lookup(addr)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// The cache is emptied when full, and answers stay the same.
func TestCacheLimit(t *testing.T) {
	db := open(t, "geolite2-city", "geolite2-asn")
	addr := netip.MustParseAddr("192.0.2.1")
	want := db.Lookup(addr)
	for i := len(db.country.cache); i < cacheLimit; i++ {
		db.country.cache[^uintptr(i)] = Record{}
	}
	db.Lookup(netip.MustParseAddr("198.51.100.1"))
	if n := len(db.country.cache); n != 1 {
		t.Errorf("%d records kept, want 1", n)
	}
	if got := db.Lookup(addr); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
