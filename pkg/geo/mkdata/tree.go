package main

import (
	"bufio"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/inserter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
)

// entry says fields of the addresses from first to last, both included.
type entry struct {
	first, last netip.Addr
	fields      mmdbtype.Map
}

// tree is a database in the making.
type tree struct{ *mmdbwriter.Tree }

// newTree begins a database. Its build time is the day of the newest source,
// so that the same sources make the same file.
func newTree(kind string, sources []source) (tree, error) {
	var names []string
	var newest time.Time
	for _, s := range sources {
		names = append(names, fmt.Sprintf("%s %s (%s)", s.Type, s.Built, s.Licence))
		built, err := time.Parse(time.DateOnly, s.Built)
		if err != nil {
			return tree{}, fmt.Errorf("%s: %w", s.Type, err)
		}
		if built.After(newest) {
			newest = built
		}
	}
	t, err := mmdbwriter.New(mmdbwriter.Options{
		BuildEpoch:              newest.Unix(),
		DatabaseType:            kind,
		Description:             map[string]string{"en": strings.Join(names, "; ")},
		RecordSize:              24,   // enough for 16 million nodes, and the smallest
		DisableIPv4Aliasing:     true, // the program unmaps addresses itself
		IncludeReservedNetworks: true, // the sources' ranges run across them
	})
	return tree{t}, err
}

// merge adds the fields of entries to what the tree already says.
func (t tree) merge(entries []entry) error {
	for _, e := range entries {
		err := t.InsertRangeFunc(net.IP(e.first.AsSlice()), net.IP(e.last.AsSlice()), inserter.TopLevelMergeWith(e.fields))
		if err != nil {
			return fmt.Errorf("%v-%v: %w", e.first, e.last, err)
		}
	}
	return nil
}

func (t tree) writeFile(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<20)
	if _, err := t.WriteTo(w); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return file.Close()
}

// country is a field with an ISO 3166-1 code in it, as MaxMind nests it.
func country(field, code string) mmdbtype.Map {
	return mmdbtype.Map{
		mmdbtype.String(field): mmdbtype.Map{"iso_code": mmdbtype.String(code)},
	}
}

// notCountries are codes of the sources that no country has: marks for
// "unknown", a region, countries that are gone, and slips of registries.
var notCountries = map[string]bool{
	"ZZ": true, "AP": true, "AN": true, "CS": true, "SU": true, "AB": true, "OS": true,
}

// isCode reports whether s names a country, or EU, which stands in the
// registries for blocks of the early RIPE.
func isCode(s string) bool {
	return len(s) == 2 && isUpper(s[0]) && isUpper(s[1]) && !notCountries[s]
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
