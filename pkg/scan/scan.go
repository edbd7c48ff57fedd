// Package scan runs the pipeline from captured frames to named flows.
package scan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/filter"
	"github.com/flowscan/flowscan/pkg/flow"
)

// Options of a scan; the zero value is the default.
type Options struct {
	Local   flow.Local
	Filter  *filter.Filter // which frames to look at; nil for all
	Dedup   bool           // leave copies of packets out
	WiFi    decode.WiFiOptions
	Workers int // goroutines that follow flows; 0 for what the machine has
	Ahead   int // chunks that may wait to be decoded
	// Group gives flows whose remotes may be counted as one, where memory ends, a
	// common key; nil keeps no more of them than their number. Several goroutines
	// call it.
	Group func(*Flow) string

	// What follows is for live sources: it goes by the time they tell.

	// Recent is called about once a second for each flow that had packets, with the
	// bytes that its device sent and received since. The flow's names are those it
	// told itself, and it must not be kept. Several goroutines call it.
	Recent func(f *Flow, sent, received uint64)
	// Ended is called each Every with the flows that ended, oriented and named by
	// what is known until then. They are in no other result. What comes after the
	// end of one, however late, is a flow of its own.
	Ended func(*Result)
	Every time.Duration
}

// maxWorkers is where one reading goroutine cannot feed more of them.
const maxWorkers = 8

func (o *Options) workers() int {
	if o.Workers > 0 {
		return min(o.Workers, flow.Shards)
	}
	return max(1, min(runtime.GOMAXPROCS(0)-1, maxWorkers))
}

// Run reads src to its end, or until ctx is done, and returns what it found.
// An error of src ends the scan; the result then holds what came before it.
func Run(ctx context.Context, src capture.Source, opt Options) (*Result, error) {
	res := &Result{Unsupported: make(map[capture.LinkType]uint64)}
	workers := make([]*worker, opt.workers())
	var running sync.WaitGroup
	for i := range workers {
		workers[i] = newWorker(&opt)
		running.Go(workers[i].run)
	}
	err := read(ctx, src, workers, &opt, res)
	for _, w := range workers {
		close(w.in)
	}
	running.Wait()
	res.Inputs = src.Inputs()
	for _, in := range res.Inputs {
		res.Ledger[decode.Skipped].Frames += in.Skipped
		res.Ledger[decode.Skipped].WireBytes += in.SkippedBytes
	}
	n := join(res, workers, &opt, func(f *flow.Flow) bool { return !f.Told })
	res.fold(workers, n)
	return res, err
}

// Inspect reads src to its end, or until ctx is done, without a look into its
// frames: the result has only Inputs. An error of src ends it; the result then
// holds what came before.
func Inspect(ctx context.Context, src capture.Source) (*Result, error) {
	var err error
	for err == nil && ctx.Err() == nil {
		var chunk *capture.Chunk
		if chunk, err = src.Next(); err == nil {
			chunk.Release()
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return &Result{Inputs: src.Inputs()}, err
}

// read decodes the frames that are wanted, and deals their packets to the
// workers.
func read(ctx context.Context, src capture.Source, workers []*worker, opt *Options, res *Result) error {
	decoder := decode.NewDecoder()
	decoder.Dedup, decoder.WiFi = opt.Dedup, opt.WiFi
	defer func() {
		res.Copied, res.Networks, res.WiFiKeys = decoder.Copied(), decoder.Networks(), decoder.KeyUses()
	}()
	var lookout *decode.Lookout
	if opt.Filter == nil { // else most of what it sees may not be wanted
		lookout = decoder.Lookout()
	}
	from := readAhead(ctx, src, lookout, opt.Ahead)
	deal, pulse := newDealer(workers), newPulse(workers, decoder, opt)
	defer deal.rest(decoder)
	for chunk := range from.chunks {
		now := chunk.Now
		deal.begin(chunk.Chunk)
		for i := range chunk.Frames {
			f := &chunk.Frames[i]
			reason := decode.Filtered
			if passes, err := pass(opt.Filter, decoder, f); err != nil {
				input := f.Input
				deal.end()
				return fmt.Errorf("%s: %w", from.stop()[input].Path, err)
			} else if passes {
				reason = deal.frame(decoder, f, chunk.sight(i))
				for _, m := range decoder.Moved() {
					res.Ledger[m.From].remove(m.WireBytes)
					res.Ledger[m.To].add(m.WireBytes)
				}
			}
			res.Ledger[reason].add(f.Length)
			if reason == decode.UnsupportedLink {
				res.Unsupported[f.Link]++
			}
		}
		deal.end()
		from.done(chunk)
		if now != 0 {
			pulse.at(now)
		}
	}
	return from.err
}

// pass says whether f is to be decoded. A frame that cannot be read passes where
// the filter cannot tell: its link type is what keeps it from being seen.
func pass(wanted *filter.Filter, decoder *decode.Decoder, f *capture.Frame) (bool, error) {
	if wanted == nil {
		return true, nil
	}
	selected, err := wanted.Match(f)
	if err != nil && !decoder.Reads(f.Link) {
		return true, nil
	}
	return selected, err
}

// join puts in order the flows that are chosen, and tells their devices and their
// names by the evidence of all.
func join(res *Result, workers []*worker, opt *Options, chosen func(*flow.Flow) bool) *namer {
	var flows []*flow.Flow
	talks := make(map[*flow.Flow]*talk)
	books := fileNames(res.Inputs)
	var hints []*device.Book
	for _, w := range workers {
		for _, f := range w.table.Flows() {
			flows = append(flows, f)
			if chosen(f) {
				w.finish(f)
			}
			if t := w.talks[f.Slot]; t != nil {
				talks[f] = t
			}
		}
		for i := range w.books {
			books = append(books, &w.books[i])
			hints = append(hints, &w.hints[i])
		}
	}
	slices.SortFunc(flows, func(a, b *flow.Flow) int { return cmp.Compare(a.Index, b.Index) })

	res.Devices = device.Learn(flows, stations(res.Networks)...)
	n := newNamer(books, res.Devices)
	res.Answers = n.directory.Answers()
	res.Devices.Describe(ownNames(res.Answers), hints...)
	oriented := flow.Orient(flows, &opt.Local)
	res.Flows = make([]Flow, len(flows))
	for i, f := range flows {
		res.Flows[i] = Flow{Flow: f, Oriented: oriented[i], Parts: 1}
		if t := talks[f]; t != nil {
			t.tell(&res.Flows[i])
		}
	}
	rebound(res.Flows)
	res.Flows = slices.DeleteFunc(res.Flows, func(f Flow) bool { return !chosen(f.Flow) })
	for i := range res.Flows {
		n.name(&res.Flows[i])
	}
	return n
}

// fold takes over the totals of the flows that workers have forgotten.
func (res *Result) fold(workers []*worker, n *namer) {
	for _, w := range workers {
		res.Folded = append(res.Folded, w.folded()...)
	}
	slices.SortFunc(res.Folded, func(a, b Flow) int { return cmp.Compare(a.Index, b.Index) })
	for i := range res.Folded {
		if f := &res.Folded[i]; !f.Unnamed {
			n.name(f)
		}
	}
}

// stations returns the MACs of the clients of Wi-Fi networks.
func stations(networks []decode.WiFiNetwork) (macs []device.MAC) {
	for _, n := range networks {
		for _, s := range n.Stations {
			macs = append(macs, device.MAC(s.Addr))
		}
	}
	return macs
}
