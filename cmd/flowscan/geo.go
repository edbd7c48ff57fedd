package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"runtime/debug"
	"time"

	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/report"
	"github.com/urfave/cli/v2"
)

// geoLookup prints what the databases say of addresses.
func (c *command) geoLookup(ctx *cli.Context) error {
	if !ctx.Args().Present() {
		return errors.New("geo lookup: name an address")
	}
	db, err := geo.Open(ctx.StringSlice("geo")...)
	if err != nil {
		return err
	}
	defer db.Close()
	rows := [][]string{{"ADDRESS", "COUNTRY", "NAME", "REGISTERED", "NETWORK", "REMARK"}}
	for _, s := range ctx.Args().Slice() {
		a, err := netip.ParseAddr(s)
		if err != nil {
			return fmt.Errorf("geo lookup: %q is not an address", s)
		}
		r := db.Lookup(a)
		key := geo.CountryKey(a, r)
		rows = append(rows, []string{a.String(), plain(key), plain(geo.CountryName(key)), plain(r.Registered), plain(network(r)), plain(remark(r))})
	}
	return errors.Join(report.WriteColumns(c.stdout, rows), db.Err())
}

func network(r geo.Record) string {
	if r.ASN == 0 {
		return ""
	}
	return fmt.Sprintf("AS%d %s", r.ASN, r.Org)
}

func remark(r geo.Record) string {
	switch {
	case r.Inside != "" && r.Anycast:
		return r.Inside + ", anycast"
	case r.Anycast:
		return "anycast"
	}
	return r.Inside
}

// plain makes a cell of s, which a database says and so may hold anything.
func plain(s string) string {
	return cmp.Or(report.Sanitise(s), "–")
}

// geoInfo prints where countries and networks come from.
func (c *command) geoInfo(ctx *cli.Context) error {
	if err := noArgs(ctx); err != nil {
		return err
	}
	db, err := geo.Open(ctx.StringSlice("geo")...)
	if err != nil {
		return err
	}
	defer db.Close()
	return c.sources(db)
}

func (c *command) sources(db *geo.DB) error {
	rows := [][]string{{"DATABASE", "DATA", "BUILT", "LICENCE", "CREDIT"}}
	for _, s := range db.Sources() {
		rows = append(rows, []string{plain(s.Path), plain(s.Type), s.Built.UTC().Format(time.DateOnly), plain(s.Licence), plain(s.Credit)})
	}
	return report.WriteColumns(c.stdout, rows)
}

// version prints the program's version and its data's sources.
func (c *command) version(ctx *cli.Context) error {
	if err := noArgs(ctx); err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "flowscan %s\n\n", version())
	db, err := geo.Open()
	if err != nil {
		return err
	}
	defer db.Close()
	if err := c.sources(db); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "\nVendors of MAC addresses: the IEEE's lists (MA-L, MA-M, MA-S) of %s\n", device.VendorsBuilt)
	return err
}

// version returns the module's version, as the go command recorded it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
