package capture

import "sync/atomic"

// Chunk is a run of frames and the memory they lie in.
//
// Whoever got it from a source must release it exactly once, on any goroutine.
// The memory of one that no source made is its own: it need not be released.
type Chunk struct {
	Frames []Frame // in order; empty only in the ticks of a live source
	Now    int64   // when a live source returned it, ns since 1970-01-01 UTC; 0 from a saved capture

	scratch []byte // of Scratch

	buf   []byte       // where Frames' Data lies, unless it lies in parents
	lends []*Chunk     // chunks whose memory Frames' Data lies in
	refs  atomic.Int32 // how many have yet to release it, less one: zero for one holder
	home  home         // nil for memory that nobody wants back
}

// home takes released chunks back.
type home interface{ put(*Chunk) }

// Release hands the chunk's memory back to be reused. After it neither Frames
// nor any frame's Data may be touched.
func (c *Chunk) Release() {
	switch n := c.refs.Add(-1); {
	case n >= 0:
		return
	case n < -1:
		panic("capture: chunk released twice")
	}
	for _, lender := range c.lends {
		lender.Release()
	}
	clear(c.lends)
	c.lends = c.lends[:0]
	if c.home != nil {
		c.home.put(c)
	}
}

// Scratch returns n bytes of memory that lasts as long as the chunk, for whoever
// makes something of its frames. There is one such memory: another call takes it anew.
func (c *Chunk) Scratch(n int) []byte {
	if cap(c.scratch) < n {
		c.scratch = make([]byte, n)
	}
	return c.scratch[:n]
}

// Hold makes the chunk last until one more Release. Only who holds it may do so.
func (c *Chunk) Hold() { c.refs.Add(1) }

// borrow makes c share lender's memory until c is released.
func (c *Chunk) borrow(lender *Chunk) {
	lender.Hold()
	c.lends = append(c.lends, lender)
}

// grow moves b, which may be part of c's memory, to the front of it and makes
// room behind. It doubles the memory if it must, so that a frame of any size
// is copied a constant number of times, and only as far as its bytes arrive.
func (c *Chunk) grow(b []byte) int {
	if len(b) >= len(c.buf) {
		c.buf = make([]byte, 2*len(b))
	}
	return copy(c.buf, b)
}

// maxIdleChunks is how many released chunks are kept for reuse: more than a
// pipeline has in flight on a large machine, and bounded because what a burst
// once needed should not stay allocated.
const maxIdleChunks = 64

// chunkPool is a bounded list of released chunks. Memory in use is therefore
// what the consumer holds, plus the chunk each open input is read into.
type chunkPool struct {
	idle chan *Chunk
	size int // length of each chunk's buf; 0 for chunks that only borrow
}

func newChunkPool(size int) *chunkPool {
	return &chunkPool{idle: make(chan *Chunk, maxIdleChunks), size: size}
}

func (p *chunkPool) get() *Chunk {
	var c *Chunk
	select {
	case c = <-p.idle:
	default:
		c = &Chunk{home: p, buf: make([]byte, p.size)}
	}
	c.refs.Store(0)
	return c
}

func (p *chunkPool) put(c *Chunk) {
	if len(c.buf) > p.size {
		return // grown for one large frame: not worth keeping
	}
	c.Frames = c.Frames[:0]
	select {
	case p.idle <- c:
	default:
	}
}
