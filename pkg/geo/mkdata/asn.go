package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/maxmind/mmdbwriter/mmdbtype"
)

// The npm package that carries RouteViews' announcements with DB-IP's names of
// AS operators. The version ends in the hour of its data; the hash is of the
// package's tarball.
const (
	asnPackage = "@ip-location-db/asn"
	asnVersion = "2.3.2026061719"
	asnSHA256  = "b9425daf2f011c28f8586685d4f89166e77627e2c15fd93c6262c3e2dead6153"
)

// readASN reads who announces an address.
func readASN() ([]entry, source, error) {
	built, err := time.Parse("2.3.2006010215", asnVersion)
	if err != nil {
		return nil, source{}, fmt.Errorf("%s: the version is not a date: %w", asnPackage, err)
	}
	tarball, err := npmPack(asnPackage+"@"+asnVersion, asnSHA256)
	if err != nil {
		return nil, source{}, err
	}
	files, err := untar(tarball, "package/asn-ipv4.csv", "package/asn-ipv6.csv")
	if err != nil {
		return nil, source{}, fmt.Errorf("%s: %w", asnPackage, err)
	}
	var entries []entry
	for _, file := range files {
		rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
		if err != nil {
			return nil, source{}, fmt.Errorf("%s: %w", asnPackage, err)
		}
		for _, row := range rows {
			e, err := parseASN(row)
			if err != nil {
				return nil, source{}, fmt.Errorf("%s: %q: %w", asnPackage, row, err)
			}
			entries = append(entries, e)
		}
	}
	return entries, source{
		Type:    "RouteViews/DB-IP",
		Built:   built.Format(time.DateOnly),
		Network: true,
		Licence: "CC BY 4.0",
		Credit:  "AS numbers are from Route Views, routeviews.org, and the NRO, nro.net, AS names from DB-IP.com, all by way of ip-location-db.",
		Input:   "npm package " + asnPackage + " " + asnVersion + ", sha256 " + asnSHA256,
	}, nil
}

// parseASN reads FIRST,LAST,NUMBER,NAME.
func parseASN(row []string) (e entry, err error) {
	if len(row) != 4 {
		return e, errors.New("not FIRST,LAST,NUMBER,NAME")
	}
	if e.first, err = netip.ParseAddr(row[0]); err != nil {
		return e, err
	}
	if e.last, err = netip.ParseAddr(row[1]); err != nil {
		return e, err
	}
	number, err := strconv.ParseUint(row[2], 10, 32)
	if err != nil {
		return e, err
	}
	e.fields = mmdbtype.Map{"autonomous_system_number": mmdbtype.Uint32(number)}
	if row[3] != "" {
		e.fields["autonomous_system_organization"] = mmdbtype.String(row[3])
	}
	return e, nil
}

// npmPack fetches a package's tarball and checks its hash.
func npmPack(spec, sum string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "mkdata")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("npm", "pack", "--silent", "--pack-destination", dir, spec)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w", spec, err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(names) != 1 {
		return nil, fmt.Errorf("npm pack %s: %d files, want 1", spec, len(names))
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		return nil, err
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(data)); got != sum {
		return nil, fmt.Errorf("%s: sha256 %s, want %s", spec, got, sum)
	}
	return data, nil
}

// untar returns the named files of a .tgz in the order of names.
func untar(tgz []byte, names ...string) ([][]byte, error) {
	gz, err := gzip.NewReader(bytes.NewReader(tgz))
	if err != nil {
		return nil, err
	}
	files := make([][]byte, len(names))
	for r := tar.NewReader(gz); ; {
		header, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if i := slices.Index(names, header.Name); i >= 0 {
			if files[i], err = io.ReadAll(r); err != nil {
				return nil, err
			}
		}
	}
	for i, file := range files {
		if file == nil {
			return nil, fmt.Errorf("no file %s", names[i])
		}
	}
	return files, nil
}
