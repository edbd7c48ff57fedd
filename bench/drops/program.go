package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// program captures on the device until it is interrupted.
type program struct {
	name  string
	args  []string
	count func(stdout, stderr []byte) (int, error) // how many frames it had
}

func programs(flowscan string) []program {
	return []program{
		{"flowscan", []string{flowscan, "-i", device, "-q", "--format", "json"}, reported},
		{"tcpdump", []string{"tcpdump", "-i", device, "-n", "-Z", "root", "-w", "/dev/null"}, said(`(\d+) packets? captured`)},
		{"dumpcap", []string{"dumpcap", "-i", device, "-w", "/dev/null"}, said(`received/dropped on interface '.*': (\d+)/`)},
	}
}

// during runs p while f does something, and returns how many frames p had.
func (p *program) during(f func() error) (int, error) {
	cmd := exec.Command(p.args[0], p.args[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	time.Sleep(settling)
	err := f()
	time.Sleep(settling)
	cmd.Process.Signal(syscall.SIGINT)
	if failed := cmd.Wait(); failed != nil {
		return 0, fmt.Errorf("%w: %s", failed, stderr.Bytes())
	}
	if err != nil {
		return 0, err
	}
	return p.count(stdout.Bytes(), stderr.Bytes())
}

// reported reads flowscan's report: what it had no time for is as good as lost.
func reported(stdout, _ []byte) (int, error) {
	var report struct {
		Capture struct{ Frames int }
		Ledger  []struct {
			Reason string
			Frames int
		}
	}
	err := json.Unmarshal(stdout, &report)
	frames := report.Capture.Frames
	for _, e := range report.Ledger {
		if e.Reason == "skipped" {
			frames -= e.Frames
		}
	}
	return frames, err
}

// said finds a number in what a program said.
func said(pattern string) func(stdout, stderr []byte) (int, error) {
	number := regexp.MustCompile(pattern)
	return func(_, stderr []byte) (int, error) {
		found := number.FindSubmatch(stderr)
		if found == nil {
			return 0, fmt.Errorf("it did not say how many: %s", stderr)
		}
		return strconv.Atoi(string(found[1]))
	}
}
