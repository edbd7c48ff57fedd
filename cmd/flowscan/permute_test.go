package main

import (
	"slices"
	"strings"
	"testing"
)

func TestPermute(t *testing.T) {
	app := new(command).app()
	for _, test := range []struct{ name, args, want string }{
		{"nothing", "flowscan", "flowscan --"},
		{"files only", "flowscan a b", "flowscan -- a b"},
		{"a flag in front", "flowscan --flows a", "flowscan --flows -- a"},
		{"a flag behind", "flowscan a --flows", "flowscan --flows -- a"},
		{"a flag between", "flowscan a --flows b", "flowscan --flows -- a b"},
		{"a value", "flowscan a --top 3 b", "flowscan --top 3 -- a b"},
		{"a value after =", "flowscan a --top=3 b", "flowscan --top=3 -- a b"},
		{"a value that looks like a flag", "flowscan a --top -1 b", "flowscan --top -1 -- a b"},
		{"a value that looks like a command", "flowscan -o version a", "flowscan -o version -- a"},
		{"one hyphen", "flowscan a -top 3", "flowscan -top 3 -- a"},
		{"bundled", "flowscan a -nq", "flowscan -nq -- a"},
		{"a flag unknown", "flowscan a --bogus b", "flowscan --bogus -- a b"},
		{"standard input", "flowscan - --flows", "flowscan --flows -- -"},
		{"standard input as a value", "flowscan -r - --flows", "flowscan -r - --flows --"},
		{"the end of flags", "flowscan a -- --flows --", "flowscan -- a --flows --"},
		{"a command", "flowscan geo lookup --geo x 1.1.1.1", "flowscan geo lookup --geo x -- 1.1.1.1"},
		{"its flags in front", "flowscan --geo x geo lookup 1.1.1.1", "flowscan geo lookup --geo x -- 1.1.1.1"},
		{"a command's name behind a file", "flowscan a geo", "flowscan -- a geo"},
		{"a file of a command's name", "flowscan -- geo", "flowscan -- ./geo"},
		{"bundled with a value", "flowscan -nr a --flows", "flowscan -nr a --flows --"},
		{"help, whatever the files", "flowscan a -h", "flowscan -h --"},
		{"help as a word", "flowscan help geo lookup", "flowscan geo lookup --help --"},
		{"a file called help", "flowscan a help -- help", "flowscan -- a help help"},
		{"a value that is missing", "flowscan a -o", "flowscan -o"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(permute(strings.Fields(test.args), app), " "); got != test.want {
				t.Errorf("%s became %s, want %s", test.args, got, test.want)
			}
		})
	}
	if got := permute(nil, app); len(got) != 0 {
		t.Errorf("nothing at all became %q", got)
	}
}

// FuzzPermute finds nothing left to move in what it moved.
func FuzzPermute(f *testing.F) {
	app := new(command).app()
	for _, seed := range []string{"flowscan a --top 3 b", "flowscan geo lookup --geo x 1.1.1.1", "flowscan -- geo", "flowscan help a", "flowscan a -o", "flowscan -nr a", "", "- --"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		once := permute(strings.Split(line, " "), app)
		if again := permute(once, app); !slices.Equal(again, once) {
			t.Errorf("%q became %q and then %q", line, once, again)
		}
	})
}
