package scan

import (
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/names"
)

// maxKept bounds the bytes of a virtual shard that wait for others, lost ones
// perhaps: 128 MB in all, if a capture were nothing but holes.
const maxKept = 1 << 19

// worker follows the flows of the virtual shards it owns.
type worker struct {
	in    chan batch
	spent chan []decode.Packet // batches to be filled again

	table *flow.Table
	talks []*talk // by the flow's slot; nil for flows that have said nothing
	books [flow.Shards]names.Book
	hints [flow.Shards]device.Book
	kept  [flow.Shards]int // bytes that wait for others
	folds [flow.Shards]fold
	opt   *Options

	counted [][2]uint64 // bytes from each end that were told, by the flow's slot
}

func newWorker(opt *Options) *worker {
	w := &worker{
		in:    make(chan batch, batchesAhead),
		spent: make(chan []decode.Packet, batchesAhead+2), // those in flight, being filled and being read
		opt:   opt,
	}
	w.table = flow.NewTable(w.evict)
	return w
}

// empty returns a batch to fill. The reading side calls it.
func (w *worker) empty() []decode.Packet {
	select {
	case b := <-w.spent:
		return b[:0]
	default:
		return make([]decode.Packet, 0, batchSize)
	}
}

func (w *worker) run() {
	for b := range w.in {
		if b.do != nil {
			b.do(w)
			continue
		}
		for i := range b.packets {
			w.packet(&b.packets[i])
		}
		b.chunk.Release()
		select {
		case w.spent <- b.packets:
		default:
		}
	}
}

func (w *worker) packet(p *decode.Packet) {
	f, before := w.table.Add(p)
	if f.Index == p.Index {
		w.begin(f, before)
	}
	t := w.talks[f.Slot]
	if t == nil {
		if len(p.Payload) == 0 {
			return
		}
		t = newTalk(p)
		w.talks[f.Slot] = t
	}
	if t.over {
		return
	}
	shard := flow.Shard(&p.Key)
	kept := t.kept()
	if len(p.Payload) > 0 {
		t.read(p, f, &w.books[shard], &w.hints[shard])
	}
	if t.tcp != nil && f.Over() {
		t.tcp.flush(f) // what is missing will not come; a forged RST ends nothing
	}
	if w.kept[shard] += t.kept() - kept; w.kept[shard] > maxKept {
		w.relieve(shard)
	}
}

// relieve gives up what waits for bytes that are missing, in the flows that have
// been quiet for longest, until half of the room is free.
func (w *worker) relieve(shard int) {
	for f := range w.table.Oldest(shard) {
		if w.kept[shard] <= maxKept/2 {
			return
		}
		if t := w.talks[f.Slot]; t != nil && t.kept() > 0 {
			w.kept[shard] -= t.kept()
			t.flush(f)
		}
	}
}

// begin gives a new flow its place. A part cut by idleness goes on with what was
// said before it.
func (w *worker) begin(f, before *flow.Flow) {
	for len(w.talks) <= f.Slot {
		w.talks = append(w.talks, nil)
		w.counted = append(w.counted, [2]uint64{})
	}
	w.talks[f.Slot], w.counted[f.Slot] = nil, [2]uint64{}
	if before != nil && w.talks[before.Slot] != nil {
		w.talks[f.Slot] = w.talks[before.Slot].goOn()
	}
}

// finish reads what f left waiting, for nothing more is to come.
func (w *worker) finish(f *flow.Flow) {
	if t := w.talks[f.Slot]; t != nil && !t.over {
		w.kept[flow.Shard(&f.Key)] -= t.kept()
		t.flush(f)
	}
}

// evict folds a flow that the table forgets into the totals of its shard.
func (w *worker) evict(f *flow.Flow) {
	if f.Told {
		return
	}
	w.finish(f)
	whole := Flow{Flow: f, Oriented: f.OrientOne(&w.opt.Local), Parts: 1}
	if t := w.talks[f.Slot]; t != nil {
		t.tell(&whole)
		w.talks[f.Slot] = nil
	}
	w.folds[flow.Shard(&f.Key)].add(&whole, w.opt.Group)
}

func (w *worker) folded() []Flow {
	var all []Flow
	for i := range w.folds {
		all = append(all, w.folds[i].flows...)
	}
	return all
}
