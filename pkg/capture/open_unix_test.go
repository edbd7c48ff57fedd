//go:build unix

package capture

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestOpenPipe reads a named pipe if it is named, once, and passes it over in a
// directory: opening it would hang.
func TestOpenPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := Open([]string{dir}, Options{}); err == nil {
		t.Error("directory with a pipe: no error")
	}
	written := make(chan error)
	go func() { written <- os.WriteFile(pipe, at(1, 2), 0o600) }()
	f, err := Open([]string{pipe, writeFile(t, dir, "a.pcap", at(3))}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := len(drain(t, f)); got != 3 {
		t.Errorf("%d frames, want 3", got)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}
