package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/filter"
	"github.com/flowscan/flowscan/pkg/report"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/urfave/cli/v2"
	"golang.org/x/net/bpf"
)

// liveFlags are those of a capture on an interface.
func liveFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "i", Usage: "capture on `INTERFACE`, \"any\" for all, until Ctrl-C; then report"},
		&cli.Uint64Flag{Name: "c", DefaultText: "no end", Usage: "end the capture after `N` frames"},
		&cli.DurationFlag{Name: "duration", DefaultText: "no end", Usage: "end the capture after `TIME`, such as 90s or 24h"},
		&cli.DurationFlag{Name: "every", DefaultText: "all in the end", Usage: "with --format ndjson: print each `TIME`, such as 60s, the flows that have ended"},
		&cli.IntFlag{Name: "s", Value: capture.DefaultSnapLen, Usage: "capture at most `N` bytes of each frame, 0 for all; sizes in the report stay whole"},
		&cli.StringFlag{Name: "w", Usage: "save what is captured to `FILE` as pcapng, \"-\" for standard output"},
		&cli.StringFlag{Name: "rotate", Usage: "begin a new file after `SIZE|TIME`, such as 100MB or 1h; a number and a time are put into its name"},
		&cli.IntFlag{Name: "keep", DefaultText: "all", Usage: "keep the last `N` files of --rotate"},
		&cli.StringFlag{Name: "buffer", Value: "32MiB", Usage: "let `SIZE` wait in the kernel, and four times as much to be decoded"},
		&cli.StringFlag{Name: "user", Usage: "go on as `USER`, by name or number, once the capture is open (default: who called sudo, else nobody)"},
		toggle("no-sandbox", "do not forbid the program itself (by Landlock) all files but those in the folders of -w and -o"),
		toggle("I", "only if it is a Wi-Fi interface in monitor mode; says how to make one"),
		toggle("D", "list the interfaces, as the interfaces command does"),
		toggle("p", "do not capture what is on the link for others (no promiscuous mode)"),
	}
}

// maxBuffer is more than the kernel gives to anybody, in bytes.
const maxBuffer = 1 << 30

// checkLive returns an error if flags of a live capture contradict others, or are
// used without one.
func (c *command) checkLive(ctx *cli.Context) error {
	live := ctx.String("i") != ""
	for _, f := range liveFlags() {
		if name := f.Names()[0]; !live && name != "D" && ctx.IsSet(name) {
			return fmt.Errorf("-%s: only a live capture has that; name an interface with -i", name)
		}
	}
	if live && (ctx.Args().Present() || ctx.IsSet("r")) {
		return errors.New("-i: captures are read from files or from an interface, not both")
	}
	save, rotate := ctx.String("w"), ctx.String("rotate")
	toStdout := save != "" && isStdout(save)
	switch {
	case ctx.IsSet("keep") && (rotate == "" || ctx.Int("keep") < 1):
		return errors.New("--keep: say how many files, with --rotate")
	case rotate != "" && (save == "" || toStdout):
		return errors.New("--rotate: name the files with -w")
	case save != "" && save == ctx.String("o") && !toStdout:
		return fmt.Errorf("-w and -o: both are %s", save)
	case ctx.Duration("duration") < 0 || ctx.Duration("every") < 0:
		return errors.New("--duration, --every: a time such as 60s is not negative")
	case ctx.Duration("every") > 0 && ctx.String("format") != string(report.NDJSON):
		return errors.New("--every: flows can be printed as they end only with --format ndjson")
	case ctx.Duration("every") > 0 && ctx.String("device") != "":
		return errors.New("--every: it is not known yet what --device will be called; choose frames with -f")
	case ctx.Int("s") < 0:
		return errors.New("-s: say how many bytes of each frame, 0 for all")
	}
	if _, ok := terminal(c.stdout); ok && toStdout {
		return errors.New("-w -: standard output is a terminal; send it to a file or a program")
	}
	if toStdout { // what people read goes elsewhere
		c.frames, c.stdout = c.stdout, c.stderr
	}
	return nil
}

// capture runs the pipeline over what an interface carries, until something ends
// it. flaw is what ended it too early.
func (c *command) capture(ctx *cli.Context, opt scan.Options) (res *scan.Result, flaw, err error) {
	src, err := c.open(ctx, opt.Filter)
	if err != nil {
		return nil, nil, err
	}
	defer src.Close()
	if !ctx.Bool("q") {
		c.say(fmt.Sprintf("capturing on %s (%v); Ctrl-C ends it", ctx.String("i"), src.Link()))
	}
	until := ctx.Context
	if d := ctx.Duration("duration"); d > 0 {
		var cancel context.CancelFunc
		until, cancel = context.WithTimeout(until, d)
		defer cancel()
	}
	defer context.AfterFunc(until, src.Stop)()
	opt.Ahead, opt.Filter = src.Ahead(), nil // what it does not want is not captured
	quiet := func() {}
	if !ctx.Bool("q") {
		tally := report.NewTally(opt.Group)
		opt.Recent = tally.Add
		quiet = c.status(src, tally, ctx.Duration("every") > 0 && isStdout(ctx.String("o")))
	}
	res, flaw = scan.Run(context.WithoutCancel(until), src, opt)
	quiet()
	if err := src.Gone(); err != nil {
		c.say(fmt.Sprintf("%s: %v; what was captured is reported", ctx.String("i"), err))
	}
	c.sayLost(src.Counters())
	return res, flaw, nil
}

// tooMany is the part of frames whose loss is worth a word.
const tooMany = 0.001

// sayLost says if too many frames were lost, and what helps.
func (c *command) sayLost(n capture.Counters) {
	if lost := n.Dropped + n.Skipped; float64(lost) > tooMany*float64(n.Frames+n.Dropped) {
		c.say(fmt.Sprintf("%.1f %% of the frames were lost, %d in the kernel and %d for want of time to decode them; "+
			"a larger --buffer, or a filter (-f), loses fewer", 100*float64(lost)/float64(n.Frames+n.Dropped), n.Dropped, n.Skipped))
	}
}

// open starts the capture and gives up every privilege that this needed before
// anything of it is looked at.
func (c *command) open(ctx *cli.Context, wanted *filter.Filter) (_ *capture.Live, err error) {
	opt, save, err := c.liveOptions(ctx)
	if err != nil {
		return nil, err
	}
	if wanted != nil {
		opt.Program = func(link capture.LinkType) ([]bpf.RawInstruction, error) { return wanted.Program(link) }
		opt.Match, opt.Expression = wanted.Match, wanted.String()
	}
	src, err := capture.OpenLive(opt)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w; sudo setcap cap_net_raw=ep %s allows it, or use sudo", err, executable())
	}
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			src.Close()
		}
	}()
	if ctx.Bool("I") && !isWiFi(src.Link()) {
		return nil, fmt.Errorf("-I: %[1]s is not in monitor mode; make an interface beside it that is: "+
			"sudo iw dev %[1]s interface add mon0 type monitor && sudo ip link set mon0 up; then flowscan -i mon0 (sudo iw dev mon0 set channel 6 chooses a channel)", opt.Interface)
	}
	as, err := c.dropPrivileges(ctx.String("user"))
	if err != nil {
		return nil, err
	}
	if save.Path != "" {
		if err := src.Save(save); err != nil {
			return nil, unwritable("w", err, as)
		}
	}
	if err := writable(ctx.String("o")); err != nil {
		return nil, unwritable("o", err, as)
	}
	if !ctx.Bool("no-sandbox") {
		return src, sandbox(ctx.String("w"), ctx.String("o"))
	}
	return src, nil
}

func isWiFi(link capture.LinkType) bool {
	switch link {
	case capture.LinkIEEE80211, capture.LinkIEEE80211Prism, capture.LinkIEEE80211Radio, capture.LinkIEEE80211AVS:
		return true
	}
	return false
}

// unwritable explains to whoever was made another user why the file of a flag
// cannot be written.
func unwritable(flag string, err error, as string) error {
	if errors.Is(err, fs.ErrPermission) && as != "" {
		return fmt.Errorf("-%s: %w to %s, the user to go on as; write elsewhere, or name another with --user", flag, err, as)
	}
	return fmt.Errorf("-%s: %w", flag, err)
}

// liveOptions reads the flags of a live capture.
func (c *command) liveOptions(ctx *cli.Context) (opt capture.LiveOptions, save capture.SaveOptions, err error) {
	buffer, err := parseSize(ctx.String("buffer"))
	if err != nil {
		return opt, save, fmt.Errorf("--buffer %w", err)
	}
	opt = capture.LiveOptions{
		Interface:     ctx.String("i"),
		Now:           func() int64 { return time.Now().UnixNano() },
		SnapLen:       ctx.Int("s"),
		Buffer:        int(min(buffer, maxBuffer)),
		NoPromiscuous: ctx.Bool("p"),
		Count:         ctx.Uint64("c"),
	}
	save = capture.SaveOptions{
		Path:        ctx.String("w"),
		Stdout:      c.frames,
		Application: "flowscan " + version(),
		Keep:        ctx.Int("keep"),
	}
	if by := ctx.String("rotate"); by != "" {
		if save.Every, err = time.ParseDuration(by); err != nil {
			save.Size, err = parseSize(by)
		}
		if err != nil || save.Every < 0 {
			return opt, save, fmt.Errorf("--rotate %q: not a size such as 100MB or a time such as 1h", by)
		}
	}
	return opt, save, nil
}

// executable is the program's path, for messages.
func executable() string {
	if path, err := os.Executable(); err == nil {
		return path
	}
	return os.Args[0]
}
