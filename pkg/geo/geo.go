// Package geo tells which country and network an address belongs to.
package geo

//go:generate go -C mkdata run .
//go:generate go -C mkdata run . -testdata ../testdata

import (
	"errors"
	"fmt"
	"net/netip"
)

// Record is what the databases say of one address. The zero Record says that
// nothing is known.
type Record struct {
	Country    string // ISO 3166-1 alpha-2: where the address is used; "" if unknown
	Registered string // ISO 3166-1 alpha-2: where its block is registered; "" if unknown
	Anycast    bool   // announced from many places: Country is one of them at best
	ASN        uint32 // 0 if unknown
	Org        string // who runs the AS; "" if unknown
	Inside     string // NAT64, SixToFour or Teredo if the IPv4 address inside was looked up
}

// DB answers from up to two databases: one for countries, one for networks.
// It keeps what it decoded, so it is not safe for concurrent use.
type DB struct {
	country *database // nil if no database has countries
	network *database // nil if no database has networks; often the same one
	sources []Source
	files   []*database // to close
}

// Open opens MaxMind-format databases. Country, Registered and Anycast come
// from the first of paths that has countries, ASN and Org from the first that
// has networks, and whatever none of them has from the embedded database,
// unless the program was built without it (tag nogeo).
//
// A path that cannot be read, is not such a database, or has neither countries
// nor networks is an error that names it. Files are not verified as a whole;
// Err tells of damage that Lookup meets later.
func Open(paths ...string) (*DB, error) {
	db := &DB{}
	for _, path := range paths {
		d, err := openFile(path)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("geo: %w", err), db.Close())
		}
		db.files = append(db.files, d)
		if db.use(d) {
			db.sources = append(db.sources, d.source(path))
		}
	}
	if err := db.useEmbedded(); err != nil {
		return nil, errors.Join(fmt.Errorf("geo: embedded database: %w", err), db.Close())
	}
	return db, nil
}

// use takes from d what no earlier database has and reports if it took any.
func (db *DB) use(d *database) bool {
	used := false
	if db.country == nil && d.schema.country != nil {
		db.country, used = d, true
	}
	if db.network == nil && d.schema.network != nil {
		db.network, used = d, true
	}
	return used
}

// useEmbedded fills what is missing from the embedded database.
func (db *DB) useEmbedded() error {
	if len(embedded) == 0 || db.country != nil && db.network != nil {
		return nil
	}
	d, err := openBytes(embedded)
	if err != nil {
		return err
	}
	db.use(d)
	for _, s := range embeddedSources {
		if s.Country && db.country == d || s.Network && db.network == d {
			db.sources = append(db.sources, s)
		}
	}
	return nil
}

// Lookup says what is known of addr. An IPv4-mapped address is looked up as
// IPv4, a transition address by the IPv4 address inside (see Embedded4); zones
// are ignored. LAN and multicast addresses belong to nobody and yield an empty
// Record. Asking again does not allocate.
func (db *DB) Lookup(addr netip.Addr) Record {
	addr = addr.Unmap().WithZone("")
	v4, inside := Embedded4(addr)
	if inside != "" {
		addr = v4
	}
	rec := Record{Inside: inside}
	if scope := ScopeOf(addr); scope == ScopeLAN || scope == ScopeMulticast {
		return rec
	}
	country := db.country.lookup(addr)
	rec.Country, rec.Registered, rec.Anycast = country.Country, country.Registered, country.Anycast
	network := country
	if db.network != db.country {
		network = db.network.lookup(addr)
	}
	rec.ASN, rec.Org = network.ASN, network.Org
	return rec
}

// Sources lists the databases in use: the user's files in order of precedence,
// then the origins of the embedded data.
func (db *DB) Sources() []Source { return db.sources }

// Err returns the first damage that Lookup met in a database, with its file's
// name; where it did, its answers were empty.
func (db *DB) Err() error {
	for _, d := range []*database{db.country, db.network} {
		if d != nil && d.err != nil {
			return fmt.Errorf("geo: %w", d.err)
		}
	}
	return nil
}

// Close releases the files. The DB must not be used afterwards.
func (db *DB) Close() error {
	var errs []error
	for _, d := range db.files {
		errs = append(errs, d.reader.Close())
	}
	return errors.Join(errs...)
}
