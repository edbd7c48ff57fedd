package capture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t testing.TB, data []byte, options ...zstd.EOption) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil, options...)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func TestCompressed(t *testing.T) {
	plain := unhex(pcapTwoFrames)
	want := pcapVariants[0].frames
	for _, test := range []struct {
		name, compression string
		data              []byte
	}{
		{"gzip", "gzip", gzipped(t, plain)},
		{"gzip in several members", "gzip", slices.Concat(gzipped(t, plain[:30]), gzipped(t, nil), gzipped(t, plain[30:]))},
		{"zstd", "zstd", zstandard(t, plain)},
		{"zstd in several frames", "zstd", slices.Concat(zstandard(t, plain[:30]), zstandard(t, plain[30:]))},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := writeFile(t, t.TempDir(), "capture", test.data)
			f, err := Open([]string{path}, Options{Hash: true})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if diff := cmp.Diff(want, show(drain(t, f))); diff != "" {
				t.Errorf("frames (-want +got):\n%s", diff)
			}
			in, size, sum := f.Inputs()[0], int64(len(test.data)), sha256.Sum256(test.data)
			if in.Compression != test.compression || in.Damage != "" || in.Size != size || in.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("input %+v, want %s of %d stored bytes, sum %x", in, test.compression, size, sum)
			}
			if f.Size() != size || f.BytesRead() != size {
				t.Errorf("read %d of %d, want %d", f.BytesRead(), f.Size(), size)
			}
		})
	}
}

// TestCompressedCutOff cuts compressed captures in the middle: what was before
// the cut is delivered.
func TestCompressedCutOff(t *testing.T) {
	plain := manyFrames(5000, 0)
	for _, test := range []struct {
		compression string
		data        []byte
	}{
		{"gzip", gzipped(t, plain)},
		{"zstd", zstandard(t, plain)},
	} {
		t.Run(test.compression, func(t *testing.T) {
			path := writeFile(t, t.TempDir(), "capture", test.data[:len(test.data)*3/4])
			f, err := Open([]string{path}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			frames := drain(t, f)
			all, _ := read(t, plain)
			if len(frames) < 1000 || len(frames) >= len(all) {
				t.Fatalf("%d of %d frames", len(frames), len(all))
			}
			sameFrames(t, all[:len(frames)], frames)
			if damage := f.Inputs()[0].Damage; !strings.HasSuffix(damage, "its "+test.compression+" data is cut off") {
				t.Errorf("damage %q", damage)
			}
		})
	}
}

func TestCompressedDamaged(t *testing.T) {
	data := gzipped(t, unhex(pcapTwoFrames))
	data[len(data)-8] ^= 1 // of the checksum
	frames, in := read(t, data)
	if want := "after frame 2: its gzip data is damaged: gzip: invalid checksum"; in.Damage != want || len(frames) != 2 {
		t.Errorf("%d frames, damage %q; want 2, %q", len(frames), in.Damage, want)
	}
}

// TestCompressedAbandoned stops in the middle of a compressed capture. The
// goroutine must end all the same.
func TestCompressedAbandoned(t *testing.T) {
	path := writeFile(t, t.TempDir(), "capture", gzipped(t, manyFrames(20000, 0)))
	f, err := Open([]string{path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := f.Next()
	if err != nil {
		t.Fatal(err)
	}
	c.Release()
	f.Close()
	f.inputs[0].ahead.wait()
}

// TestZstdWindow refuses a window that would take more memory than zstd itself
// allows unasked.
func TestZstdWindow(t *testing.T) {
	data := zstandard(t, unhex(pcapTwoFrames), zstd.WithWindowSize(zstd.MaxWindowSize))
	header := []byte{
		0x28, 0xb5, 0x2f, 0xfd,
		0x00,    // frame header: window descriptor follows
		19 << 3, // window of 2^(10+19) bytes, 512 MiB
	}
	_, err := Open([]string{"-"}, Options{Stdin: bytes.NewReader(append(header, data[6:]...))})
	if err == nil || !strings.Contains(err.Error(), "window") {
		t.Errorf("error %v", err)
	}
}
