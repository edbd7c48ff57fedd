package capture

import (
	"bufio"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// storedBuffer is how much of a compressed file is read at a time.
	storedBuffer = 256 << 10
	// aheadBuffers of aheadSize each are decompressed ahead of their use:
	// enough for analysis and decompression not to wait for each other.
	aheadBuffers = 4
	aheadSize    = 256 << 10
	// maxZstdWindow is what the zstd tool accepts without asking, 128 MiB; a
	// larger window is memory a small hostile file could claim.
	maxZstdWindow = 128 << 20
)

// compressionOf tells by the first bytes of a file how it is compressed.
func compressionOf(head string) string {
	switch {
	case strings.HasPrefix(head, "\x1f\x8b"):
		return "gzip"
	case strings.HasPrefix(head, "\x28\xb5\x2f\xfd"):
		return "zstd"
	}
	return ""
}

// decompress returns what is compressed in r. The caller closes it.
func decompress(r io.Reader, compression string) (io.ReadCloser, error) {
	r = bufio.NewReaderSize(r, storedBuffer)
	if compression == "gzip" {
		return gzip.NewReader(r) // reads all members, one after the other
	}
	// One goroutine: ahead already is one.
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// ahead reads from another reader in a goroutine of its own, so that
// decompression overlaps with analysis.
type ahead struct {
	filled, empty chan []byte
	stop, stopped chan struct{}
	once          sync.Once
	err           error // why the goroutine ended; valid once filled is closed

	cur  []byte // being read
	left []byte // what is left of cur
}

func newAhead(r io.ReadCloser) *ahead {
	a := &ahead{
		filled:  make(chan []byte, aheadBuffers),
		empty:   make(chan []byte, aheadBuffers),
		stop:    make(chan struct{}),
		stopped: make(chan struct{}),
	}
	for range aheadBuffers {
		a.empty <- make([]byte, aheadSize)
	}
	go a.run(r)
	return a
}

func (a *ahead) run(r io.ReadCloser) {
	defer close(a.stopped)
	defer close(a.filled)
	defer r.Close()
	for a.err == nil {
		select {
		case b := <-a.empty:
			var n int
			n, a.err = r.Read(b[:aheadSize])
			a.filled <- b[:n] // never blocks: there are no more buffers than places
		case <-a.stop:
			a.err = io.ErrClosedPipe
		}
	}
}

func (a *ahead) Read(p []byte) (int, error) {
	for len(a.left) == 0 {
		if a.cur != nil {
			a.empty <- a.cur
			a.cur = nil
		}
		b, ok := <-a.filled
		if !ok {
			return 0, a.err
		}
		a.cur, a.left = b, b
	}
	n := copy(p, a.left)
	a.left = a.left[n:]
	return n, nil
}

// close ends the goroutine, which closes the reader. It does not wait: the
// goroutine may hang in a read from a terminal.
func (a *ahead) close() { a.once.Do(func() { close(a.stop) }) }

// wait returns when the goroutine has ended.
func (a *ahead) wait() { <-a.stopped }
