package capture

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"golang.org/x/net/bpf"
)

// Any is the interface that stands for all.
const Any = "any"

const (
	// DefaultSnapLen is tcpdump's and dumpcap's: more than any link's frames, and
	// more than what offloading makes of them.
	DefaultSnapLen = 262144
	// DefaultBuffer is how much the kernel may keep for us: a quarter of a second
	// of a saturated gigabit link.
	DefaultBuffer = 32 << 20
	// aheadOfBuffer is how many times as much may wait to be decoded. The kernel's
	// memory is taken for as long as the capture lasts, this only while it is used.
	aheadOfBuffer = 4
	// minBuffer is two blocks and two more for the kernel to fill meanwhile.
	minBuffer = 4 * liveBlock
	// liveBlock is how much is taken from the kernel at once. It holds the longest
	// frame with its headers.
	liveBlock = 512 << 10
)

// tickEvery is how often a live source tells the time if nothing arrives, in ns.
const tickEvery = 1e9

// errNoInterface and errDown are what a device may lack.
var (
	errNoInterface = errors.New("there is no such interface; flowscan interfaces lists them")
	errDown        = errors.New("the interface is down")
)

// LiveOptions says how OpenLive captures. Of the fields only Interface and Now
// must be set.
type LiveOptions struct {
	Interface string       // its name, or Any
	Now       func() int64 // ns since 1970-01-01 UTC; a source has no clock of its own

	SnapLen       int    // bytes kept of each frame; 0: DefaultSnapLen
	Buffer        int    // bytes that may wait in the kernel, and four times as many here; 0: DefaultBuffer
	NoPromiscuous bool   // leave out what is on the link for others
	Count         uint64 // end after that many frames; 0: do not

	// Which frames to capture; nil: all. What is not chosen is counted nowhere.
	// Program returns the classic BPF program for frames of a link type, Match has
	// the last word: the kernel may let through what it cannot judge.
	Program    func(LinkType) ([]bpf.RawInstruction, error)
	Match      func(*Frame) (bool, error)
	Expression string // what the two stand for, for files to name
}

// Live is an interface's traffic as it happens.
//
// What the kernel hands over is copied, so that it goes on filling its buffer
// however long a frame takes to be analysed. When too much waits to be released,
// frames are saved, and counted as skipped instead of yielded.
//
// It has no clock but LiveOptions.Now. Its chunks say when they were read, and one
// without frames comes each second, so that time passes in silence too.
//
// It ends when Stop was called, the interface went down or Count is reached; what
// the kernel has by then is still read.
//
// A filter runs in the kernel, but not on frames from which that took a VLAN tag,
// nor on all interfaces at once: those pass, and Match decides.
type Live struct {
	opt    LiveOptions
	device *device
	in     Input
	save   saver
	blocks *chunkPool
	out    atomic.Int32 // chunks not yet released
	told   int64        // when time was last told

	stopping atomic.Bool // Stop was called
	stopped  bool        // and obeyed: what is left is the last
	ended    bool
	gone     error // why the interface gives no more frames
	failed   error // why no more can be saved

	counters [4]atomic.Uint64
}

var _ Source = (*Live)(nil)

// Counters are what happened so far.
type Counters struct {
	Frames    uint64
	WireBytes uint64
	Dropped   uint64 // by the kernel
	Skipped   uint64 // by us, of Frames
}

// OpenLive starts to capture.
func OpenLive(opt LiveOptions) (*Live, error) {
	if opt.SnapLen <= 0 || opt.SnapLen > DefaultSnapLen {
		opt.SnapLen = DefaultSnapLen
	}
	if opt.Buffer == 0 {
		opt.Buffer = DefaultBuffer
	}
	opt.Buffer = max(opt.Buffer, minBuffer)
	d, err := openDevice(&opt)
	if err != nil {
		return nil, fmt.Errorf("capture: %s: %w", opt.Interface, err)
	}
	return newLiveFrom(opt, d), nil
}

func newLiveFrom(opt LiveOptions, d *device) *Live {
	return &Live{
		opt:    opt,
		device: d,
		blocks: newChunkPool(liveBlock),
		told:   opt.Now(),
		in: Input{
			Path: opt.Interface, Format: "live", SnapLen: uint32(opt.SnapLen),
			LinkTypes:  []LinkType{d.link},
			Interfaces: []Interface{{Name: opt.Interface, Filter: opt.Expression, Link: d.link, SnapLen: uint32(opt.SnapLen), TicksPerSecond: second}},
		},
	}
}

// Link returns the link type of the frames to come.
func (l *Live) Link() LinkType { return l.device.link }

// Ahead returns how many chunks may wait to be decoded. Whoever reads ahead of
// decoding must have room for as many.
func (l *Live) Ahead() int { return aheadOfBuffer * l.opt.Buffer / liveBlock }

// Next returns what arrived, or the time if nothing did. The caller releases the
// chunk.
func (l *Live) Next() (*Chunk, error) {
	for !l.ended && l.failed == nil {
		c := l.get()
		if err := l.fill(c); err != nil {
			c.Release()
			return nil, fmt.Errorf("capture: %s: %w", l.opt.Interface, err)
		}
		switch {
		case int(l.out.Load()) > l.Ahead(): // not even for the time: handing it on would wait
			l.skip(c)
		case len(c.Frames) > 0 || l.tick(c.Now):
			l.told = c.Now
			return c, nil
		}
		c.Release()
	}
	if l.failed != nil { // the frames that it was about were yielded
		return nil, fmt.Errorf("capture: %s: %w", l.opt.Interface, l.failed)
	}
	return nil, io.EOF
}

// fill reads the next frames, counts and saves them.
func (l *Live) fill(c *Chunk) error {
	if l.stopping.Load() && !l.stopped {
		l.stopped = true
		if err := l.device.stop(); err != nil {
			return err
		}
	}
	switch err := l.device.read(c); {
	case errors.Is(err, errDown):
		l.gone, l.stopped = err, true // what came before is still to be read
	case err != nil:
		return err
	default:
		l.ended = l.stopped && len(c.Frames) == 0 && l.device.drained()
	}
	if err := l.match(c); err != nil {
		return err
	}
	l.limit(c)
	c.Now = l.opt.Now()
	l.in.Dropped = l.device.dropped()
	l.in.Interfaces[0].Dropped = l.in.Dropped
	l.failed = l.save.write(c.Frames, c.Now)
	l.number(c)
	l.publish()
	if l.ended && l.failed == nil {
		l.failed = l.save.finish(c.Now)
	}
	return nil
}

// tick says whether to tell that it is now, though nothing arrived. A clock that
// was set back is told at once.
func (l *Live) tick(now int64) bool {
	return !l.ended && (now-l.told >= tickEvery || now < l.told)
}

// match leaves in c the frames that are wanted.
func (l *Live) match(c *Chunk) error {
	if l.opt.Match == nil {
		return nil
	}
	all := c.Frames
	c.Frames = all[:0]
	for i := range all {
		wanted, err := l.opt.Match(&all[i])
		if err != nil {
			return err
		}
		if wanted {
			c.Frames = append(c.Frames, all[i])
		}
	}
	return nil
}

// limit cuts c off at the frame that Options.Count asks for.
func (l *Live) limit(c *Chunk) {
	if l.opt.Count == 0 {
		return
	}
	if left := l.opt.Count - l.in.Frames; uint64(len(c.Frames)) >= left {
		c.Frames = c.Frames[:left]
		l.ended = true
	}
}

func (l *Live) number(c *Chunk) {
	for i := range c.Frames {
		c.Frames[i].Number = l.in.Frames + uint64(i) + 1
	}
	l.in.count(c.Frames)
}

// skip counts frames that there is no room for, if c has any.
func (l *Live) skip(c *Chunk) {
	l.in.Skipped += uint64(len(c.Frames))
	for i := range c.Frames {
		l.in.SkippedBytes += uint64(c.Frames[i].Length)
	}
	l.publish()
}

func (l *Live) publish() {
	for i, n := range [...]uint64{l.in.Frames, l.in.WireBytes, l.in.Dropped, l.in.Skipped} {
		l.counters[i].Store(n)
	}
}

// Counters may be called at any time from any goroutine.
func (l *Live) Counters() Counters {
	return Counters{l.counters[0].Load(), l.counters[1].Load(), l.counters[2].Load(), l.counters[3].Load()}
}

// get returns a chunk that counts as out until it is released.
func (l *Live) get() *Chunk {
	c := l.blocks.get()
	c.home = l
	l.out.Add(1)
	return c
}

func (l *Live) put(c *Chunk) {
	l.blocks.put(c)
	l.out.Add(-1)
}

// Stop makes Next return what has arrived so far, and then io.EOF. It may be
// called at any time from any goroutine.
func (l *Live) Stop() { l.stopping.Store(true) }

// Gone returns why the interface gave no more frames, nil if it would have.
// It is known once Next has returned io.EOF.
func (l *Live) Gone() error { return l.gone }

// Inputs returns what is known of the capture.
func (l *Live) Inputs() []Input { return []Input{l.in} }

// Close ends the capture. Chunks not yet released stay valid.
func (l *Live) Close() error {
	return errors.Join(l.save.finish(l.opt.Now()), l.device.close())
}
