package capture

import (
	"io"
	"sync"
)

// aheadBuffers of aheadSize each are decompressed ahead of their use: enough for
// analysis and decompression not to wait for each other.
const (
	aheadBuffers = 4
	aheadSize    = 256 << 10
)

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
