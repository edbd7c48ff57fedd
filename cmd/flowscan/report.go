package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/report"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/urfave/cli/v2"
)

// report is the main job: captures in, report out.
func (c *command) report(ctx *cli.Context) error {
	if ctx.Bool("version") {
		return c.version(ctx)
	}
	paths := slices.Concat(ctx.StringSlice("r"), ctx.Args().Slice())
	opt, err := c.renderOptions(ctx)
	if err != nil {
		return err
	}
	local, err := parseLocal(ctx.StringSlice("local"))
	if err != nil {
		return err
	}
	db, err := geo.Open(ctx.StringSlice("geo")...)
	if err != nil {
		return err
	}
	defer db.Close()
	src, res, err := c.read(ctx, paths, scan.Options{Local: local, Workers: ctx.Int("workers"), Group: groupBy(db)})
	if err != nil {
		return err
	}
	rep := report.Build(res, db, report.BuildOptions{Version: version(), Flows: opt.Flows || opt.Format == "ndjson"})
	if err := c.write(ctx.String("o"), paths, func(w io.Writer) error { return report.Write(w, rep, opt) }); err != nil {
		return err
	}
	if err := db.Err(); err != nil {
		fmt.Fprintf(c.stderr, "flowscan: %v\n", err)
	}
	damaged := c.complain(ctx.Context, src, res)
	if damaged || ctx.Bool("strict") && broken(res) {
		return errDamaged
	}
	return nil
}

// read runs the pipeline over captures, with a progress bar beside it.
func (c *command) read(ctx *cli.Context, paths []string, opt scan.Options) (*capture.Files, *scan.Result, error) {
	if len(paths) == 0 {
		return nil, nil, errors.New("no capture named: flowscan FILE.pcap, or - for standard input; see flowscan --help")
	}
	src, err := capture.Open(paths, capture.Options{Recursive: ctx.Bool("recursive"), Hash: ctx.Bool("hash"), Stdin: c.stdin})
	if err != nil {
		return nil, nil, err
	}
	defer src.Close()
	if !ctx.Bool("q") {
		defer c.progress(src)()
	}
	res, err := scan.Run(ctx.Context, src, opt)
	return src, res, err
}

// complain says what could not be read, and whether that damages the result.
func (c *command) complain(ctx context.Context, src *capture.Files, res *scan.Result) (damaged bool) {
	for _, err := range src.Failed() {
		fmt.Fprintf(c.stderr, "flowscan: %v\n", err)
		damaged = true
	}
	for _, in := range res.Inputs {
		if in.Damage != "" {
			fmt.Fprintf(c.stderr, "flowscan: %s: %s; what came before it is reported\n", in.Path, in.Damage)
			damaged = true
		}
	}
	if ctx.Err() != nil {
		fmt.Fprintln(c.stderr, "flowscan: interrupted; what was read so far is reported")
		damaged = true
	}
	for _, t := range slices.Sorted(maps.Keys(res.Unsupported)) {
		fmt.Fprintf(c.stderr, "flowscan: %d frames have link type %v, which cannot be read yet\n", res.Unsupported[t], t)
	}
	return damaged
}

// broken says whether frames were seen that --strict minds.
func broken(res *scan.Result) bool {
	for _, r := range []decode.Reason{decode.Malformed, decode.Truncated, decode.UnsupportedLink} {
		if res.Ledger[r].Frames > 0 {
			return true
		}
	}
	return false
}

// renderOptions reads the flags that say how the report looks.
func (c *command) renderOptions(ctx *cli.Context) (report.Options, error) {
	o := report.Options{Top: ctx.Int("top"), Flows: ctx.Bool("flows"), Exact: ctx.Bool("exact")}
	format, err := report.ParseFormat(ctx.String("format"))
	if err != nil {
		return o, fmt.Errorf("--format: %w", err)
	}
	o.Format = format
	if by := ctx.String("by"); by != "" {
		for _, word := range strings.Split(by, ",") {
			key, err := report.ParseKey(strings.TrimSpace(word))
			if err != nil {
				return o, fmt.Errorf("--by: %w", err)
			}
			o.By = append(o.By, key)
		}
	}
	if ctx.Int("top") == 0 || ctx.Int("top") < -1 {
		return o, fmt.Errorf("--top %d: say how many rows to show, or -1 for all", ctx.Int("top"))
	}
	if ctx.String("o") == "" {
		o.Width = c.width()
	}
	o.Color, err = c.color(ctx.String("color"), ctx.String("o") != "")
	return o, err
}

// parseLocal reads what --local names: prefixes, addresses or MACs.
func parseLocal(list []string) (flow.Local, error) {
	var l flow.Local
	for _, s := range list {
		if p, err := netip.ParsePrefix(s); err == nil {
			l.Prefixes = append(l.Prefixes, p.Masked())
		} else if a, err := netip.ParseAddr(s); err == nil {
			a = a.Unmap().WithZone("")
			l.Prefixes = append(l.Prefixes, netip.PrefixFrom(a, a.BitLen()))
		} else if m, err := net.ParseMAC(s); err == nil && len(m) == 6 {
			l.MACs = append(l.MACs, [6]byte(m))
		} else {
			return l, fmt.Errorf("--local %q: not an address, a CIDR prefix or a MAC", s)
		}
	}
	return l, nil
}

// groupBy returns the country of an address, for workers that share db.
func groupBy(db *geo.DB) func(netip.Addr) string {
	var mu sync.Mutex
	return func(a netip.Addr) string {
		mu.Lock()
		defer mu.Unlock()
		return geo.CountryKey(a, db.Lookup(a))
	}
}

// write calls render with standard output, or with the file at path, which must
// not be one of the captures.
func (c *command) write(path string, inputs []string, render func(io.Writer) error) error {
	if path == "" || path == "-" {
		return render(c.stdout)
	}
	if out, err := os.Stat(path); err == nil {
		for _, in := range inputs {
			if info, err := os.Stat(in); err == nil && os.SameFile(out, info) {
				return fmt.Errorf("-o %s: that is the capture itself", path)
			}
		}
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	return errors.Join(render(f), f.Close())
}
