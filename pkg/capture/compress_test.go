package capture

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
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

func lz4ed(t testing.TB, data []byte, options ...lz4.Option) []byte {
	t.Helper()
	var b bytes.Buffer
	w := lz4.NewWriter(&b)
	if err := w.Apply(options...); err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// xzStored is an xz stream of one block of chunks that are not compressed (The
// .xz File Format 1.2.1; LZMA2). dictionary is the size it claims, as coded there.
func xzStored(data []byte, dictionary byte) []byte {
	sum := func(b []byte) []byte { return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)) }
	pad := func(b []byte) []byte { return append(b, make([]byte, -len(b)&3)...) }
	flags := []byte{0, 0} // no check of what is unpacked
	blockHeader := sum([]byte{2, 0, 0x21, 1, dictionary, 0, 0, 0})
	size := len(data)
	var chunks []byte
	for chunk := range slices.Chunk(data, 1<<16) {
		chunks = append(chunks, 1, byte((len(chunk)-1)>>8), byte(len(chunk)-1))
		chunks = append(chunks, chunk...)
	}
	chunks = append(chunks, 0)
	index := []byte{0, 1} // one record
	index = binary.AppendUvarint(index, uint64(len(blockHeader)+len(chunks)))
	index = sum(pad(binary.AppendUvarint(index, uint64(size))))
	footer := sum(append(binary.LittleEndian.AppendUint32(nil, uint32(len(index)/4-1)), flags...))
	footer = slices.Concat(footer[len(footer)-4:], footer[:len(footer)-4], []byte("YZ")) // the sum stands in front
	return slices.Concat([]byte("\xfd7zXZ\x00"), flags, sum(flags)[2:], blockHeader, pad(chunks), index, footer)
}

// usualXZDictionary is the 8 MiB that xz claims unless it is told otherwise.
const usualXZDictionary = 22

// pcapTwoFrames, as programs pack it.
var (
	pcapXZ = unhex(`
		fd377a585a000004e6d6b4460200210116000000742fe5a3e0003c002c5d006a30d1c87d8bf8099bad944b8af3488736dcc8d339
		be215652cd117f5e7bfd2d5f1a992d734a1fddaeee28000015b2228e610b88430001483d373c4e401fb6f37d010000000004595a`)
	pcapBzip2 = unhex(`
		425a68393141592653595c655bbc000018cc1ffe0080009000201010080804040200710000a00031468c81a34c8d06a794ca01a0
		d8a33b5cb3d304497361ae885870730849c1c78bef62f52a4d467f1772453850905c655bbc`)
)

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
		{"zstd behind a skippable frame, of pzstd", "zstd", slices.Concat(unhex(`502a4d18 04000000 4f000000`), zstandard(t, plain))},
		{"lz4", "lz4", lz4ed(t, plain)},
		{"lz4 in several frames", "lz4", slices.Concat(lz4ed(t, plain[:30]), lz4ed(t, plain[30:]))},
		{"lz4 in its legacy format", "lz4", lz4ed(t, plain, lz4.LegacyOption(true))},
		{"xz", "xz", pcapXZ},
		{"xz in several streams, with padding", "xz", slices.Concat(xzStored(plain[:30], usualXZDictionary), make([]byte, 8), xzStored(plain[30:], usualXZDictionary))},
		{"bzip2", "bzip2", pcapBzip2},
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
		{"lz4", lz4ed(t, plain, lz4.BlockSizeOption(lz4.Block64Kb))},
		{"xz", xzStored(plain, usualXZDictionary)},
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
	plain := unhex(pcapTwoFrames)
	for _, test := range []struct {
		name   string
		data   []byte
		flip   int // the byte to change, from the end
		frames int
		damage string
	}{
		{"checksum", gzipped(t, plain), 8, 2, "after frame 2: its gzip data is damaged: gzip: invalid checksum"},
		{"checksum", lz4ed(t, plain), 1, 2, "after frame 2: its lz4 data is damaged: lz4: invalid frame checksum"},
		{"index", pcapXZ, 20, 2, "after frame 2: its xz data is damaged: xz: data is corrupt"},
	} {
		data := slices.Clone(test.data)
		data[len(data)-test.flip] ^= 1
		frames, in := read(t, data)
		if !strings.HasPrefix(in.Damage, test.damage) || len(frames) != test.frames {
			t.Errorf("%s of %s: %d frames, damage %q; want %d, %q", test.name, in.Compression, len(frames), in.Damage, test.frames, test.damage)
		}
	}
}

// TestCompressedCutShort reads every beginning of small files: it fails, or the
// damage is named, and never does it panic.
func TestCompressedCutShort(t *testing.T) {
	plain := unhex(pcapTwoFrames)
	for _, data := range [][]byte{gzipped(t, plain), zstandard(t, plain), lz4ed(t, plain), pcapXZ, xzStored(plain, usualXZDictionary), pcapBzip2} {
		compression := compressionOf(string(data))
		for n := 6; n < len(data); n++ { // xz has the longest magic number
			f, err := Open([]string{"-"}, Options{Stdin: bytes.NewReader(data[:n])})
			if err != nil {
				if !strings.HasSuffix(err.Error(), "its "+compression+" data is cut off") {
					t.Errorf("%s cut at %d of %d: %v", compression, n, len(data), err)
				}
				continue
			}
			drain(t, f)
			f.Close()
			if in := f.Inputs()[0]; !strings.Contains(in.Damage, "cut off") {
				t.Errorf("%s cut at %d of %d: damage %q", compression, n, len(data), in.Damage)
			}
		}
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

// TestGreedy refuses what would take more memory than its own program allows
// unasked: a few bytes can claim gigabytes.
func TestGreedy(t *testing.T) {
	plain := unhex(pcapTwoFrames)
	window := zstandard(t, plain, zstd.WithWindowSize(zstd.MaxWindowSize))
	window = slices.Concat([]byte{
		0x28, 0xb5, 0x2f, 0xfd,
		0x00,    // frame header: window descriptor follows
		19 << 3, // window of 2^(10+19) bytes, 512 MiB
	}, window[6:])
	for _, test := range []struct {
		data []byte
		want string
	}{
		{window, "its zstd data needs too much memory; unpack it with zstd -d --long=31"},
		{xzStored(plain, 29), "its xz data needs too much memory; unpack it with xz -d"}, // 96 MiB
		{xzStored(plain, 40), "its xz data needs too much memory; unpack it with xz -d"}, // 4 GiB
	} {
		_, err := Open([]string{"-"}, Options{Stdin: bytes.NewReader(test.data)})
		if err == nil || err.Error() != "capture: standard input: "+test.want {
			t.Errorf("error %v, want %s", err, test.want)
		}
	}
	if frames, in := read(t, xzStored(plain, 28)); len(frames) != 2 || in.Damage != "" { // 64 MiB
		t.Errorf("%d frames, damage %q", len(frames), in.Damage)
	}
}

func FuzzDecompress(f *testing.F) {
	plain := unhex(pcapTwoFrames)
	for _, data := range [][]byte{gzipped(f, plain), zstandard(f, plain), lz4ed(f, plain), pcapXZ, xzStored(plain, usualXZDictionary), pcapBzip2} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		compression := compressionOf(string(data))
		if compression == "" {
			return
		}
		r, err := decompress(bytes.NewReader(data), compression)
		if err != nil {
			return
		}
		defer r.Close()
		io.Copy(io.Discard, io.LimitReader(r, 1<<20)) // must not panic; bombs go on
	})
}

// repeated yields b over and over again.
type repeated []byte

func (b repeated) Read(p []byte) (n int, err error) {
	for n+len(b) <= len(p) {
		n += copy(p[n:], b)
	}
	return n, nil
}

// TestBomb unpacks 64 MB from some kilobytes, as frames of no bytes and as one of
// as many as may be: memory stays bounded.
func TestBomb(t *testing.T) {
	if testing.Short() {
		t.Skip("under the race detector it takes 16 s")
	}
	const unpacked = 64 << 20
	empty := repeated(record(nil, 1, nil))
	largest := binary.LittleEndian.AppendUint32(nil, maxFrame)
	for name, head := range map[string][]byte{
		"empty frames":  pcapHeader(),
		"a large frame": slices.Concat(pcapHeader(), empty[:8], largest, largest),
	} {
		var packed bytes.Buffer
		w, err := zstd.NewWriter(&packed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, io.MultiReader(bytes.NewReader(head), io.LimitReader(empty, unpacked))); err != nil {
			t.Fatal(err)
		}
		w.Close()
		f, err := Open([]string{"-"}, Options{Stdin: &packed})
		if err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		most := uint64(0)
		for n := 0; ; n++ {
			c, err := f.Next()
			if err != nil {
				break
			}
			if n%512 == 0 {
				runtime.GC() // what is in use counts, not what was
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
			c.Release()
		}
		f.Close()
		if in := f.Inputs()[0]; in.Frames < unpacked/16/2 || most > 64<<20 {
			t.Errorf("%s: %d MB on the heap, %d frames", name, most>>20, in.Frames)
		}
	}
}
