package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the program a command of the scripts: "flowscan" there is a
// process of its own, this one's copy.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"flowscan": main})
}

// TestScripts runs the terminal sessions of testdata/script.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("a process for each command: some minutes with the race detector; run without -short")
	}
	testscript.Run(t, testscript.Params{
		Dir:             "testdata/script",
		ContinueOnError: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GORACE", "atexit_sleep_ms=0") // or the race detector adds a second to every command
			return setUp(e.WorkDir)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Condition: func(name string) (bool, error) {
			if name != "root" {
				return false, errors.New("no such condition")
			}
			return os.Geteuid() == 0, nil
		},
	})
}

// exits is "exits 3 flowscan FILE": the program must end with that status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM [ARG]...")
	}
	err := ts.Exec(args[1], args[2:]...)
	status, exit := 0, new(exec.ExitError)
	if errors.As(err, &exit) {
		status = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("exit status %d, want %s", status, args[0])
	}
}

// setUp puts captures and databases into a script's directory: each fixture by
// its name, and a few that are too small, or too broken, to be fixtures.
func setUp(dir string) error {
	fixtures, err := filepath.Glob("../../fixtures/pcaps/*/input.*")
	if err != nil {
		return err
	}
	for _, path := range fixtures {
		parent, file := filepath.Split(path)
		if err := copyFile(filepath.Join(dir, filepath.Base(parent)+file[len("input"):]), path); err != nil {
			return err
		}
	}
	for _, name := range []string{"wpa2-lab.pcap", "wpa2-m1.pcap", "plain-105.pcap"} {
		if err := copyFile(filepath.Join(dir, name), filepath.Join("../../pkg/dot11/testdata", name)); err != nil {
			return err
		}
	}
	const test = "../../fixtures/geo/test.mmdb"
	if err := copyFile(filepath.Join(dir, "test.mmdb"), test); err != nil {
		return err
	}
	broken, err := os.ReadFile(test)
	if err != nil {
		return err
	}
	const inTree = 900 // a node of the search tree; what is changed there shows in lookups only
	copy(broken[inTree:], "\xff\xff\xff\xff\xff\xff\xff\xff")
	pcap := []byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00") // Ethernet
	malformed := append(pcap[:len(pcap):len(pcap)],
		"\x00\x00\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00\x10\x00\x00\x00"+ // a frame of 16 bytes
			"\x00\x00\x5e\x00\x53\x01\x00\x00\x5e\x00\x53\x23\x08\x00\x45\x00"...) // IPv4, of which two bytes were sent
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "broken.mmdb"), broken, 0o644),
		os.WriteFile(filepath.Join(dir, "nothing.pcap"), pcap, 0o644),
		os.WriteFile(filepath.Join(dir, "malformed.pcap"), malformed, 0o644),
		os.WriteFile(filepath.Join(dir, "empty.pcap"), nil, 0o644),
	)
}

func copyFile(to, from string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o644)
}
