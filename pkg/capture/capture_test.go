package capture

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// unhex turns commented lines of hex, "d4c3b2a1 # magic", into bytes.
func unhex(lines string) []byte {
	var digits strings.Builder
	for line := range strings.Lines(lines) {
		line, _, _ = strings.Cut(line, "#")
		for field := range strings.FieldsSeq(line) {
			digits.WriteString(field)
		}
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		panic(err)
	}
	return b
}

func writeFile(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// drain reads all of f, copying the frames out of their chunks.
func drain(t testing.TB, f *Files) []Frame {
	t.Helper()
	var frames []Frame
	for {
		c, err := f.Next()
		if err == io.EOF {
			return frames
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Frames) == 0 {
			t.Fatal("Next returned a chunk without frames")
		}
		for _, frame := range c.Frames {
			frame.Data = bytes.Clone(frame.Data)
			frames = append(frames, frame)
		}
		// What is used after its release shows.
		if c.refs.Load() == 1 {
			for i := range c.buf {
				c.buf[i] = 0xdd
			}
		}
		c.Release()
	}
}

// readFrom reads one capture from r as from standard input.
func readFrom(t testing.TB, r io.Reader) ([]Frame, Input) {
	t.Helper()
	f, err := Open([]string{"-"}, Options{Stdin: r})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	frames := drain(t, f)
	return frames, f.Inputs()[0]
}

func read(t testing.TB, data []byte) ([]Frame, Input) {
	t.Helper()
	return readFrom(t, bytes.NewReader(data))
}

// show writes what matters of frames on a line each.
func show(frames []Frame) []string {
	var lines []string
	for _, f := range frames {
		time := "untimed"
		if f.Timed {
			time = fmt.Sprintf("%d.%09d", f.Time/second, f.Time%second)
		}
		lines = append(lines, fmt.Sprintf("#%d if%d %v %s %x/%d", f.Number, f.Interface, f.Link, time, f.Data, f.Length))
	}
	return lines
}

// sameFrames compares many frames quickly.
func sameFrames(t *testing.T, want, got []Frame) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d frames, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		w, g := want[i], got[i]
		same := bytes.Equal(w.Data, g.Data)
		w.Data, g.Data = nil, nil
		if diff := cmp.Diff(w, g); !same || diff != "" {
			t.Fatalf("frame %d: same data %v, otherwise (-want +got):\n%s", i, same, diff)
		}
	}
}

// variant is a capture and what is in it.
type variant struct {
	name   string
	data   []byte
	frames []string
	damage string
}

func testVariants(t *testing.T, variants []variant) {
	t.Helper()
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			frames, in := read(t, v.data)
			if diff := cmp.Diff(v.frames, show(frames)); diff != "" {
				t.Errorf("frames (-want +got):\n%s", diff)
			}
			if in.Damage != v.damage {
				t.Errorf("damage %q, want %q", in.Damage, v.damage)
			}
		})
	}
}

// testCutShort reads every beginning of a good capture. Frames ending at or
// before the cut must be there, and damage must be named unless the cut is at
// one of the ends, which are where records or blocks end.
func testCutShort(t *testing.T, data []byte, ends map[int]int) {
	t.Helper()
	whole, _ := read(t, data)
	want := 0
	for n := fileHeaderLen; n <= len(data); n++ {
		frames, in := read(t, data[:n])
		if count, ok := ends[n]; ok {
			want = count
			if in.Damage != "" {
				t.Errorf("cut at %d, where nothing is missing: damage %q", n, in.Damage)
			}
		} else if !strings.Contains(in.Damage, "cut off") {
			t.Errorf("cut at %d: damage %q", n, in.Damage)
		}
		if diff := cmp.Diff(show(whole[:want]), show(frames)); diff != "" {
			t.Errorf("cut at %d (-want +got):\n%s", n, diff)
		}
	}
	for n := range fileHeaderLen {
		if _, err := Open([]string{"-"}, Options{Stdin: bytes.NewReader(data[:n])}); err == nil {
			t.Errorf("cut at %d of the file header: no error", n)
		}
	}
}

// fuzz checks what holds for any bytes: frames lie inside the capture, totals
// are theirs, and it does not matter in what pieces the bytes arrive.
func fuzz(t *testing.T, data []byte) {
	if compressionOf(string(data)) != "" {
		return // FuzzDecompress has those
	}
	if _, err := Open([]string{"-"}, Options{Stdin: bytes.NewReader(data)}); err != nil {
		return
	}
	frames, in := read(t, data)
	captured, wire := uint64(0), uint64(0)
	for i, f := range frames {
		if f.Number != uint64(i+1) || f.Input != 0 || int(f.Interface) >= len(in.Interfaces) {
			t.Fatalf("frame %d: number %d, interface %d of %d", i, f.Number, f.Interface, len(in.Interfaces))
		}
		captured += uint64(len(f.Data))
		wire += uint64(f.Length)
	}
	if captured > uint64(len(data)) {
		t.Errorf("frames of %d bytes in a capture of %d", captured, len(data))
	}
	if in.Frames != uint64(len(frames)) || in.CapturedBytes != captured || in.WireBytes != wire {
		t.Errorf("totals %d, %d, %d; frames have %d, %d, %d", in.Frames, in.CapturedBytes, in.WireBytes, len(frames), captured, wire)
	}
	pieces, pieceIn := readFrom(t, iotest.OneByteReader(bytes.NewReader(data)))
	if diff := cmp.Diff(show(frames), show(pieces)); diff != "" {
		t.Errorf("frames read at once and byte by byte (-+):\n%s", diff)
	}
	if diff := cmp.Diff(in, pieceIn, sameAddrs); diff != "" {
		t.Errorf("input read at once and byte by byte (-+):\n%s", diff)
	}
}

// sameAddrs compares addresses as == does.
var sameAddrs = cmpopts.EquateComparable(netip.Addr{})

func checkInput(t *testing.T, got, want Input) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("input (-want +got):\n%s", diff)
	}
}
