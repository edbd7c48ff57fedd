package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/urfave/cli/v2"
)

// names lists every name the captures give.
func (c *command) names(ctx *cli.Context) error {
	format := ctx.String("format")
	if err := report.WriteNames(io.Discard, new(report.NameList), format); err != nil {
		return fmt.Errorf("--format: %w", err) // before the work
	}
	wanted, err := parseFilter(ctx.String("f"))
	if err != nil {
		return err
	}
	res, flaw, err := c.scan(ctx, scan.Options{Filter: wanted})
	if err != nil {
		return err
	}
	list := report.Names(res)
	return errors.Join(
		c.write(ctx.String("o"), func(w io.Writer) error { return report.WriteNames(w, list, format) }),
		flaw,
		c.complain(ctx, res))
}
