package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// TestLiveIsFile replays captures into a device, whose report must be theirs.
func TestLiveIsFile(t *testing.T) {
	if !namespace(t) {
		return
	}
	for i, path := range fixtures(t) {
		c := readCapture(t, path)
		mode, hardware := uint16(unix.IFF_TAP), unix.ARPHRD_ETHER
		switch {
		case len(c.links) != 1 || !c.plain:
			continue // no interface has such frames, or says more than they
		case c.links[0] == capture.LinkRaw:
			mode = unix.IFF_TUN
		case c.links[0] != capture.LinkEthernet:
			continue
		}
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			compareLive(t, path, c, newNIC(t, "test"+strconv.Itoa(i), mode, hardware))
		})
	}
}

// compareLive sends the frames of c, which is the capture at path, to d.
func compareLive(t *testing.T, path string, c saved, d *nic) {
	t.Helper()
	args := []string{"--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows"}
	r := start(t, append(args, "-i", d.name, "-c", strconv.Itoa(len(c.frames)))...)
	c.send(t, d)
	if code := r.end(t); code != exitOK {
		t.Errorf("exit %d: %s", code, r.stderr.String())
	}
	_, printed, _ := flowscan(t, append(args, path)...)
	compare(t, timeless(t, printed), timeless(t, r.stdout.String()))
}

func compare(t *testing.T, file, live any) {
	t.Helper()
	if diff := cmp.Diff(file, live); diff != "" {
		t.Errorf("report of the file, and of the interface (-, +):\n%s", diff)
	}
}

// TestLiveSnapped keeps as much of each frame as a file that was captured so.
func TestLiveSnapped(t *testing.T) {
	if !namespace(t) {
		return
	}
	const whole, snapped = "../../fixtures/pcaps/phone/input.pcap", "../../fixtures/pcaps/snapped/input.pcap"
	c := readCapture(t, whole)
	d := newNIC(t, "test0", unix.IFF_TAP, unix.ARPHRD_ETHER)
	args := []string{"--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows"}
	r := start(t, append(args, "-i", d.name, "-s", "96", "-c", strconv.Itoa(len(c.frames)))...)
	c.send(t, d)
	r.end(t)
	_, printed, _ := flowscan(t, append(args, snapped)...)
	compare(t, timeless(t, printed), timeless(t, r.stdout.String()))
}

// TestLivePromiscuous asks the kernel whether the interface hears everybody.
func TestLivePromiscuous(t *testing.T) {
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip(err)
	}
	if !namespace(t) {
		return
	}
	d := newNIC(t, "test0", unix.IFF_TAP, unix.ARPHRD_ETHER)
	for want, args := range map[string][]string{"promiscuity 1": nil, "promiscuity 0": {"-p"}} {
		r := start(t, append(args, "-i", d.name)...)
		out, err := exec.Command("ip", "-d", "link", "show", d.name).CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%v: %v: %s, want %s", args, err, out, want)
		}
		r.Process.Signal(unix.SIGINT)
		r.end(t)
	}
}

// saved is a capture in memory.
type saved struct {
	frames []capture.Frame
	links  []capture.LinkType
	plain  bool // it has all of each frame, and nothing else
}

func readCapture(t *testing.T, path string) saved {
	t.Helper()
	files, err := capture.Open([]string{path}, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	c := saved{plain: true}
	for {
		chunk, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range chunk.Frames {
			f.Data = bytes.Clone(f.Data)
			c.frames = append(c.frames, f)
			c.plain = c.plain && int(f.Length) == len(f.Data) && f.App == nil
		}
		chunk.Release()
	}
	in := files.Inputs()[0]
	c.links = in.LinkTypes
	c.plain = c.plain && in.Damage == "" && in.Dropped == 0 && len(in.Names) == 0
	return c
}

// send writes the frames to d. Of a short capture, pauses are kept: answers grow
// old in them.
func (c *saved) send(t *testing.T, d *nic) {
	t.Helper()
	for i, f := range c.frames {
		if i > 0 && c.short() {
			if pause := time.Duration(f.Time - c.frames[i-1].Time); pause > time.Second/2 {
				time.Sleep(pause)
			}
		}
		if _, err := d.file.Write(f.Data); err != nil {
			t.Fatalf("frame %d of %d bytes: %v", i+1, len(f.Data), err)
		}
	}
}

func (c *saved) short() bool {
	first, last := c.frames[0].Time, c.frames[len(c.frames)-1].Time
	return time.Duration(last-first) < 5*time.Second
}

// timeless reads a report and takes out what depends on when and from where its
// frames came.
func timeless(t *testing.T, printed string) any {
	t.Helper()
	var r any
	if err := json.Unmarshal([]byte(printed), &r); err != nil {
		t.Fatal(err)
	}
	without(r, "inputs", "first", "last")
	return r
}

// without deletes members of JSON objects, however deep.
func without(v any, names ...string) {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			without(element, names...)
		}
	case map[string]any:
		for _, name := range names {
			delete(v, name)
		}
		for _, member := range v {
			without(member, names...)
		}
	}
}
