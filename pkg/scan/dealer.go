package scan

import (
	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
)

const (
	// batchSize is how many packets go to a worker at once: enough that handing
	// over costs nothing per packet, few enough to stay in the second-level cache.
	batchSize = 512
	// batchesAhead is how far the reading side may run ahead of a worker. It
	// bounds the chunks in flight.
	batchesAhead = 8
)

// batch is packets of one chunk on their way to a worker, or something for it to
// do between packets.
type batch struct {
	packets []decode.Packet
	chunk   *capture.Chunk // held until the packets are done with
	do      func(*worker)  // nil unless there are no packets
}

// dealer hands each packet to the worker that owns its flow's virtual shard.
type dealer struct {
	workers []*worker
	filling []batch        // one for each worker
	chunk   *capture.Chunk // of the frames at hand
	packets []decode.Packet
	index   uint64 // of the last packet
}

func newDealer(workers []*worker) *dealer {
	return &dealer{workers: workers, filling: make([]batch, len(workers))}
}

// begin takes over chunk, end gives it up.
func (d *dealer) begin(chunk *capture.Chunk) { d.chunk = chunk }

func (d *dealer) end() {
	d.flush()
	d.chunk.Release()
}

// frame decodes f, of which sight is what was seen before, deals its packets and
// returns its place in the ledger.
func (d *dealer) frame(decoder *decode.Decoder, f *capture.Frame, sight *decode.Sight) decode.Reason {
	var reason decode.Reason
	d.packets, reason = decoder.DecodeSeen(f, sight, d.packets[:0])
	d.deal()
	return reason
}

// rest deals the packets that decoder kept for others that never came.
func (d *dealer) rest(decoder *decode.Decoder) {
	d.begin(new(capture.Chunk)) // there is no frame to wait for
	d.packets = decoder.Flush(d.packets[:0])
	d.deal()
	d.end()
}

func (d *dealer) deal() {
	for i := range d.packets {
		p := &d.packets[i]
		d.index++
		p.Index = d.index
		k := flow.Shard(&p.Key) % len(d.workers)
		b := &d.filling[k]
		if b.packets == nil {
			b.packets = d.workers[k].empty()
		}
		b.packets = append(b.packets, *p)
		if len(b.packets) == batchSize {
			d.send(k)
		}
	}
}

func (d *dealer) flush() {
	for k := range d.filling {
		if len(d.filling[k].packets) > 0 {
			d.send(k)
		}
	}
}

func (d *dealer) send(k int) {
	d.chunk.Hold()
	d.workers[k].in <- batch{packets: d.filling[k].packets, chunk: d.chunk}
	d.filling[k].packets = nil
}
