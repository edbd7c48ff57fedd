package geo

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/oschwald/geoip2-golang/v2"
	"github.com/oschwald/maxminddb-golang/v2"
)

const (
	// recordLimit is how many records are read to learn what a database holds.
	// One is enough for most, but MaxMind leaves out of a record what it does
	// not know.
	recordLimit = 100

	// networkLimit is how many networks are visited to find those records. A
	// real database starts after a few hundred empty ones at most; the tree of
	// a forged one can fan out to 2^128.
	networkLimit = 1 << 16
)

// schema decodes one family of databases. A nil field is one it does not have.
type schema struct {
	country func(maxminddb.Result, *Record) error // fills Country, Registered, Anycast
	network func(maxminddb.Result, *Record) error // fills ASN, Org
}

// decode reads one record. On an error the record is empty.
func (s schema) decode(result maxminddb.Result) (Record, error) {
	var rec Record
	for _, fill := range []func(maxminddb.Result, *Record) error{s.country, s.network} {
		if fill == nil {
			continue
		}
		if err := fill(result, &rec); err != nil {
			return Record{}, err
		}
	}
	return rec, nil
}

// probe learns a database's schema from its first records. The type in the
// metadata cannot tell: anyone may choose one, and vendors do.
func probe(reader *maxminddb.Reader) (schema, error) {
	var s schema
	records, networks := 0, 0
	for result := range reader.Networks(maxminddb.IncludeNetworksWithoutData()) {
		if networks++; networks > networkLimit || records == recordLimit || s.country != nil && s.network != nil {
			break
		}
		if err := result.Err(); err != nil {
			return s, fmt.Errorf("damaged: %w", err)
		}
		if !result.Found() {
			continue
		}
		var fields map[string]any
		if err := result.Decode(&fields); err != nil {
			return s, fmt.Errorf("damaged: %w", err)
		}
		s.learn(fields)
		records++
	}
	if records == 0 {
		return s, fmt.Errorf("a database of type %q has no records", reader.Metadata.DatabaseType)
	}
	if s.country == nil && s.network == nil {
		return s, fmt.Errorf("a database of type %q tells neither countries nor AS numbers", reader.Metadata.DatabaseType)
	}
	return s, nil
}

// learn adds to s what a record with these fields can tell.
func (s *schema) learn(fields map[string]any) {
	if s.country == nil {
		s.country = countryDecoder(fields)
	}
	if s.network == nil {
		s.network = networkDecoder(fields)
	}
}

func countryDecoder(fields map[string]any) func(maxminddb.Result, *Record) error {
	if has[map[string]any](fields, "country") || has[map[string]any](fields, "registered_country") {
		return maxmindCountry
	}
	if has[string](fields, "country_code") {
		return countryCode
	}
	if code, ok := fields["country"].(string); ok && isCode(code) {
		return countryString
	}
	return nil
}

func networkDecoder(fields map[string]any) func(maxminddb.Result, *Record) error {
	const number = "autonomous_system_number"
	if _, ok := fields[number]; ok {
		return maxmindASN
	}
	if traits, ok := fields["traits"].(map[string]any); ok && traits[number] != nil {
		return maxmindEnterprise
	}
	if has[string](fields, "asn") {
		return ipinfoASN
	}
	return nil
}

// code returns a country's code in upper case, "" for what stands there where a
// database knows none: "-" (IP2Location), "ZZ" (DB-IP; CLDR's unknown region).
func code(s string) string {
	if s = strings.ToUpper(s); !isCode(s) || s == "ZZ" {
		return ""
	}
	return s
}

func has[T any](fields map[string]any, name string) bool {
	_, ok := fields[name].(T)
	return ok
}

// maxmindCountry reads GeoIP2 and GeoLite2 Country, City and Enterprise, whose
// country fields are the same, and DB-IP's Country and City.
func maxmindCountry(result maxminddb.Result, rec *Record) error {
	var r geoip2.Country
	if err := result.Decode(&r); err != nil {
		return err
	}
	rec.Country, rec.Registered = code(r.Country.ISOCode), code(r.RegisteredCountry.ISOCode)
	rec.Anycast = r.Traits.IsAnycast
	return nil
}

// maxmindASN reads GeoLite2 ASN, GeoIP2 ISP, which begins with the same fields,
// and the ASN databases of DB-IP and ip-location-db.
func maxmindASN(result maxminddb.Result, rec *Record) error {
	var r geoip2.ASN
	if err := result.Decode(&r); err != nil {
		return err
	}
	rec.ASN, rec.Org = uint32(r.AutonomousSystemNumber), r.AutonomousSystemOrganization
	return nil
}

// maxmindEnterprise reads the network of GeoIP2 Enterprise.
func maxmindEnterprise(result maxminddb.Result, rec *Record) error {
	var r geoip2.Enterprise
	if err := result.Decode(&r); err != nil {
		return err
	}
	rec.ASN, rec.Org = uint32(r.Traits.AutonomousSystemNumber), r.Traits.AutonomousSystemOrganization
	return nil
}

// countryCode reads ip-location-db and IPinfo Lite, where "country" is a name
// and country_code the code.
func countryCode(result maxminddb.Result, rec *Record) error {
	var r struct {
		Code string `maxminddb:"country_code,maxsize:16"`
	}
	if err := result.Decode(&r); err != nil {
		return err
	}
	rec.Country = code(r.Code)
	return nil
}

// countryString reads IPinfo's other databases, where "country" is the code.
func countryString(result maxminddb.Result, rec *Record) error {
	var r struct {
		Code string `maxminddb:"country,maxsize:16"`
	}
	if err := result.Decode(&r); err != nil {
		return err
	}
	rec.Country = code(r.Code)
	return nil
}

// ipinfoASN reads IPinfo, where the AS is "AS15169" and its name as_name, or
// name in the database of ASNs alone.
func ipinfoASN(result maxminddb.Result, rec *Record) error {
	var r struct {
		ASN    string `maxminddb:"asn,maxsize:16"`
		ASName string `maxminddb:"as_name,maxsize:4096"`
		Name   string `maxminddb:"name,maxsize:4096"`
	}
	if err := result.Decode(&r); err != nil {
		return err
	}
	number, err := strconv.ParseUint(strings.TrimPrefix(r.ASN, "AS"), 10, 32)
	if err != nil {
		return nil // "" where no AS announces the address
	}
	rec.ASN, rec.Org = uint32(number), r.ASName
	if rec.Org == "" {
		rec.Org = r.Name
	}
	return nil
}
