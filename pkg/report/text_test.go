package report

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden shows what people see; look at the files in testdata.
func TestGolden(t *testing.T) {
	damaged := sample(phone())
	damaged.Inputs = append(damaged.Inputs, Input{Path: "b.pcap", Damage: "cut short in record 17 at byte 20480"})
	damaged.Totals.Sent += 12
	damaged.Capture.Dropped, damaged.Folded.Flows = 1_204, 3
	silent := sample(nil)
	silent.BlindSpots, silent.Overhead = nil, 0
	silent.Ledger = []Entry{{Reason: "flow"}, {Reason: "non_ip", Frames: 18_204, WireBytes: silent.Capture.WireBytes}}
	for _, test := range []struct {
		name string
		r    *Report
		o    Options
	}{
		{"pipe.txt", sample(phone()), Options{}},
		{"40.txt", sample(phone()), Options{Width: 40, Top: 9}},
		{"80.txt", sample(phone()), Options{Width: 80, Top: 9}},
		{"120.txt", sample(phone()), Options{Width: 120, Top: 9}},
		{"200.txt", sample(phone()), Options{Width: 200, Top: 9}},
		{"exact.txt", sample(phone()), Options{Width: 80, Top: 3, Exact: true}},
		{"by.txt", sample(phone()), Options{Width: 100, Top: 3, By: Keys(), Flows: true}},
		{"colour.txt", sample(phone()), Options{Width: 80, Top: 3, Color: true}},
		{"damaged.txt", damaged, Options{Width: 80, Top: 3}},
		{"silent.txt", silent, Options{Width: 80}},
		{"empty.txt", &Report{}, Options{Width: 80}},
		{"report.md", sample(phone()), Options{Format: Markdown, Top: 9}},
		{"silent.md", silent, Options{Format: Markdown}},
	} {
		t.Run(test.name, func(t *testing.T) {
			golden(t, test.name, write(t, test.r, test.o))
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
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
		t.Errorf("%s differs (-want +got), -update accepts:\n%s", name, diff)
	}
}

// TestEnvironment holds the same report to the same bytes in every locale.
func TestEnvironment(t *testing.T) {
	want := write(t, sample(phone()), Options{Width: 80})
	t.Setenv("RUNEWIDTH_EASTASIAN", "1")
	t.Setenv("LANG", "zh_CN.UTF-8")
	if got := write(t, sample(phone()), Options{Width: 80}); got != want {
		t.Error(cmp.Diff(want, got))
	}
}

func TestColourSaysNothing(t *testing.T) {
	r := sample(phone())
	plain := write(t, r, Options{Width: 80})
	colour := write(t, r, Options{Width: 80, Color: true})
	if colour == plain {
		t.Error("no colour")
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]+m").ReplaceAllString(colour, ""); got != plain {
		t.Error(cmp.Diff(plain, got))
	}
}

func TestLinesFit(t *testing.T) {
	tame, wild := sample(phone()), sample(phone())
	hostile(wild)
	for _, width := range []int{1, 2, 3, 5, 8, 13, 21, 34, 40, 46, 55, 59, 60, 61, 79, 80, 81, 89, 100, 120, 144, 200, 233} {
		for name, r := range map[string]*Report{"phone": tame, "hostile": wild} {
			for _, by := range [][]Key{nil, Keys()} {
				checkWidth(t, name, write(t, r, Options{Width: width, By: by, Flows: true}), width)
			}
		}
	}
}

func checkWidth(t *testing.T, name, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if w := columns(line); w > width {
			t.Fatalf("%s at %d: %d columns: %q", name, width, w, line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Fatalf("%s at %d: ends in a space: %q", name, width, line)
		}
	}
}

// TestColumnsLineUp looks for SENT's unit in the same column of all rows,
// whatever stands to its left.
func TestColumnsLineUp(t *testing.T) {
	hosts := []string{"plain.example", "日本語.example", "cafe\u0301.example", "👍🏽.example", "🇩🇪.example", "👨\u200d👩\u200d👧.example"}
	var talks []talk
	for i, host := range hosts {
		talks = append(talks, talk{"192.168.2.100", "203.0.113.5", host, "dns", "CN", 64500, "tls", uint64(9_000 - i), 5})
	}
	want, rows := 0, 0
	for line := range strings.Lines(write(t, sample(talks), Options{Width: 80, By: []Key{ByDomain}})) {
		before, _, ok := strings.Cut(line, " kB ")
		if !ok || !strings.Contains(line, ".example") {
			continue
		}
		if rows++; rows == 1 {
			want = columns(before)
		}
		if got := columns(before); got != want {
			t.Errorf("SENT ends in column %d, not %d: %s", got, want, line)
		}
	}
	if rows != len(hosts) {
		t.Errorf("%d rows", rows)
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b[31m\u202e\xff", "日本語👍🏽", 80)
	f.Add(strings.Repeat("a b ", 100), "e\u0301\u0301", 13)
	f.Fuzz(func(t *testing.T, name, other string, width int) {
		width = 1 + int(uint(width)%250)
		r := sample([]talk{
			{"192.168.2.100", other, name, "sni", "CN", 64500, "tls", 9_999, 1},
			{other, "203.0.113.5", name + other, other, name, 1, other, 1, 9_999},
		})
		r.Inputs[0].Path, r.Inputs[0].Damage, r.BlindSpots[2].Detail = name+other, other+" "+name, name
		text := write(t, r, Options{Width: width, Flows: true})
		if strings.ContainsFunc(text, forbidden) {
			t.Errorf("%q", text)
		}
		checkWidth(t, "fuzz", text, width)
	})
}

func TestFlowsNotKept(t *testing.T) {
	r := sample(phone())
	r.Flows = nil
	for _, format := range []Format{Table, Markdown} {
		if err := Write(new(bytes.Buffer), r, Options{Format: format, Flows: true}); !errors.Is(err, errNoFlows) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestWriteFails(t *testing.T) {
	full := errors.New("disk full")
	for _, format := range Formats() {
		if err := Write(failing{full}, sample(phone()), Options{Format: format}); !errors.Is(err, full) {
			t.Errorf("%s: %v", format, err)
		}
	}
	if err := Write(new(bytes.Buffer), sample(nil), Options{Format: "docx"}); err == nil {
		t.Error("docx is no format")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func BenchmarkText(b *testing.B) {
	var talks []talk
	for i := range 2_000 {
		talks = append(talks, talk{"192.168.2.100", "203.0.113.5", fmt.Sprintf("host-%d.example", i), "sni", "CN", 64500, "tls", uint64(i), 5})
	}
	r := sample(talks)
	for b.Loop() {
		write(b, r, Options{Width: 80, Top: -1})
	}
}
