package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/flowscan/flowscan/pkg/capture"
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
	w := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tTYPE\tLINK TYPE\tMONITOR\tSTATE\tMAC\tADDRESSES")
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
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", plain(a.Name), plain(a.Kind), plain(a.Link), monitor, state, plain(a.MAC), plain(strings.Join(addresses, " ")))
	}
	return w.Flush()
}
