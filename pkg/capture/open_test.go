package capture

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOpenErrors has a line for each path that is no capture.
func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty.pcap", nil, "not a capture: it is empty"},
		{"notes.txt", []byte("Hello, world\n"), `not a capture: it begins with "Hello, w", and neither pcap nor pcapng does`},
		{"short", []byte{1}, `not a capture: it begins with "\x01", and neither pcap nor pcapng does`},
		{"notes.txt.gz", gzipped(t, []byte("Hello, world\n")), `not a capture: it begins with "Hello, w", and neither pcap nor pcapng does`},
		{"empty.gz", gzipped(t, nil), "not a capture: it is empty"},
		{"cut.gz", gzipped(t, nil)[:6], "its gzip data is cut off"},
		{"cut.pcap", pcapHeader()[:10], "cut off in its file header: 10 of 24 bytes"},
		{"cut.pcapng", unhex(section)[:23], "cut off in its file header: 23 of 24 bytes"},
		{"cut.pcap.gz", gzipped(t, pcapHeader()[:10]), "cut off in its file header: 10 of 24 bytes"},
		{"old.pcap", unhex(`d4c3b2a1 0100 0000 00000000 00000000 ffff0000 01000000`), "its pcap version 1.0 is not known (2.4 is usual)"},
		{"new.pcapng", unhex(`0a0d0d0a 1c000000 4d3c2b1a 0200 0000 ffffffffffffffff`), "a section of pcapng version 2, which is not known (1 is usual)"},
		{"a.cap", []byte("GMBU............"), "a capture in the format of Microsoft's Network Monitor; convert it with editcap -F pcapng, of Wireshark"},
		{"a.tar", tarOf("a.pcap"), "not a capture, but a tar archive; unpack it with tar -xf"},
		{"a.tar.gz", gzipped(t, tarOf("a.pcap")), "not a capture, but a tar archive; unpack it with tar -xf"},
	} {
		path := writeFile(t, dir, test.name, test.data)
		_, err := Open([]string{path}, Options{})
		if want := "capture: " + path + ": " + test.want; err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", test.name, err, want)
		}
	}
}

// tarOf is the first block of a tar archive of a file.
func tarOf(name string) []byte {
	b := make([]byte, 512)
	copy(b, name)
	copy(b[257:], "ustar\x0000")
	return b
}

func TestOpenNothing(t *testing.T) {
	if _, err := Open(nil, Options{}); err == nil {
		t.Error("no paths: no error")
	}
	_, err := Open([]string{"-"}, Options{})
	if want := "capture: standard input: it is not available"; err == nil || err.Error() != want {
		t.Errorf("no standard input: error %v, want %s", err, want)
	}
	missing := filepath.Join(t.TempDir(), "missing.pcap")
	_, err = Open([]string{missing, missing + "ng"}, Options{})
	_, stat := os.Stat(missing) // the system's own words
	reason := errors.Unwrap(stat).Error()
	want := "capture: " + missing + ": " + reason + "\ncapture: " + missing + "ng: " + reason
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestOpenPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	path := writeFile(t, t.TempDir(), "secret.pcap", at(1))
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	_, err := Open([]string{path}, Options{})
	if want := "capture: " + path + ": permission denied; make it readable, or run as its owner"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestOpenFailed reads what can be read and tells the rest.
func TestOpenFailed(t *testing.T) {
	dir := t.TempDir()
	good := writeFile(t, dir, "good.pcap", at(1))
	bad := writeFile(t, dir, "bad.pcap", []byte("bad"))
	f, err := Open([]string{bad, good, filepath.Join(dir, "missing")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := len(drain(t, f)); got != 1 {
		t.Errorf("%d frames, want 1", got)
	}
	if failed := f.Failed(); len(failed) != 2 || !strings.Contains(failed[0].Error(), bad) || !errors.Is(failed[1], fs.ErrNotExist) {
		t.Errorf("failed: %v", failed)
	}
	if f.Inputs()[0].Path != good {
		t.Errorf("inputs %v", f.Inputs())
	}
}

// tree makes a directory of captures and other things.
func tree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"b.pcap":            at(1),
		"a.dump":            unhex(section),
		"c.pcap.gz":         gzipped(t, at(2)),
		"README":            []byte("captures of a phone"),
		"empty.pcap":        nil,
		"log.gz":            gzipped(t, []byte("started")),
		".hidden.pcap":      at(3),
		".git/x.pcap":       at(3),
		"day/e.pcap":        at(4),
		"day/night/f.pcap":  at(5),
		"notes/nothing.txt": []byte("nothing"),
	} {
		writeFile(t, dir, name, data)
	}
	for link, target := range map[string]string{
		"d.pcap":   filepath.Join(dir, "day/e.pcap"), // read under the first of its names
		"day/loop": dir,
		"z.pcap":   "nowhere",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	return dir
}

func TestOpenDirectory(t *testing.T) {
	dir := tree(t)
	for _, test := range []struct {
		name      string
		paths     []string
		recursive bool
		want      []string
	}{
		{"directory", []string{""}, false, []string{"a.dump", "b.pcap", "c.pcap.gz", "d.pcap"}},
		{"recursive", []string{""}, true, []string{"a.dump", "b.pcap", "c.pcap.gz", "d.pcap", "day/night/f.pcap"}},
		{"each file once", []string{"b.pcap", "", "b.pcap", "./day/../b.pcap", "day"}, false, []string{"b.pcap", "a.dump", "c.pcap.gz", "d.pcap"}},
		{"hidden if named", []string{".hidden.pcap", ".git"}, false, []string{".hidden.pcap", ".git/x.pcap"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var paths []string
			for _, p := range test.paths {
				paths = append(paths, dir+"/"+p)
			}
			f, err := Open(paths, Options{Recursive: test.recursive})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			var got []string
			for _, in := range f.Inputs() {
				rel, err := filepath.Rel(dir, in.Path)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, rel)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("inputs (-want +got):\n%s", diff)
			}
			if failed := f.Failed(); len(failed) != 0 {
				t.Errorf("failed: %v", failed)
			}
		})
	}
}

// TestOpenDirectoryForeign names the captures in a directory that cannot be read:
// whoever counts on them must know. What is no capture is passed over.
func TestOpenDirectoryForeign(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "a.pcap", at(1))
	writeFile(t, dir, "b.zip", []byte("PK\x03\x04"))
	snoop := writeFile(t, dir, "c.snoop", []byte("snoop\x00\x00\x00\x00\x00\x00\x02"))
	f, err := Open([]string{dir}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if failed := f.Failed(); len(f.Inputs()) != 1 || len(failed) != 1 || !strings.Contains(failed[0].Error(), snoop+": a capture in the format of Solaris's snoop") {
		t.Errorf("inputs %v, failed %v", f.Inputs(), failed)
	}
}

func TestOpenDirectoryWithoutCaptures(t *testing.T) {
	dir := t.TempDir()
	flat := filepath.Dir(writeFile(t, dir, "flat/notes.txt", []byte("nothing")))
	writeFile(t, dir, "nested/inner/a.pcap", at(1))
	for _, test := range []struct {
		path      string
		recursive bool
		want      string
	}{
		{flat, false, "no captures in this directory"},
		{flat, true, "no captures in this directory"},
		{dir + "/nested", false, "no captures in this directory; those in directories inside it are read with --recursive"},
	} {
		_, err := Open([]string{test.path}, Options{Recursive: test.recursive})
		if want := "capture: " + test.path + ": " + test.want; err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
