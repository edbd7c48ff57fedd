package capture

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// start is 2026-11-22 17:54:47 UTC.
const start = 1_795_370_087_000_000_000

// TestSaveRotates saves a frame a second.
func TestSaveRotates(t *testing.T) {
	frame := []Frame{{Data: make([]byte, 1000), Length: 1000, Link: LinkEthernet, Timed: true}} // 1,032 bytes in a file
	for _, test := range []struct {
		name  string
		opt   SaveOptions
		quiet int // seconds without a frame, after three
		want  map[string]int
	}{
		{name: "one file", want: map[string]int{"cap.pcapng": 6}},
		{name: "keep has nothing to say of one file", opt: SaveOptions{Keep: 1}, want: map[string]int{"cap.pcapng": 6}},
		{name: "by size", opt: SaveOptions{Size: 2000}, want: map[string]int{
			"cap_00001_20261122T175447Z.pcapng": 2, "cap_00002_20261122T175449Z.pcapng": 2, "cap_00003_20261122T175451Z.pcapng": 2}},
		{name: "by time", opt: SaveOptions{Every: 4 * time.Second}, want: map[string]int{
			"cap_00001_20261122T175447Z.pcapng": 4, "cap_00002_20261122T175451Z.pcapng": 2}},
		{name: "by time, in silence no files", opt: SaveOptions{Every: time.Second}, quiet: 60, want: map[string]int{
			"cap_00001_20261122T175447Z.pcapng": 1, "cap_00002_20261122T175448Z.pcapng": 1, "cap_00003_20261122T175449Z.pcapng": 1,
			"cap_00004_20261122T175550Z.pcapng": 1, "cap_00005_20261122T175551Z.pcapng": 1, "cap_00006_20261122T175552Z.pcapng": 1}},
		{name: "the last two", opt: SaveOptions{Every: time.Second, Keep: 2}, want: map[string]int{
			"cap_00005_20261122T175451Z.pcapng": 1, "cap_00006_20261122T175452Z.pcapng": 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			test.opt.Path = filepath.Join(dir, "cap.pcapng")
			s := saver{SaveOptions: test.opt, in: &Input{Interfaces: someInterfaces[:1]}}
			now := int64(start)
			if err := s.begin(now); err != nil {
				t.Fatal(err)
			}
			for i := range 6 {
				for q := 0; i == 3 && q < test.quiet; q++ {
					now += second
					if err := s.write(nil, now); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.write(frame, now); err != nil {
					t.Fatal(err)
				}
				s.in.Frames++
				s.in.Dropped += 10
				now += second
			}
			if err := s.finish(now); err != nil {
				t.Fatal(err)
			}
			checkSaved(t, dir, test.want)
		})
	}
}

// TestSaveRotatesBack goes by a clock that is set back.
func TestSaveRotatesBack(t *testing.T) {
	dir := t.TempDir()
	s := saver{SaveOptions: SaveOptions{Path: filepath.Join(dir, "cap.pcapng"), Every: 4 * time.Second}, in: &Input{Interfaces: someInterfaces[:1]}}
	now := int64(start)
	if err := s.begin(now); err != nil {
		t.Fatal(err)
	}
	now -= 3600 * second
	for range 6 {
		if err := s.write(someFrames()[:1], now); err != nil {
			t.Fatal(err)
		}
		now += second
	}
	if err := s.finish(now); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "cap_0000?_*Z.pcapng"))
	if err != nil || len(files) != 2 {
		t.Errorf("files %q: %v", files, err)
	}
}

// checkSaved compares the files in dir, and how many frames they hold.
func checkSaved(t *testing.T, dir string, want map[string]int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		frames, in := readAll(t, bytes.NewReader(b))
		if len(frames) != want[e.Name()] || in.Damage != "" {
			t.Errorf("%s: %d frames, want %d; damage %q", e.Name(), len(frames), want[e.Name()], in.Damage)
		}
		// Each file counts what was lost during it. The last frames' losses are
		// known when the next are read.
		if min, max := uint64(10*len(frames)-10), uint64(10*len(frames)); in.Dropped < min || in.Dropped > max {
			t.Errorf("%s: %d lost, want %d to %d", e.Name(), in.Dropped, min, max)
		}
		delete(want, e.Name())
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

// TestSaveStreams saves to standard output, which stays open.
func TestSaveStreams(t *testing.T) {
	var out bytes.Buffer
	s := saver{SaveOptions: SaveOptions{Path: "-", Stdout: &out}, in: &Input{Interfaces: someInterfaces}}
	if err := s.begin(start); err != nil {
		t.Fatal(err)
	}
	if err := s.write(someFrames(), start); err != nil {
		t.Fatal(err)
	}
	if err := s.finish(start); err != nil {
		t.Fatal(err)
	}
	if got, _ := readAll(t, &out); len(got) != len(someFrames()) {
		t.Errorf("%d frames", len(got))
	}
}

// TestSaveFails names the file that cannot be written.
func TestSaveFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "cap.pcapng")
	s := saver{SaveOptions: SaveOptions{Path: path}, in: &Input{}}
	if err := s.begin(start); err == nil || !bytes.Contains([]byte(err.Error()), []byte(path)) {
		t.Errorf("error %v", err)
	}
	if err := s.finish(start); err != nil {
		t.Errorf("nothing was begun, and to finish it fails: %v", err)
	}
}
