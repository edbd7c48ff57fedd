package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/urfave/cli/v2"
)

// liveFlags are those of a capture on an interface.
func liveFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "i", Usage: "capture on `INTERFACE`, \"any\" for all, until Ctrl-C; then report"},
		&cli.Uint64Flag{Name: "c", Usage: "end the capture after `N` frames"},
		&cli.DurationFlag{Name: "duration", Usage: "end the capture after `TIME`, such as 90s or 24h"},
		&cli.IntFlag{Name: "s", Value: capture.DefaultSnapLen, Usage: "capture at most `N` bytes of each frame; sizes in the report stay whole"},
		toggle("p", "do not capture what is on the link for others (no promiscuous mode)"),
	}
}

// checkLive returns an error if flags of a live capture are used without one.
func checkLive(ctx *cli.Context) error {
	live := ctx.String("i") != ""
	for _, f := range liveFlags() {
		if name := f.Names()[0]; !live && ctx.IsSet(name) {
			return fmt.Errorf("-%s: only a live capture has that; name an interface with -i", name)
		}
	}
	if live && (ctx.Args().Present() || ctx.IsSet("r")) {
		return errors.New("-i: captures are read from files or from an interface, not both")
	}
	return nil
}

// capture runs the pipeline over what an interface carries, until something ends it.
func (c *command) capture(ctx *cli.Context, opt scan.Options) (res *scan.Result, flaw, err error) {
	src, err := capture.OpenLive(capture.LiveOptions{
		Interface:     ctx.String("i"),
		Now:           func() int64 { return time.Now().UnixNano() },
		SnapLen:       ctx.Int("s"),
		NoPromiscuous: ctx.Bool("p"),
		Count:         ctx.Uint64("c"),
	})
	if errors.Is(err, fs.ErrPermission) {
		return nil, nil, fmt.Errorf("%w; sudo setcap cap_net_raw=ep %s lets everybody who may run it, or use sudo", err, executable())
	}
	if err != nil {
		return nil, nil, err
	}
	defer src.Close()
	until := ctx.Context
	if d := ctx.Duration("duration"); d > 0 {
		var cancel context.CancelFunc
		until, cancel = context.WithTimeout(until, d)
		defer cancel()
	}
	defer context.AfterFunc(until, src.Stop)()
	opt.Ahead = src.Ahead()
	res, flaw = scan.Run(context.WithoutCancel(until), src, opt)
	if err := src.Gone(); err != nil {
		c.say(fmt.Sprintf("%s: %v; what was captured is reported", ctx.String("i"), err))
	}
	return res, flaw, nil
}

// executable is the program's path, for messages.
func executable() string {
	if path, err := os.Executable(); err == nil {
		return path
	}
	return os.Args[0]
}
