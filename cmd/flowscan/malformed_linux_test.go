package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// What one malformed capture may cost. They are small: most take 30 ms and 25 MB.
const (
	mostTime   = 2 * time.Second // of the processors
	mostMemory = 200 << 20       // bytes resident at once
)

// TestMalformed runs the program on captures made to break others: those of
// tcpdump's tests and nDPI's fuzzers, in the directory FLOWSCAN_CORPUS. Each is a
// process of its own, whose memory the system counts.
func TestMalformed(t *testing.T) {
	corpus := os.Getenv("FLOWSCAN_CORPUS")
	if corpus == "" {
		t.Skip("FLOWSCAN_CORPUS names no corpus of captures")
	}
	if testing.Short() {
		t.Skip("the race detector's memory is not the program's")
	}
	paths := make(chan string)
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for path := range paths {
				survives(t, path)
			}
		})
	}
	found := 0
	for _, name := range listed(t, corpus, "public.txt") {
		project := filepath.Base(filepath.Dir(name))
		if project == "the-tcpdump-group+tcpdump" || project == "ntop+nDPI" && strings.Contains(name, "fuzz") {
			found++
			paths <- filepath.Join(corpus, name)
		}
	}
	close(paths)
	running.Wait()
	if found == 0 {
		t.Error("the corpus has none")
	}
	t.Logf("%d captures", found)
}

// survives runs the program on one capture.
func survives(t *testing.T, path string) {
	var stderr bytes.Buffer
	cmd := exec.Command("flowscan", "--format", "json", "--flows", path)
	cmd.Stderr = &stderr
	cmd.Run()
	state := cmd.ProcessState
	if state == nil {
		t.Errorf("%s: did not start", path)
		return
	}
	switch code := state.ExitCode(); code {
	case exitOK, exitFailed, exitDamaged:
	default:
		t.Errorf("%s: exit %d: %s", path, code, stderr.String())
	}
	if strings.Contains(stderr.String(), "goroutine ") { // a panic's exit code is 2, too
		t.Errorf("%s: %s", path, stderr.String())
	}
	if took := state.UserTime() + state.SystemTime(); took > mostTime {
		t.Errorf("%s: took %v", path, took)
	}
	const kilobyte = 1024 // Linux counts in them: getrusage(2)
	if memory := state.SysUsage().(*syscall.Rusage).Maxrss * kilobyte; memory > mostMemory {
		t.Errorf("%s: took %d MB", path, memory>>20)
	}
}
