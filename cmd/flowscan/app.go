package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/urfave/cli/v2"
)

// command is one run of the program.
type command struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	frames         io.Writer // standard output, if -w - gives it to the capture itself
}

const description = `Tells from packet captures whom a device sent data to: which country, which
hostname, how much, encrypted or not, and what the capture cannot show.
Nothing is sent, resolved or looked up on a network.

  flowscan phone.pcap                    the report
  flowscan --by network,device *.pcapng  other tables, several captures as one
  flowscan --flows --format csv DIR      every flow of the captures in a directory
  tcpdump -w - | flowscan -              from standard input
  flowscan -i eth0                       live, until Ctrl-C; then the report

Captures are pcap or pcapng, plain or compressed (gzip, zstd, lz4, xz, bzip2).
Results go to standard output, everything else to standard error.

A Wi-Fi interface shows only what is sent to and from this machine, unless it is
in monitor mode. These make one that hears everybody on a channel:

  sudo iw dev wlan0 interface add mon0 type monitor
  sudo ip link set mon0 up
  sudo iw dev mon0 set channel 6
  flowscan -i mon0

Exit status: 0 done; 2 wrong usage, or nothing could be read; 3 some input is
damaged: what could be read is reported, the damage is named.`

func (c *command) app() *cli.App {
	return &cli.App{
		Name:                      "flowscan",
		Usage:                     "whom did this device send data to?",
		UsageText:                 "flowscan [flags] FILE...\nflowscan -i INTERFACE [flags] | interfaces\nflowscan names FILE... | info FILE...\nflowscan geo lookup ADDR... | geo info | version",
		Description:               description,
		HideHelpCommand:           true,
		HideVersion:               true,
		Writer:                    c.stdout,
		ErrWriter:                 c.stderr,
		UseShortOptionHandling:    true,
		DisableSliceFlagSeparator: true, // a file's name, or a passphrase, may have a comma
		OnUsageError:              usageError,
		ExitErrHandler:            func(*cli.Context, error) {}, // run decides
		Flags:                     reportFlags(),
		Action:                    c.report,
		Commands: []*cli.Command{
			{Name: "names", Usage: "every name the captures give, with the frames that prove it", ArgsUsage: "FILE...", HideHelpCommand: true,
				Flags: append(append(inputFlags(), wifiFlags()...), filterFlag(), &cli.StringFlag{Name: "format", Value: "table", Usage: "table, json or hosts"},
					outputFlag()),
				OnUsageError: usageError, Action: c.names},
			{Name: "info", Usage: "what captures say of themselves: format, times, interfaces, losses, damage", ArgsUsage: "FILE...", HideHelpCommand: true,
				Flags: append(inputFlags(), &cli.StringFlag{Name: "format", Value: "table", Usage: "table or json"},
					exactFlag(), outputFlag(), colorFlag(), hashFlag()),
				OnUsageError: usageError, Action: c.info},
			{Name: "interfaces", Usage: "what can be captured on: type, link type, monitor mode, addresses", HideHelpCommand: true,
				OnUsageError: usageError, Action: c.interfaces},
			{
				Name: "geo", Usage: "look into the geolocation data", HideHelpCommand: true, OnUsageError: usageError,
				Subcommands: []*cli.Command{
					{Name: "lookup", Usage: "country and network of addresses", ArgsUsage: "ADDR...", HideHelpCommand: true,
						Flags: []cli.Flag{geoFlag()}, OnUsageError: usageError, Action: c.geoLookup},
					{Name: "info", Usage: "which databases are in use, how old, under which licence", HideHelpCommand: true,
						Flags: []cli.Flag{geoFlag()}, OnUsageError: usageError, Action: c.geoInfo},
				},
				Action: func(*cli.Context) error { return errors.New("geo: say lookup ADDR... or info") },
			},
			{Name: "version", Usage: "version of the program and sources of its data", HideHelpCommand: true,
				OnUsageError: usageError, Action: c.version},
		},
	}
}

func geoFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "geo", Usage: "MaxMind-format `FILE.mmdb` to look addresses up in; repeatable (default: built in)"}
}

// toggle is a flag without a value.
func toggle(name, usage string) cli.Flag {
	return &cli.BoolFlag{Name: name, Usage: usage, DisableDefaultText: true}
}

func exactFlag() cli.Flag { return toggle("exact", "bytes as whole numbers") }

func hashFlag() cli.Flag { return toggle("hash", "add each input's SHA-256 to the report") }

func colorFlag() cli.Flag {
	return &cli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"}
}

func outputFlag() cli.Flag { return &cli.StringFlag{Name: "o", Usage: "write the result to `FILE`"} }

func filterFlag() cli.Flag {
	return &cli.StringFlag{Name: "f", Usage: "look only at frames that `EXPRESSION` selects: tcpdump's language, or a program of tcpdump -ddd"}
}

// inputFlags are those of commands that read captures.
func inputFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "r", Usage: "read capture `FILE`, as a plain argument does; repeatable"},
		toggle("recursive", "read the captures in directories below those named, too"),
		toggle("q", "no progress bar; live, no word on how it goes"),
		toggle("n", "accepted for tcpdump's sake: names are never resolved"),
	}
}

func reportFlags() []cli.Flag {
	return slices.Concat(inputFlags(), liveFlags(), wifiFlags(), []cli.Flag{
		filterFlag(),
		geoFlag(),
		&cli.StringSliceFlag{Name: "local", Usage: "`CIDR|MAC` of the device; repeatable (default: the private end, or who began)"},
		&cli.StringFlag{Name: "device", Usage: "report on one device only: its `MAC|NAME|ADDR`"},
		&cli.StringFlag{Name: "by", Usage: "one table for each `KEY`: " + words(report.Keys())},
		&cli.StringFlag{Name: "pivot", Usage: "one table by two or three `KEYS` at once, such as app,country or device,host"},
		&cli.IntFlag{Name: "top", Value: 20, Usage: "show `N` rows a table and sum up the others; -1 for all"},
		&cli.StringFlag{Name: "format", Value: "table", Usage: words(report.Formats())},
		toggle("flows", "list the flows"),
		exactFlag(),
		outputFlag(),
		colorFlag(),
		toggle("dedup", "leave copies of packets out: those that the interface any or a mirror port makes"),
		hashFlag(),
		toggle("strict", "exit 3 also when frames were malformed, truncated or of an unknown link type"),
		&cli.IntFlag{Name: "workers", Usage: "follow flows with `N` goroutines, 0 for one less than processors; the result is the same"},
		toggle("version", "print the version, as the version command does"),
	})
}

func words[T ~string](list []T) string {
	all := make([]string, len(list))
	for i, w := range list {
		all[i] = string(w)
	}
	return strings.Join(all, ", ")
}

// usageError makes one line of what the flag package says.
func usageError(_ *cli.Context, err error, _ bool) error {
	return fmt.Errorf("%s; see flowscan --help", strings.Replace(err.Error(), "flag provided but not defined", "unknown flag", 1))
}

// noArgs refuses what stands behind a command that takes nothing.
func noArgs(ctx *cli.Context) error {
	if ctx.Args().Present() {
		return fmt.Errorf("%s: one word too many; see flowscan --help", ctx.Args().First())
	}
	return nil
}
