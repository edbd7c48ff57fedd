package main

import (
	"io"
	"slices"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/urfave/cli/v2"
)

// names lists every name the captures give.
func (c *command) names(ctx *cli.Context) error {
	paths := slices.Concat(ctx.StringSlice("r"), ctx.Args().Slice())
	src, res, err := c.read(ctx, paths, scan.Options{})
	if err != nil {
		return err
	}
	list := report.Names(res)
	if err := c.write(ctx.String("o"), paths, func(w io.Writer) error { return report.WriteNames(w, list, ctx.String("format")) }); err != nil {
		return err
	}
	if c.complain(ctx.Context, src, res) {
		return errDamaged
	}
	return nil
}
