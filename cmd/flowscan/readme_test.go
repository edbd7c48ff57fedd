//go:build !nogeo

package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/google/go-cmp/cmp"
)

// TestReadme holds the README's output to what its commands print, with the
// built-in geolocation data.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	const capture = "fixtures/pcaps/phone/input.pcap"
	code, printed, stderr := flowscan(t, "--format", "json", "--flows", capture)
	if code != exitOK || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	r := parse(t, printed)
	i := slices.IndexFunc(r.Flows, func(f report.Flow) bool { return f.Remote == "203.107.1.65" })
	if i < 0 {
		t.Fatal("no flow to 203.107.1.65")
	}
	names, err := json.Marshal(r.Flows[i].Names)
	if err != nil {
		t.Fatal(err)
	}
	for command, want := range map[string]string{
		"flowscan " + capture: text(t, r, report.Options{Width: 80}),
		"flowscan --format json --flows " + capture + " |\n" +
			`    jq -c '.flows[] | select(.remote == "203.107.1.65") | .names' | head -1`: string(names) + "\n",
	} {
		if diff := cmp.Diff(want, shown(t, command)); diff != "" {
			t.Errorf("%s (-printed +README.md):\n%s", command, diff)
		}
	}
}

// shown returns what README.md shows below a command.
func shown(t *testing.T, command string) string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```\n$ "+command+"\n")
	block, _, _ := strings.Cut(rest, "```\n")
	return block
}
