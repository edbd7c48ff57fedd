package capture

import (
	"container/heap"
	"io"
	"math"
)

// mergedFrames is how many frames a chunk of merged files holds at most: enough
// for the chunk's own cost to vanish, few enough to hold on to few blocks.
const mergedFrames = 1024

// queue is what of an input waits to be merged.
type queue struct {
	chunk  *Chunk  // nil until the input is open
	frames []Frame // of chunk, in order
	key    int64   // time of the first; math.MinInt64 if it goes at once
	lentTo uint64  // number of the merged chunk that borrowed chunk already
}

func (q *queue) setKey() {
	q.key = math.MinInt64
	if q.frames[0].Timed {
		q.key = q.frames[0].Time
	}
}

// nextMerged fills a chunk with the frames of all inputs that are next. They are
// copied, what they point to is not.
func (f *Files) nextMerged() (*Chunk, error) {
	out := f.merged.get()
	f.chunks++
	for len(f.due) > 0 && len(out.Frames) < mergedFrames {
		in := f.due[0]
		if len(in.queue.frames) == 0 {
			f.refill(in)
			continue
		}
		q := &in.queue
		n := f.due.run(mergedFrames - len(out.Frames))
		out.Frames = append(out.Frames, q.frames[:n]...)
		if q.lentTo != f.chunks {
			out.borrow(q.chunk)
			q.lentTo = f.chunks
		}
		if q.frames = q.frames[n:]; len(q.frames) > 0 {
			q.setKey()
			heap.Fix(&f.due, 0)
		}
	}
	if len(out.Frames) == 0 {
		out.Release()
		return nil, io.EOF
	}
	return out, nil
}

// refill reads the next chunk of the input that is due first.
func (f *Files) refill(in *input) {
	q := &in.queue
	if q.chunk != nil {
		q.chunk.Release()
	}
	c, err := f.nextBlock(in)
	if err != nil {
		*q = queue{}
		heap.Pop(&f.due)
		return
	}
	*q = queue{chunk: c, frames: c.Frames}
	q.setKey()
	heap.Fix(&f.due, 0)
}

// mergeHeap orders inputs by their next frame's time.
type mergeHeap []*input

func (h mergeHeap) Len() int           { return len(h) }
func (h mergeHeap) Less(i, j int) bool { return h[i].before(h[i].queue.key, h[j]) }
func (h mergeHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *mergeHeap) Push(x any)        { *h = append(*h, x.(*input)) }
func (h *mergeHeap) Pop() any {
	last := len(*h) - 1
	in := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return in
}

// before reports whether a frame of in at time key goes before other's next.
func (in *input) before(key int64, other *input) bool {
	if key != other.queue.key {
		return key < other.queue.key
	}
	return in.index < other.index
}

// run returns how many frames of the first input, up to limit, go before any
// other's.
func (h mergeHeap) run(limit int) int {
	first := h[0]
	frames := first.queue.frames[:min(limit, len(first.queue.frames))]
	second := h.second()
	if second == nil {
		return len(frames)
	}
	for i := 1; i < len(frames); i++ {
		if f := &frames[i]; f.Timed && !first.before(f.Time, second) {
			return i
		}
	}
	return len(frames)
}

// second returns the input that is due after the first, or nil.
func (h mergeHeap) second() *input {
	switch {
	case len(h) < 2:
		return nil
	case len(h) == 2 || h.Less(1, 2):
		return h[1]
	default:
		return h[2]
	}
}
