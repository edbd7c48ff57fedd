package geo

import (
	"errors"
	"fmt"
	"net/netip"
	"os"

	"github.com/oschwald/maxminddb-golang/v2"
)

// cacheLimit bounds the decoded records a database keeps, at about 100 bytes
// each. A capture rarely meets a tenth as many; past it the cache starts anew.
const cacheLimit = 1 << 16

// database is one open file and what was decoded from it. Many addresses share
// a record, so records are kept by their place in the file: a kept one costs
// about 100 ns, decoding it 350 ns and its strings.
type database struct {
	name   string // for errors
	reader *maxminddb.Reader
	schema schema
	cache  map[uintptr]Record
	err    error // the first damage met
}

func openFile(path string) (*database, error) {
	reader, err := maxminddb.Open(path)
	if pathError := (*os.PathError)(nil); errors.As(err, &pathError) {
		return nil, err // it names the path
	}
	if err != nil {
		return nil, fmt.Errorf("%s: not a MaxMind-format database, or cut short: %w", path, err)
	}
	d, err := newDatabase(path, reader)
	if err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	return d, nil
}

func openBytes(data []byte) (*database, error) {
	reader, err := maxminddb.OpenBytes(data)
	if err != nil {
		return nil, err
	}
	return newDatabase("embedded", reader)
}

func newDatabase(name string, reader *maxminddb.Reader) (*database, error) {
	schema, err := probe(reader)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &database{name: name, reader: reader, schema: schema, cache: map[uintptr]Record{}}, nil
}

// source describes d, found at path.
func (d *database) source(path string) Source {
	meta := d.reader.Metadata
	return Source{
		Path:    path,
		Type:    meta.DatabaseType,
		Built:   meta.BuildTime().UTC(),
		Country: d.schema.country != nil,
		Network: d.schema.network != nil,
	}
}

// lookup returns what d says of addr; a nil d says nothing.
func (d *database) lookup(addr netip.Addr) Record {
	if d == nil || addr.Is6() && d.reader.Metadata.IPVersion == 4 {
		return Record{}
	}
	result := d.reader.Lookup(addr)
	if !result.Found() {
		d.note(result.Err())
		return Record{}
	}
	if rec, ok := d.cache[result.Offset()]; ok {
		return rec
	}
	rec, err := d.schema.decode(result)
	d.note(err)
	if len(d.cache) == cacheLimit {
		clear(d.cache)
	}
	d.cache[result.Offset()] = rec
	return rec
}

// note keeps the first error.
func (d *database) note(err error) {
	if err != nil && d.err == nil {
		d.err = fmt.Errorf("%s: damaged: %w", d.name, err)
	}
}
