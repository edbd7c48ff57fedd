package capture

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// someFrames have lengths of every remainder of four.
func someFrames() []Frame {
	return []Frame{
		{Data: []byte("\x00\x00\x5e\x00\x53\x01\x00\x00\x5e\x00\x53\x23\x08\x00"), Time: 1_790_000_000_123_456_789, Timed: true, Number: 1, Length: 14, Link: LinkEthernet},
		{Data: []byte("fifteen bytes, "), Time: 1_790_000_000_123_456_790, Timed: true, Number: 2, Length: 1514, Link: LinkEthernet},
		{Data: []byte("sixteen, on lo! "), Time: 1_790_000_001_000_000_000, Timed: true, Number: 3, Length: 16, Interface: 1, Link: LinkRaw},
		{Data: nil, Time: 0, Timed: true, Number: 4, Length: 60, Link: LinkEthernet},
		{Data: []byte("thirteen byte"), Time: 1<<63 - 1, Timed: true, Number: 5, Length: 13, Link: LinkEthernet},
	}
}

var someInterfaces = []Interface{{Name: "wlan0", Link: LinkEthernet, SnapLen: 262144}, {Name: "tun0", Link: LinkRaw}}

// TestWriterReads reads what a Writer wrote.
func TestWriterReads(t *testing.T) {
	var file bytes.Buffer
	w, err := NewWriter(&file, "flowscan test", someInterfaces)
	if err != nil {
		t.Fatal(err)
	}
	frames := someFrames()
	if err := errors.Join(w.Write(frames[:2]), w.Write(nil), w.Write(frames[2:]), w.Statistics(1, 5, 12, 7)); err != nil {
		t.Fatal(err)
	}
	if w.Written() != int64(file.Len()) {
		t.Errorf("%d bytes written, %d said", file.Len(), w.Written())
	}
	got, in := readAll(t, &file)
	if diff := cmp.Diff(frames, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("frames (-written +read):\n%s", diff)
	}
	if in.Damage != "" || in.Dropped != 7 || len(in.Interfaces) != 2 {
		t.Fatalf("read %+v", in)
	}
	for i, want := range someInterfaces {
		if got := in.Interfaces[i]; got.Name != want.Name || got.Link != want.Link || got.SnapLen != want.SnapLen {
			t.Errorf("interface %d is %+v, want %+v", i, got, want)
		}
	}
}

// TestWriterCut cuts a file off where a Writer might have been killed: what it
// had handed on is whole.
func TestWriterCut(t *testing.T) {
	var file bytes.Buffer
	w, err := NewWriter(&file, "flowscan test", someInterfaces)
	if err != nil {
		t.Fatal(err)
	}
	for n, f := range someFrames() {
		got, in := readAll(t, bytes.NewReader(file.Bytes()))
		if len(got) != n || in.Damage != "" {
			t.Errorf("after %d frames: %d, damage %q", n, len(got), in.Damage)
		}
		if err := w.Write([]Frame{f}); err != nil {
			t.Fatal(err)
		}
	}
}

// readAll reads a capture; its frames are copies.
func readAll(t *testing.T, r io.Reader) ([]Frame, Input) {
	t.Helper()
	files, err := Open([]string{"-"}, Options{Stdin: r})
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	var all []Frame
	for {
		c, err := files.Next()
		if errors.Is(err, io.EOF) {
			return all, files.Inputs()[0]
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range c.Frames {
			f.Data = bytes.Clone(f.Data)
			all = append(all, f)
		}
		c.Release()
	}
}

func TestWriterDoesNotAllocate(t *testing.T) {
	w, err := NewWriter(io.Discard, "flowscan test", someInterfaces)
	if err != nil {
		t.Fatal(err)
	}
	frames := someFrames()
	w.Write(frames) // the buffer grows to what a chunk needs
	if n := testing.AllocsPerRun(100, func() { w.Write(frames) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
