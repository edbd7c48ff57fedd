package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// permute moves flags before file names, and subcommands before flags: the cli
// package takes whatever follows the first file for another file. What follows
// "--" is files.
func permute(args []string, app *cli.App) []string {
	if len(args) == 0 {
		return args
	}
	var (
		words    []string // subcommands
		flags    []string
		files    []string
		commands = app.Commands
		valued   = valuedFlags(app)
	)
	for rest := args[1:]; len(rest) > 0; {
		arg := rest[0]
		rest = rest[1:]
		switch {
		case arg == "--":
			files, rest = append(files, rest...), nil
		case len(arg) > 1 && arg[0] == '-':
			flags = append(flags, arg)
			name := strings.TrimLeft(arg, "-")
			if valued[name] && len(rest) > 0 {
				flags, rest = append(flags, rest[0]), rest[1:]
			}
		case len(files) == 0 && find(commands, arg) != nil:
			words = append(words, arg)
			commands = find(commands, arg).Subcommands
		default:
			files = append(files, arg)
		}
	}
	return slices.Concat(args[:1], words, flags, []string{"--"}, files)
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// valuedFlags returns the names of all flags that take a value.
func valuedFlags(app *cli.App) map[string]bool {
	names := make(map[string]bool)
	add := func(flags []cli.Flag) {
		for _, f := range flags {
			if _, boolean := f.(*cli.BoolFlag); boolean {
				continue
			}
			for _, n := range f.Names() {
				names[n] = true
			}
		}
	}
	var walk func([]*cli.Command)
	walk = func(commands []*cli.Command) {
		for _, c := range commands {
			add(c.Flags)
			walk(c.Subcommands)
		}
	}
	add(app.Flags)
	walk(app.Commands)
	return names
}
