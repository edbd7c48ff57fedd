package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/urfave/cli/v2"
)

// info tells what captures say of themselves, without analysing them.
func (c *command) info(ctx *cli.Context) error {
	opt := report.Options{Format: report.Format(ctx.String("format")), Exact: ctx.Bool("exact")}
	if err := report.WriteInfo(io.Discard, new(report.InfoList), opt); err != nil {
		return fmt.Errorf("--format: %w", err) // before the work
	}
	toFile := !isStdout(ctx.String("o"))
	if !toFile {
		opt.Width = c.width()
	}
	var err error
	if opt.Color, err = c.color(ctx.String("color"), toFile); err != nil {
		return err
	}
	res, flaw, err := c.readWith(ctx, scan.Inspect)
	if err != nil {
		return err
	}
	list := report.Infos(res)
	return errors.Join(
		c.write(ctx.String("o"), func(w io.Writer) error { return report.WriteInfo(w, list, opt) }),
		flaw,
		c.complain(ctx, res))
}
