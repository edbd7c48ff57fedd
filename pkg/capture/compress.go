package capture

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/mikelolasagasti/xz"
	"github.com/pierrec/lz4/v4"
)

const (
	// storedBuffer is how much of a compressed file is read at a time.
	storedBuffer = 256 << 10
	// maxZstdWindow is what the zstd tool accepts without asking, 128 MiB; a
	// larger window is memory a small hostile file could claim.
	maxZstdWindow = 128 << 20
	// maxXZDictionary is what xz -9 writes, 64 MiB; a file may claim 4 GiB.
	maxXZDictionary = 64 << 20
)

// compressionOf tells by the first bytes of a file how it is compressed.
func compressionOf(head string) string {
	switch {
	case strings.HasPrefix(head, "\x1f\x8b"):
		return "gzip"
	case strings.HasPrefix(head, "\x28\xb5\x2f\xfd"), isSkippable(head):
		return "zstd"
	case strings.HasPrefix(head, "\x04\x22\x4d\x18"), strings.HasPrefix(head, "\x02\x21\x4c\x18"): // the latter is lz4 -l
		return "lz4"
	case strings.HasPrefix(head, "\xfd7zXZ\x00"):
		return "xz"
	case strings.HasPrefix(head, "BZh"):
		return "bzip2"
	}
	return ""
}

// isSkippable tells whether head begins a skippable frame (RFC 8878 section
// 3.1.2), with which pzstd begins its files.
func isSkippable(head string) bool {
	return len(head) >= 4 && head[0]&0xf0 == 0x50 && head[1:4] == "\x2a\x4d\x18"
}

// decompress returns what is compressed in r: all members, streams or frames,
// one after the other. The caller closes it.
func decompress(r io.Reader, compression string) (io.ReadCloser, error) {
	r = bufio.NewReaderSize(r, storedBuffer)
	switch compression {
	case "gzip":
		return gzip.NewReader(r)
	case "zstd":
		// One goroutine: ahead already is one.
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case "lz4":
		return io.NopCloser(lz4.NewReader(r)), nil
	case "bzip2":
		return io.NopCloser(bzip2.NewReader(r)), nil
	default:
		d, err := xz.NewReader(r, maxXZDictionary)
		return io.NopCloser(d), err
	}
}

// unpackError says in a reader's words what a decompressor complains of.
func unpackError(compression string, err error) error {
	switch {
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, xz.ErrBuf): // xz wants more, and there is no more
		return fmt.Errorf("its %s data is cut off", compression)
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return errors.New("its zstd data needs too much memory; unpack it with zstd -d --long=31")
	case errors.Is(err, xz.ErrMemlimit):
		return errors.New("its xz data needs too much memory; unpack it with xz -d")
	default:
		return fmt.Errorf("its %s data is damaged: %w", compression, err)
	}
}
