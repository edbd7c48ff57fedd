package main

import (
	"net/netip"
	"path/filepath"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
)

// testDatabase is a small database in the schema of one vendor. All of them
// speak of documentation addresses only.
type testDatabase struct {
	kind    string // database_type, as the vendor writes it
	version int    // 4 for IPv4 alone
	records map[string]mmdbtype.Map
}

const (
	net1 = "192.0.2.0/24"
	net2 = "198.51.100.0/24"
	net6 = "2001:db8::/32"
)

// testDatabases are the schemas that pkg/geo reads, and one that it refuses.
var testDatabases = map[string]testDatabase{
	"geolite2-city": {"GeoLite2-City", 6, map[string]mmdbtype.Map{
		net1: {
			"continent":          mmdbtype.Map{"code": mmdbtype.String("EU"), "names": mmdbtype.Map{"en": mmdbtype.String("Europe")}},
			"country":            mmdbtype.Map{"iso_code": mmdbtype.String("DE"), "geoname_id": mmdbtype.Uint32(2921044)},
			"registered_country": mmdbtype.Map{"iso_code": mmdbtype.String("US")},
			"city":               mmdbtype.Map{"names": mmdbtype.Map{"en": mmdbtype.String("Frankfurt am Main")}},
			"location":           mmdbtype.Map{"latitude": mmdbtype.Float64(50.1), "longitude": mmdbtype.Float64(8.7)},
		},
		net2: {
			"registered_country": mmdbtype.Map{"iso_code": mmdbtype.String("AU")},
			"traits":             mmdbtype.Map{"is_anycast": mmdbtype.Bool(true)},
		},
		net6: {"country": mmdbtype.Map{"iso_code": mmdbtype.String("JP")}},
	}},
	"geolite2-asn": {"GeoLite2-ASN", 6, map[string]mmdbtype.Map{
		net1: asRecord(64500, "Example Net"),
		net6: asRecord(64501, "Example Six"),
	}},
	"geoip2-isp": {"GeoIP2-ISP", 6, map[string]mmdbtype.Map{
		// The first record names no AS: one record does not show the schema.
		net1: {"isp": mmdbtype.String("Example ISP"), "organization": mmdbtype.String("Example Customer")},
		net2: merged(asRecord(64502, "Example AS"), mmdbtype.Map{"isp": mmdbtype.String("Example ISP")}),
	}},
	"geoip2-enterprise": {"GeoIP2-Enterprise", 6, map[string]mmdbtype.Map{
		net1: {
			"country": mmdbtype.Map{"iso_code": mmdbtype.String("FR"), "confidence": mmdbtype.Uint16(99)},
			"traits":  asRecord(64503, "Example Enterprise"),
		},
	}},
	"geoip2-anonymous-ip": {"GeoIP2-Anonymous-IP", 6, map[string]mmdbtype.Map{
		net1: {"is_anonymous": mmdbtype.Bool(true)},
	}},
	"dbip-country-lite": {"DBIP-Country-Lite", 6, map[string]mmdbtype.Map{
		net1: {
			"continent": mmdbtype.Map{"code": mmdbtype.String("AS")},
			"country":   mmdbtype.Map{"iso_code": mmdbtype.String("SG"), "names": mmdbtype.Map{"en": mmdbtype.String("Singapore")}},
		},
	}},
	"dbip-asn-lite": {"DBIP-ASN-Lite (compat=GeoLite2-ASN)", 6, map[string]mmdbtype.Map{
		net1: asRecord(64504, "Example DB-IP"),
	}},
	"ipinfo-lite": {"ipinfo generic_bundle_lite_free_combo.mmdb", 6, map[string]mmdbtype.Map{
		net1: {
			"country":      mmdbtype.String("South Korea"),
			"country_code": mmdbtype.String("KR"),
			"asn":          mmdbtype.String("AS64505"),
			"as_name":      mmdbtype.String("Example Lite"),
		},
		net2: {"country": mmdbtype.String("Brazil"), "country_code": mmdbtype.String("BR"), "asn": mmdbtype.String("")},
	}},
	"ipinfo-country": {"ipinfo country.mmdb", 6, map[string]mmdbtype.Map{
		net1: {"country": mmdbtype.String("IN"), "country_name": mmdbtype.String("India")},
	}},
	"ipinfo-asn": {"ipinfo standard_asn.mmdb", 6, map[string]mmdbtype.Map{
		net1: {"asn": mmdbtype.String("AS64506"), "name": mmdbtype.String("Example ASN"), "domain": mmdbtype.String("as.example")},
	}},
	"ip-location-db": {"asn-country-ipv4", 4, map[string]mmdbtype.Map{
		net1: {"country_code": mmdbtype.String("CN")},
	}},
	"empty": {"GeoLite2-Country", 6, nil},
}

func asRecord(number uint32, name string) mmdbtype.Map {
	return mmdbtype.Map{
		"autonomous_system_number":       mmdbtype.Uint32(number),
		"autonomous_system_organization": mmdbtype.String(name),
	}
}

func merged(a, b mmdbtype.Map) mmdbtype.Map {
	for k, v := range b {
		a[k] = v
	}
	return a
}

// writeTestData writes the test databases to dir.
func writeTestData(dir string) error {
	for name, d := range testDatabases {
		w, err := mmdbwriter.New(mmdbwriter.Options{
			BuildEpoch:              1767225600, // 2026-01-01
			DatabaseType:            d.kind,
			IPVersion:               d.version,
			RecordSize:              24,
			DisableIPv4Aliasing:     true,
			IncludeReservedNetworks: true,
		})
		if err != nil {
			return err
		}
		var entries []entry
		for prefix, fields := range d.records {
			p := netip.MustParsePrefix(prefix)
			entries = append(entries, entry{p.Addr(), lastOf(p), fields})
		}
		t := tree{w}
		if err := t.merge(entries); err != nil {
			return err
		}
		if err := t.writeFile(filepath.Join(dir, name+".mmdb")); err != nil {
			return err
		}
	}
	return nil
}
