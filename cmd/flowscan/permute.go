package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// permute moves flags before file names, and subcommands before flags: the cli
// package takes whatever follows the first file for another file. What follows
// "--" is files. The word help, before any file, is the flag: people try it.
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
		help     bool
	)
	for rest := args[1:]; len(rest) > 0; {
		arg := rest[0]
		rest = rest[1:]
		switch {
		case arg == "--":
			files, rest = append(files, rest...), nil
		case len(arg) > 1 && arg[0] == '-':
			flags = append(flags, arg)
			help = help || slices.Contains(cli.HelpFlag.Names(), strings.TrimLeft(arg, "-"))
			if !takesNext(arg, valued) {
				continue
			}
			if len(rest) == 0 { // the cli package says so; a "--" it would take for the value
				return slices.Concat(args[:1], words, flags)
			}
			flags, rest = append(flags, rest[0]), rest[1:]
		case len(files) == 0 && arg == "help":
			flags, help = append(flags, "--help"), true
		case len(files) == 0 && find(commands, arg) != nil:
			words = append(words, arg)
			commands = find(commands, arg).Subcommands
		default:
			files = append(files, arg)
		}
	}
	if help {
		files = nil // the cli package would look for help on them
	}
	if len(files) > 0 && find(commands, files[0]) != nil {
		files[0] = "./" + files[0] // or the cli package would take it for the command
	}
	return slices.Concat(args[:1], words, flags, []string{"--"}, files)
}

// takesNext reports whether the argument after the flag arg is its value. Of
// letters written as one (-nr FILE), the last may have a value.
func takesNext(arg string, valued map[string]bool) bool {
	name := strings.TrimLeft(arg, "-")
	takes, known := valued[name]
	if known || strings.HasPrefix(arg, "--") || strings.Contains(arg, "=") {
		return takes
	}
	return valued[name[len(name)-1:]]
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// valuedFlags returns, by the name of each flag, whether it takes a value.
func valuedFlags(app *cli.App) map[string]bool {
	names := make(map[string]bool)
	add := func(flags []cli.Flag) {
		for _, f := range flags {
			_, toggle := f.(*cli.BoolFlag)
			for _, n := range f.Names() {
				names[n] = !toggle
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
