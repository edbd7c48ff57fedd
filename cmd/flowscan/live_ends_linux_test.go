package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestLiveEnds ends a capture in each way there is. All that arrived before is
// reported.
func TestLiveEnds(t *testing.T) {
	if !namespace(t) {
		return
	}
	c := readCapture(t, "../../fixtures/pcaps/phone/input.pcap")
	for i, test := range []struct {
		name string
		args []string
		end  func(*testing.T, *running, *nic)
		says string // on standard error
	}{
		{name: "Ctrl-C", end: func(t *testing.T, r *running, _ *nic) { r.Process.Signal(os.Interrupt) }},
		{name: "SIGTERM", end: func(t *testing.T, r *running, _ *nic) { r.Process.Signal(syscall.SIGTERM) }},
		{name: "duration", args: []string{"--duration", "3s"}},
		{name: "interface deleted", end: func(t *testing.T, r *running, d *nic) { d.file.Close() }, says: "end2: the interface is down; what was captured is reported"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newNIC(t, fmt.Sprint("end", i), unix.IFF_TAP, unix.ARPHRD_ETHER)
			r := start(t, append(test.args, "-i", d.name, "--format", "json")...)
			c.send(t, d)
			if test.end != nil {
				test.end(t, r, d)
			}
			if code := r.end(t); code != exitOK {
				t.Errorf("exit %d", code)
			}
			if got := parse(t, r.stdout.String()).Capture.Frames; got != uint64(len(c.frames)) {
				t.Errorf("%d frames reported, %d sent", got, len(c.frames))
			}
			if says := strings.Replace(test.says, "end2", d.name, 1); !strings.Contains(r.stderr.String(), says) {
				t.Errorf("said %q, want %q", r.stderr.String(), says)
			}
		})
	}
}

// TestLiveKilled kills a capture that is saved. The file is good as far as it
// came.
func TestLiveKilled(t *testing.T) {
	if !namespace(t) {
		return
	}
	c := readCapture(t, "../../fixtures/pcaps/phone/input.pcap")
	d := newNIC(t, "test0", unix.IFF_TAP, unix.ARPHRD_ETHER)
	path := filepath.Join(t.TempDir(), "killed.pcapng")
	r := start(t, "-i", d.name, "-w", path)
	c.send(t, d)
	// Most of it, and nothing is being written: a kill cuts a write that the kernel
	// is at, anywhere.
	for size, before := int64(0), int64(-1); size < 100_000 || size != before; {
		time.Sleep(200 * time.Millisecond)
		if info, err := os.Stat(path); err == nil {
			size, before = info.Size(), size
		}
	}
	r.Process.Kill()
	r.end(t)
	code, printed, stderr := flowscan(t, "--format", "json", path)
	if got := parse(t, printed).Capture.Frames; code != exitOK || got == 0 {
		t.Errorf("exit %d, %d frames: %s", code, got, stderr)
	}
	capinfos, err := exec.LookPath("capinfos")
	if err != nil {
		t.Skip("not compared with capinfos: ", err)
	}
	if out, err := exec.Command(capinfos, "-c", path).CombinedOutput(); err != nil {
		t.Errorf("capinfos: %v: %s", err, out)
	}
}

// TestLiveSaves saves to files and to standard output. What was saved has the
// report of what was captured.
func TestLiveSaves(t *testing.T) {
	if !namespace(t) {
		return
	}
	c := readCapture(t, "../../fixtures/pcaps/phone/input.pcap")
	count := fmt.Sprint(len(c.frames))
	d := newNIC(t, "test0", unix.IFF_TAP, unix.ARPHRD_ETHER)
	dir := t.TempDir()
	t.Chdir(dir)

	r := start(t, "-i", d.name, "-c", count, "-w", "all.pcapng", "--format", "json", "--flows")
	c.send(t, d)
	r.end(t)
	live := parse(t, r.stdout.String())
	_, printed, _ := flowscan(t, "--format", "json", "--flows", "all.pcapng")
	file := parse(t, printed)
	live.Inputs, file.Inputs = nil, nil
	compare(t, file, live)

	r = start(t, "-i", d.name, "-c", count, "-w", "-", "--format", "json", "-o", "report.json")
	c.send(t, d)
	r.end(t)
	if err := os.WriteFile("stream.pcapng", r.stdout.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, printed, _ = flowscan(t, "--format", "json", "stream.pcapng")
	if got := parse(t, printed).Capture.Frames; got != uint64(len(c.frames)) {
		t.Errorf("%d frames streamed, %d sent", got, len(c.frames))
	}
	if _, err := os.Stat("report.json"); err != nil {
		t.Error(err)
	}

	r = start(t, "-i", d.name, "-c", count, "-w", "some.pcapng", "--rotate", "20kB", "--format", "json")
	for i := range 5 { // a block of the kernel's is never shared out among files
		part := saved{frames: c.frames[i*len(c.frames)/5 : (i+1)*len(c.frames)/5]}
		part.send(t, d)
		time.Sleep(200 * time.Millisecond)
	}
	r.end(t)
	parts, _ := filepath.Glob("some_0000?_*Z.pcapng")
	_, printed, _ = flowscan(t, append(parts, "--format", "json")...)
	if got := parse(t, printed).Capture.Frames; got != uint64(len(c.frames)) || len(parts) < 3 {
		t.Errorf("%d frames in %d files, %d sent", got, len(parts), len(c.frames))
	}
}

// TestLiveLoses stops the program for a while, so that the kernel has to drop
// frames. They are counted, and told.
func TestLiveLoses(t *testing.T) {
	if !namespace(t) {
		return
	}
	const frames = 20_000
	c := readCapture(t, "../../fixtures/pcaps/phone/input.pcap")
	d := newNIC(t, "test0", unix.IFF_TAP, unix.ARPHRD_ETHER)
	saved := filepath.Join(t.TempDir(), "lossy.pcapng")
	r := start(t, "-i", d.name, "--buffer", "2MiB", "-w", saved, "--format", "json")
	r.Process.Signal(syscall.SIGSTOP)
	for i := range frames {
		if _, err := d.file.Write(c.frames[i%len(c.frames)].Data); err != nil {
			t.Fatal(err)
		}
	}
	r.Process.Signal(syscall.SIGCONT)
	r.Process.Signal(os.Interrupt)
	if code := r.end(t); code != exitOK {
		t.Errorf("exit %d", code)
	}
	live := parse(t, r.stdout.String())
	if n := live.Capture; n.Dropped == 0 || n.Frames == 0 || n.Frames+n.Dropped != frames {
		t.Errorf("%d frames, %d dropped; %d were sent", n.Frames, n.Dropped, frames)
	}
	want := fmt.Sprintf("of the frames were lost, %d in the kernel and 0 for want of time", live.Capture.Dropped)
	if !strings.Contains(r.stderr.String(), want) {
		t.Errorf("said %q, want %q", r.stderr.String(), want)
	}
	_, printed, _ := flowscan(t, "--format", "json", saved)
	if file := parse(t, printed).Capture; file.Dropped != live.Capture.Dropped || file.Frames != live.Capture.Frames {
		t.Errorf("the file has %d frames and %d dropped", file.Frames, file.Dropped)
	}
}

// TestLiveEvery prints flows as they end, and the others in the end.
func TestLiveEvery(t *testing.T) {
	if !namespace(t) {
		return
	}
	c := readCapture(t, "../../fixtures/pcaps/phone/input.pcap")
	d := newNIC(t, "test0", unix.IFF_TAP, unix.ARPHRD_ETHER)
	path := filepath.Join(t.TempDir(), "flows.ndjson")
	args := []string{"--geo", "../../fixtures/geo/test.mmdb", "--format", "ndjson"}
	r := start(t, append(args, "-i", d.name, "--every", "1s", "-o", path)...)
	c.send(t, d)
	early := ""
	for began := time.Now(); early == "" && time.Since(began) < 30*time.Second; time.Sleep(100 * time.Millisecond) {
		b, _ := os.ReadFile(path) // it is not there before it has a line
		early = string(b[:bytes.LastIndexByte(b, '\n')+1])
	}
	r.Process.Signal(os.Interrupt)
	if code := r.end(t); code != exitOK {
		t.Fatalf("exit %d: %s", code, r.stderr.String())
	}
	all, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, printed, _ := flowscan(t, append(args, "../../fixtures/pcaps/phone/input.pcap")...)
	file, live := flowLines(t, printed), flowLines(t, string(all))
	if before := len(flowLines(t, early)); before == 0 || before == len(live) {
		t.Errorf("%d of %d flows came before the end", before, len(live))
	}
	compare(t, file, live)
}

// flowLines reads flows that stand one a line, and puts them in the order of their
// first frames. Their ids are those of their lines.
func flowLines(t *testing.T, lines string) []any {
	t.Helper()
	var flows []any
	for line := range strings.Lines(lines) {
		f := timeless(t, line).(map[string]any)
		if f["id"] != float64(len(flows)+1) {
			t.Errorf("line %d has id %v", len(flows)+1, f["id"])
		}
		delete(f, "id")
		flows = append(flows, f)
	}
	slices.SortFunc(flows, func(a, b any) int {
		return cmp.Compare(a.(map[string]any)["frame"].(float64), b.(map[string]any)["frame"].(float64))
	})
	return flows
}
