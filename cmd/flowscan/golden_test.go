package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write want.json and want.txt of the fixtures anew")

// TestFixtures compares the whole report of each fixture, as JSON and as text on
// a terminal, with what a person has read and found right.
func TestFixtures(t *testing.T) {
	for _, path := range fixtures(t) {
		dir, file := filepath.Split(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Chdir(dir) // paths stand in reports
			args := []string{"--geo", "../../geo/test.mmdb", "--flows", file}
			_, printed, _ := flowscan(t, append(args, "--format", "json")...)
			r := parse(t, printed)
			golden(t, "want.json", strings.Replace(printed, `"version": "`+version()+`"`, `"version": "test"`, 1))
			golden(t, "want.txt", text(t, r, report.Options{Width: 80}))

			// JSON is the schema: it holds all that text tells.
			_, piped, _ := flowscan(t, args...)
			if diff := cmp.Diff(text(t, r, report.Options{Flows: true}), piped); diff != "" {
				t.Errorf("text of the JSON, and text (-, +):\n%s", diff)
			}
		})
	}
}

func text(t *testing.T, r *report.Report, o report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; go test ./cmd/flowscan -update accepts it):\n%s", file, diff)
	}
}

// TestWorkers holds the program to printing the same whatever the machine.
func TestWorkers(t *testing.T) {
	for _, path := range fixtures(t) {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			var first string
			for _, n := range []string{"1", "2", "3", "8"} {
				code, printed, _ := flowscan(t, "--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows", "--workers", n, path)
				if code == exitFailed {
					t.Fatal("exit 2")
				}
				if first == "" {
					first = printed
				}
				if diff := cmp.Diff(first, printed); diff != "" {
					t.Fatalf("--workers 1 and %s (-, +):\n%s", n, diff)
				}
			}
		})
	}
}
