package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/report"
)

// flowscan runs the program in this process. Not in parallel tests: the cli
// package's help flag is one for all that run.
func flowscan(t testing.TB, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), append([]string{"flowscan"}, args...), bytes.NewReader(nil), &out, &errs)
	return code, out.String(), errs.String()
}

// parse reads what --format json printed.
func parse(t *testing.T, printed string) *report.Report {
	t.Helper()
	r := new(report.Report)
	d := json.NewDecoder(bytes.NewReader([]byte(printed)))
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil {
		t.Fatal(err)
	}
	return r
}

// fixtures returns the captures in fixtures/pcaps.
func fixtures(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../../fixtures/pcaps/*/input.*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("found %d fixtures: %v", len(paths), err)
	}
	return paths
}

// TestEscapes holds what others may have named to being printed as plain text.
func TestEscapes(t *testing.T) {
	_, _, stderr := flowscan(t, "a\x1b[31m\n.pcap")
	if want := "flowscan: capture: a\\x1b[31m\\n.pcap: no such file or directory\n"; stderr != want {
		t.Errorf("%q, want %q", stderr, want)
	}
	db, err := os.ReadFile("../../fixtures/geo/test.mmdb")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "hostile.mmdb")
	hostile := bytes.ReplaceAll(db, []byte("Example Cloud SG"), []byte("Example\x1b[31md SG"))
	if err := os.WriteFile(path, hostile, 0o644); err != nil {
		t.Fatal(err)
	}
	_, stdout, _ := flowscan(t, "geo", "lookup", "--geo", path, "8.219.64.12")
	if !strings.Contains(stdout, `Example\x1b[31md SG`) {
		t.Errorf("%q", stdout)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := run(ctx, []string{"flowscan", fixtures(t)[0]}, nil, &out, &errs)
	if want := "flowscan: interrupted; what was read so far is reported\n"; code != exitDamaged || errs.String() != want {
		t.Errorf("exit %d, %q; want %d, %q", code, errs.String(), exitDamaged, want)
	}
}
