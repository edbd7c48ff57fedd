package main

import (
	"strings"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/report"
	"github.com/urfave/cli/v2"
)

// interfaces lists what can be captured on.
func (c *command) interfaces(ctx *cli.Context) error {
	if err := noArgs(ctx); err != nil {
		return err
	}
	all, err := capture.Adapters()
	if err != nil {
		return err
	}
	rows := [][]string{{"NAME", "TYPE", "LINK TYPE", "MONITOR", "STATE", "MAC", "ADDRESSES"}}
	for _, a := range all {
		monitor, state := "no", "down"
		if a.Monitor {
			monitor = "yes"
		}
		if a.Up {
			state = "up"
		}
		var addresses []string
		for _, p := range a.Addresses {
			addresses = append(addresses, p.String())
		}
		rows = append(rows, []string{plain(a.Name), plain(a.Kind), plain(a.Link), monitor, state, plain(a.MAC), plain(strings.Join(addresses, " "))})
	}
	return report.WriteColumns(c.stdout, rows)
}
