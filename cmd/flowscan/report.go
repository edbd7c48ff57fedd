package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/filter"
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
	if ctx.Bool("D") {
		return c.interfaces(ctx)
	}
	if err := c.checkLive(ctx); err != nil {
		return err
	}
	if n := ctx.Int("workers"); n < 0 {
		return fmt.Errorf("--workers %d: say how many, or 0 for one less than processors", n)
	}
	opt, err := c.renderOptions(ctx)
	if err != nil {
		return err
	}
	local, err := parseLocal(ctx.StringSlice("local"))
	if err != nil {
		return err
	}
	wanted, err := parseFilter(ctx.String("f"))
	if err != nil {
		return err
	}
	db, err := geo.Open(ctx.StringSlice("geo")...)
	if err != nil {
		return err
	}
	defer db.Close()
	build := report.BuildOptions{Version: version(), Filter: wanted.String(), Flows: opt.Flows || opt.Format == report.NDJSON, Pivot: opt.Pivot}
	show := func(res *scan.Result) error {
		rep := report.Build(res, db, build)
		if missing := unlisted(rep, opt); missing != "" {
			c.say(missing)
		}
		return c.write(ctx.String("o"), func(w io.Writer) error { return report.Write(w, rep, opt) })
	}
	how := scan.Options{Local: local, Filter: wanted, Dedup: ctx.Bool("dedup"), Workers: ctx.Int("workers"), Group: report.Group(db)}
	if how.Every = ctx.Duration("every"); how.Every > 0 {
		var out *lines
		out, ctx.Context = c.lines(ctx, db, build)
		how.Ended, show = out.add, out.close
	}
	res, flaw, err := c.scan(ctx, how)
	if err != nil {
		return err
	}
	if ctx.IsSet("device") { // to "", too: a script's empty variable asks for one device, not for all
		err := res.Narrow(ctx.String("device"))
		switch {
		case err != nil && ctx.String("i") == "":
			return fmt.Errorf("--device: %w", err)
		case err != nil: // what was captured live cannot be read again
			flaw = errors.Join(flaw, fmt.Errorf("--device: %w; all devices are reported", err))
		}
	}
	return errors.Join(
		show(res),
		db.Err(),
		flaw,
		c.complain(ctx, res))
}

// unlisted says how many flows a list of nothing but flows is without; "" if none.
// Every other format has them in its sums.
func unlisted(rep *report.Report, o report.Options) string {
	onlyFlows := o.Format == report.NDJSON || o.Format == report.CSV && o.Flows
	if !onlyFlows || rep.Folded.Flows == 0 {
		return ""
	}
	return fmt.Sprintf("%d flows have no line, to bound memory; tables count them", rep.Folded.Flows)
}

// scan runs the pipeline with the Wi-Fi keys given: over an interface if -i names
// one, else over the captures named. flaw is why some of it could not be read.
func (c *command) scan(ctx *cli.Context, opt scan.Options) (res *scan.Result, flaw, err error) {
	var keys []wifiKey
	if opt.WiFi, keys, err = wifiOptions(ctx); err != nil {
		return nil, nil, err
	}
	read := c.read
	if ctx.String("i") != "" {
		read = c.capture
	}
	if res, flaw, err = read(ctx, opt); err == nil {
		c.explainWiFi(keys, res.WiFiKeys)
	}
	return res, flaw, err
}

// read runs the pipeline over the captures named, with a progress bar beside it.
// flaw is why some of them could not be read.
func (c *command) read(ctx *cli.Context, opt scan.Options) (res *scan.Result, flaw, err error) {
	return c.readWith(ctx, func(ctx context.Context, src capture.Source) (*scan.Result, error) {
		return scan.Run(ctx, src, opt)
	})
}

// readWith is read with another pipeline.
func (c *command) readWith(ctx *cli.Context, run func(context.Context, capture.Source) (*scan.Result, error)) (res *scan.Result, flaw, err error) {
	paths := slices.Concat(ctx.StringSlice("r"), ctx.Args().Slice())
	if len(paths) == 0 {
		return nil, nil, errors.New("no capture named: flowscan FILE.pcap, or - for standard input; see flowscan --help")
	}
	src, err := capture.Open(paths, capture.Options{Recursive: ctx.Bool("recursive"), Hash: ctx.Bool("hash"), Stdin: c.stdin})
	if err != nil {
		return nil, nil, err
	}
	defer src.Close()
	for _, in := range src.Inputs() {
		paths = append(paths, in.Path) // those found in directories
	}
	if err := c.spare(paths, ctx.String("o")); err != nil {
		return nil, nil, err
	}
	c.sayIfSlow(src.Inputs())
	if !ctx.Bool("q") {
		defer c.progress(src)()
	}
	var errs []error
	for _, err := range src.Failed() {
		errs = append(errs, damage{err})
	}
	res, err = run(ctx.Context, src)
	if ctx.Err() != nil {
		errs = append(errs, damage{errors.New("interrupted; what was read so far is reported")})
	}
	return res, errors.Join(errs...), err
}

// sayIfSlow says, once, that unpacking an input is what takes long.
func (c *command) sayIfSlow(inputs []capture.Input) {
	for _, in := range inputs {
		if in.Compression == "xz" || in.Compression == "bzip2" { // 12 and 6 MB/s, where lz4 and zstd reach hundreds
			c.say(fmt.Sprintf("%s: %s unpacks slowly; %s -dc FILE | flowscan - is faster", in.Path, in.Compression, in.Compression))
			return
		}
	}
}

// Copies are worth a word from this part of the packets and this number of frames
// on. Fewer can be a sender's doing: one that repeats a question, or a Wi-Fi
// station that sends a frame anew. A handful is a large part of a short capture.
const (
	manyCopies  = 0.05
	leastCopies = 10
)

// doubled says whether a capture has so many copies that it looks as if it were
// taken at several places.
func doubled(res *scan.Result) bool {
	return res.Copied > manyCopies && res.Copied*float64(res.Ledger[decode.InFlow].Frames) >= leastCopies
}

// complain returns what damages the result: a damage for each input that could
// not be read to its end, and for what --strict minds.
func (c *command) complain(ctx *cli.Context, res *scan.Result) error {
	var errs []error
	for _, in := range res.Inputs {
		if in.Damage != "" {
			errs = append(errs, damage{fmt.Errorf("%s: %s; what came before it is reported", in.Path, in.Damage)})
		}
	}
	for _, t := range slices.Sorted(maps.Keys(res.Unsupported)) {
		c.say(unsupported(t, res.Unsupported[t]))
	}
	if doubled(res) && !ctx.Bool("dedup") {
		c.say(fmt.Sprintf("about %.0f %% of the packets are copies of others, as the interface any and mirror ports make; --dedup leaves them out", 100*res.Copied))
	}
	if flaws := flaws(res); flaws != "" && ctx.Bool("strict") {
		errs = append(errs, damage{errors.New(flaws)})
	}
	return errors.Join(errs...)
}

// unsupported says what frames are that could not be read, and what could be done.
func unsupported(t capture.LinkType, frames uint64) string {
	of := "1 frame has"
	if frames != 1 {
		of = fmt.Sprintf("%d frames have", frames)
	}
	if medium := t.Medium(); medium != "" {
		return fmt.Sprintf("%s link type %v: %s, which carries no IP that could be read; capture at a network interface", of, t, medium)
	}
	return fmt.Sprintf("%s link type %v, which cannot be read yet", of, t)
}

// flaws counts the frames that --strict minds, as "12 frames malformed, 3
// truncated"; "" if there are none.
func flaws(res *scan.Result) string {
	var list []string
	for _, kind := range []struct {
		reason decode.Reason
		word   string
	}{
		{decode.Malformed, "malformed"},
		{decode.Truncated, "truncated"},
		{decode.UnsupportedLink, "of an unknown link type"},
	} {
		n := res.Ledger[kind.reason].Frames
		switch {
		case n == 0:
		case len(list) > 0:
			list = append(list, fmt.Sprintf("%d %s", n, kind.word))
		case n == 1:
			list = append(list, "1 frame "+kind.word)
		default:
			list = append(list, fmt.Sprintf("%d frames %s", n, kind.word))
		}
	}
	return strings.Join(list, ", ")
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
	if pivot := ctx.String("pivot"); pivot != "" {
		if o.Pivot, err = report.ParsePivot(pivot); err != nil {
			return o, fmt.Errorf("--pivot: %w", err)
		}
	}
	if ctx.Int("top") == 0 || ctx.Int("top") < -1 {
		return o, fmt.Errorf("--top %d: say how many rows to show, or -1 for all", ctx.Int("top"))
	}
	toFile := !isStdout(ctx.String("o"))
	if !toFile {
		o.Width = c.width()
	}
	if o.Color, err = c.color(ctx.String("color"), toFile); err != nil {
		return o, err
	}
	// What cannot be written of nothing cannot be written of captures: say so
	// before they are read.
	if err := report.Write(io.Discard, &report.Report{Flows: []report.Flow{}, Pivot: &report.Pivot{Keys: o.Pivot}}, o); err != nil {
		return o, fmt.Errorf("--format: %w", err)
	}
	return o, nil
}

// parseFilter reads what -f says; nil if it says nothing.
func parseFilter(expression string) (*filter.Filter, error) {
	if expression == "" {
		return nil, nil
	}
	return filter.Parse(expression)
}

// parseLocal reads what --local names: prefixes, addresses or MACs.
func parseLocal(list []string) (flow.Local, error) {
	var l flow.Local
	for _, s := range list {
		if p, err := netip.ParsePrefix(s); err == nil {
			if p.Addr().Is4In6() && p.Bits() >= 96 {
				p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
			}
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
