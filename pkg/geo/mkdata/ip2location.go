package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/phuslu/iploc"
)

// readIP2Location reads IP2Location LITE DB1, where an address is used, out of
// the module that carries it. The module answers for single addresses; the
// starts of its ranges stand in its tables.
func readIP2Location() ([]entry, source, error) {
	var module struct{ Dir, Version string }
	out, err := exec.Command("go", "list", "-m", "-json", "github.com/phuslu/iploc").Output()
	if err != nil {
		return nil, source{}, fmt.Errorf("go list -m github.com/phuslu/iploc: %w", err)
	}
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, source{}, err
	}
	built, err := time.Parse("v1.0.20060102", module.Version)
	if err != nil {
		return nil, source{}, fmt.Errorf("iploc: the version is not a date: %w", err)
	}
	starts4, err := os.ReadFile(filepath.Join(module.Dir, "ipv4be.bin"))
	if err != nil {
		return nil, source{}, err
	}
	starts6, err := readGzip(filepath.Join(module.Dir, "ipv6be.gz"))
	if err != nil {
		return nil, source{}, err
	}
	entries := append(countryRanges(starts4, 4), countryRanges(starts6, 16)...)
	return entries, source{
		Type:    "IP2Location LITE",
		Built:   built.Format(time.DateOnly),
		Country: true,
		Licence: "CC BY-SA 4.0",
		Credit:  "This site or product includes IP2Location LITE data available from https://lite.ip2location.com.",
		Input:   "Go module github.com/phuslu/iploc " + module.Version,
	}, nil
}

// countryRanges turns the big-endian starts of ranges, size octets each, into
// ranges of one country. A range ends where the next begins.
func countryRanges(starts []byte, size int) []entry {
	var entries []entry
	for ; len(starts) >= size; starts = starts[size:] {
		first, _ := netip.AddrFromSlice(starts[:size])
		last := netip.AddrFrom4([4]byte{255, 255, 255, 255})
		if size == 16 {
			last = netip.MustParseAddr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
		}
		if len(starts) >= 2*size {
			next, _ := netip.AddrFromSlice(starts[size : 2*size])
			last = next.Prev()
		}
		code := iploc.IPCountry(first)
		if !isCode(code) || first.Is4In6() {
			continue // the IPv6 table repeats IPv4 as ::ffff:0:0/96
		}
		entries = append(entries, entry{first, last, country("country", code)})
	}
	return entries
}

func readGzip(path string) ([]byte, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return io.ReadAll(r)
}
