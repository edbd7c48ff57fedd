package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/report"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/urfave/cli/v2"
)

// lines writes the flows of a live capture as they end, one a line.
type lines struct {
	path  string    // of the file to write to
	to    io.Writer // standard output, or nil before the file is open
	db    *geo.DB
	build report.BuildOptions
	err   error  // the first
	stop  func() // ends the capture: nobody gets to see more of it
	say   func(any)
}

// lines returns where flows go as they end, and the context that it ends when they
// can go there no longer.
func (c *command) lines(ctx *cli.Context, db *geo.DB, build report.BuildOptions) (*lines, context.Context) {
	l := &lines{db: db, build: build, path: ctx.String("o"), say: c.say}
	if isStdout(l.path) {
		l.path, l.to = "", c.stdout
	}
	var until context.Context
	until, l.stop = context.WithCancel(ctx.Context)
	return l, until
}

// add writes the flows of res.
func (l *lines) add(res *scan.Result) {
	if l.err == nil {
		l.err = l.write(res)
	}
	if l.err != nil {
		l.stop()
	}
}

func (l *lines) write(res *scan.Result) error {
	if l.to == nil {
		f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
		if err != nil {
			return err
		}
		l.to = f
	}
	rep := report.Build(res, l.db, l.build)
	l.build.Listed += len(rep.Flows)
	return report.Write(l.to, rep, report.Options{Format: report.NDJSON})
}

// close writes the flows that the end of the capture ended.
func (l *lines) close(res *scan.Result) error {
	defer l.stop()
	l.add(res)
	folded := 0
	for _, f := range res.Folded {
		folded += f.Parts
	}
	if folded > 0 {
		l.say(fmt.Sprintf("%d flows have no line: more went on at once than are kept apart", folded))
	}
	if f, ok := l.to.(io.Closer); ok && l.path != "" {
		return errors.Join(l.err, f.Close())
	}
	return l.err
}
