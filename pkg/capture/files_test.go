package capture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/iotest"
)

// record appends a pcap record to b.
func record(b []byte, us int, data []byte) []byte {
	for _, v := range []int{us / 1e6, us % 1e6, len(data), len(data)} {
		b = append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return append(b, data...)
}

func pcapHeader() []byte {
	return unhex(`d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000`)
}

// manyFrames is a pcap of n frames of random bytes, 1 ms apart, on average 730
// bytes long: what downloads and calls average to.
func manyFrames(n, start int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), uint64(start)))
	b := pcapHeader()
	data := make([]byte, 1400)
	for i := range n {
		for j := range data[:60] {
			data[j] = byte(r.Uint32())
		}
		b = record(b, start+i*1000, data[:60+r.IntN(1340)])
	}
	return b
}

// at is a pcap of one-byte frames at the given times in µs.
func at(times ...int) []byte {
	b := pcapHeader()
	for i, us := range times {
		b = record(b, us, []byte{byte(i + 1)})
	}
	return b
}

func openAll(t testing.TB, opt Options, contents ...[]byte) *Files {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i, data := range contents {
		paths = append(paths, writeFile(t, dir, fmt.Sprintf("%04d.pcap", i), data))
	}
	f, err := Open(paths, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestReleasedElsewhere releases chunks in other goroutines, while Next fills
// others. It is of use with the race detector.
func TestReleasedElsewhere(t *testing.T) {
	for _, contents := range [][][]byte{
		{manyFrames(4000, 0)},
		{manyFrames(2000, 0), manyFrames(2000, 500)},
	} {
		f := openAll(t, Options{}, contents...)
		chunks := make(chan *Chunk, 8)
		var wg sync.WaitGroup
		var sums [2]uint64
		for i := range sums {
			wg.Go(func() {
				for c := range chunks {
					for _, frame := range c.Frames {
						sums[i] += uint64(len(frame.Data))
					}
					c.Release()
				}
			})
		}
		for {
			c, err := f.Next()
			if err == io.EOF {
				break
			}
			f.BytesRead()
			chunks <- c
		}
		close(chunks)
		wg.Wait()
		want := uint64(0)
		for _, in := range f.Inputs() {
			want += in.CapturedBytes
		}
		if got := sums[0] + sums[1]; got != want {
			t.Errorf("%d bytes, want %d", got, want)
		}
	}
}

// TestFewDescriptors reads many rotated captures and counts what is open.
func TestFewDescriptors(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("counts descriptors in /proc")
	}
	open := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip(err)
		}
		return len(entries)
	}
	const files = 200
	var contents [][]byte
	for i := range files {
		contents = append(contents, at(i*10, i*10+5, i*10+12)) // each reaches into the next
	}
	before, most, frames := open(), 0, 0
	f := openAll(t, Options{}, contents...)
	for {
		c, err := f.Next()
		if err == io.EOF {
			break
		}
		most = max(most, open()-before)
		frames += len(c.Frames)
		c.Release()
	}
	if frames != 3*files || most > 8 {
		t.Errorf("%d frames with up to %d files open", frames, most)
	}
}

// TestHash hashes what is stored, also where damage ends reading early.
func TestHash(t *testing.T) {
	damaged := append(at(1), unhex(`e9030000 00000000 ffffffff ffffffff`)...)
	damaged = append(damaged, make([]byte, 3*blockSize)...)
	for name, data := range map[string][]byte{
		"good":                  manyFrames(1000, 0),
		"damaged":               damaged,
		"damaged, compressed":   gzipped(t, damaged),
		"damaged at file start": slices.Concat(pcapHeader(), damaged[41:]),
	} {
		sum := sha256.Sum256(data)
		want := hex.EncodeToString(sum[:])
		f := openAll(t, Options{Hash: true}, data)
		drain(t, f)
		if in := f.Inputs()[0]; in.SHA256 != want || in.Size != int64(len(data)) {
			t.Errorf("%s: sum %s of %d bytes, want %s of %d", name, in.SHA256, in.Size, want, len(data))
		}
		if f.BytesRead() != int64(len(data)) {
			t.Errorf("%s: read %d bytes of %d", name, f.BytesRead(), len(data))
		}
	}
}

// TestReadError delivers what was read before the error, and names it.
func TestReadError(t *testing.T) {
	frames, in := readFrom(t, io.MultiReader(bytes.NewReader(at(1, 2)), iotest.ErrReader(fmt.Errorf("disk on fire"))))
	if len(frames) != 2 || in.Damage != "after frame 2: disk on fire" {
		t.Errorf("%d frames, damage %q", len(frames), in.Damage)
	}
}

// TestVanished removes a file between Open and its turn.
func TestVanished(t *testing.T) {
	f := openAll(t, Options{}, at(1), at(2))
	if err := os.Remove(f.inputs[1].Path); err != nil {
		t.Fatal(err)
	}
	if got := len(drain(t, f)); got != 1 {
		t.Errorf("%d frames, want 1", got)
	}
	if in := f.Inputs()[1]; in.Damage == "" || in.Frames != 0 {
		t.Errorf("damage %q, %d frames", in.Damage, in.Frames)
	}
}

// TestGrowing reads a file that is still being written as far as it is by then,
// and names what its writer has not finished.
func TestGrowing(t *testing.T) {
	whole := at(1, 2, 3, 4)
	for _, test := range []struct {
		name   string
		by     int // bytes written when it is read
		frames int
		damage string
	}{
		{"between two frames", len(whole), 4, ""},
		{"within a frame", len(whole) - 1, 3, "cut off in frame 4: 0 of 1 bytes"},
	} {
		f := openAll(t, Options{Hash: true}, whole[:len(at(1))])
		w, err := os.OpenFile(f.inputs[0].Path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(whole[len(at(1)):test.by])
		w.Close()
		frames, in := drain(t, f), f.inputs[0]
		sum := sha256.Sum256(whole[:test.by])
		if len(frames) != test.frames || in.Damage != test.damage || in.Size != int64(test.by) || in.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %d frames of %d bytes, damage %q, sum %s; want %d of %d, %q, %x",
				test.name, len(frames), in.Size, in.Damage, in.SHA256, test.frames, test.by, test.damage, sum)
		}
	}
}

// TestStream delivers the frames of a pipe as they arrive.
func TestStream(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		w.Write(pcapHeader())
		w.Write(record(nil, 1, []byte("a")))
	}()
	f, err := Open([]string{"-"}, Options{Stdin: r})
	if err != nil {
		t.Fatal(err)
	}
	c, err := f.Next() // though the pipe is still open
	if err != nil || len(c.Frames) != 1 {
		t.Fatalf("%v, %v", c, err)
	}
	c.Release()
	go w.Close()
	if _, err := f.Next(); err != io.EOF {
		t.Errorf("error %v, want EOF", err)
	}
	if _, err := f.Next(); err != io.EOF {
		t.Errorf("after EOF: error %v, want EOF", err)
	}
}

// TestLargeFrames reads frames larger than a block, between small ones.
func TestLargeFrames(t *testing.T) {
	small, large := bytes.Repeat([]byte("s"), 100), bytes.Repeat([]byte("l"), 3*blockSize)
	data := pcapHeader()
	for i := range 9 {
		data = record(data, i, small)
		data = record(data, i, large)
	}
	f := openAll(t, Options{}, data)
	frames := drain(t, f)
	if len(frames) != 18 {
		t.Fatalf("%d frames, want 18", len(frames))
	}
	for i, frame := range frames {
		if want := [][]byte{small, large}[i%2]; !bytes.Equal(frame.Data, want) {
			t.Errorf("frame %d: %d bytes, not as written", i, len(frame.Data))
		}
	}
	for len(f.blocks.idle) > 0 {
		if c := <-f.blocks.idle; len(c.buf) != f.blocks.size {
			t.Errorf("a chunk of %d bytes was kept", len(c.buf))
		}
	}
}

// TestClaimedLength reads a record that claims far more than the file holds. No
// memory may be spent on the claim.
func TestClaimedLength(t *testing.T) {
	data := append(pcapHeader(), unhex(`e8030000 00000000 00000001 00000001 aabb`)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, in := read(t, data)
	runtime.ReadMemStats(&after)
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 4<<20 || in.Damage == "" {
		t.Errorf("%d bytes spent on a claim of %d; damage %q", spent, maxFrame, in.Damage)
	}
}

// TestAllocations reads on in long captures: once chunks are there to be reused,
// nothing is allocated.
func TestAllocations(t *testing.T) {
	for name, contents := range map[string][][]byte{
		"one file":  {manyFrames(20000, 0)},
		"two files": {manyFrames(10000, 0), manyFrames(10000, 500)},
	} {
		f := openAll(t, Options{}, contents...)
		next := func() {
			c, err := f.Next()
			if err != nil {
				t.Fatal(err)
			}
			c.Release()
		}
		for range 6 {
			next()
		}
		if n := testing.AllocsPerRun(10, next); n >= 1 {
			t.Errorf("%s: %v allocations a chunk", name, n)
		}
	}
}

func BenchmarkFiles(b *testing.B) {
	const frames = 100_000
	for _, bench := range []struct {
		name     string
		contents [][]byte
	}{
		{"one", [][]byte{manyFrames(frames, 0)}},
		{"rotated", [][]byte{manyFrames(frames/2, 0), manyFrames(frames/2, 1e9)}},
		{"interleaved", [][]byte{manyFrames(frames/2, 0), manyFrames(frames/2, 500)}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			dir, size := b.TempDir(), 0
			var paths []string
			for i, data := range bench.contents {
				paths = append(paths, writeFile(b, dir, fmt.Sprint(i), data))
				size += len(data)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				f, err := Open(paths, Options{})
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for {
					c, err := f.Next()
					if err == io.EOF {
						break
					}
					n += len(c.Frames)
					c.Release()
				}
				f.Close()
				if n != frames {
					b.Fatalf("%d frames", n)
				}
			}
		})
	}
}
