package scan

import (
	"slices"
	"sync"
	"time"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
)

// pulse tells what is found while a live source goes on, by the time it tells. The
// workers stop only to name the flows that ended. These stay in the table, marked,
// so that what follows them inherits name and role.
type pulse struct {
	workers []*worker
	decoder *decode.Decoder
	opt     *Options

	recently, ended metronome
}

func newPulse(workers []*worker, decoder *decode.Decoder, opt *Options) *pulse {
	return &pulse{workers: workers, decoder: decoder, opt: opt, recently: metronome{every: time.Second}, ended: metronome{every: opt.Every}}
}

// at is called when all frames up to now are dealt.
func (p *pulse) at(now int64) {
	if p.opt.Recent != nil && p.recently.due(now) {
		for _, w := range p.workers {
			w.in <- batch{do: (*worker).tellRecent}
		}
	}
	if p.opt.Ended != nil && p.ended.due(now) {
		p.tellEnded(now)
	}
}

// tellEnded names the flows that are over and gives them away. The workers wait
// meanwhile: names are in the books of all.
func (p *pulse) tellEnded(now int64) {
	var waiting sync.WaitGroup
	waiting.Add(len(p.workers))
	resume := make(chan struct{})
	defer close(resume)
	for _, w := range p.workers {
		w.in <- batch{do: func(*worker) { waiting.Done(); <-resume }}
	}
	waiting.Wait()
	res := &Result{Networks: p.decoder.Networks()}
	join(res, p.workers, p.opt, func(f *flow.Flow) bool { return !f.Told && f.Ended(now) })
	for _, f := range res.Flows {
		f.Told = true
	}
	if len(res.Flows) > 0 {
		p.opt.Ended(res)
	}
}

// metronome says when a time has passed.
type metronome struct {
	every time.Duration
	last  int64 // ns since 1970 UTC; 0 before it was first asked
}

// due says whether it is time. A clock that was set back is no reason to wait
// until it is there again.
func (m *metronome) due(now int64) bool {
	if m.last == 0 || now < m.last {
		m.last = now
		return false
	}
	if now-m.last < int64(m.every) {
		return false
	}
	m.last = now
	return true
}

// tellRecent tells of each flow what its ends sent since it was last told.
func (w *worker) tellRecent() {
	for _, f := range w.table.Flows() {
		was, is := &w.counted[f.Slot], [2]uint64{f.From[0].Bytes, f.From[1].Bytes}
		if *was == is {
			continue
		}
		whole := Flow{Flow: f, Oriented: f.OrientOne(&w.opt.Local), Parts: 1}
		if t := w.talks[f.Slot]; t != nil {
			t.tell(&whole)
			whole.Names = slices.Clone(whole.Names)
			whole.choose()
		}
		device := whole.Device - flow.A
		w.opt.Recent(&whole, is[device]-was[device], is[1-device]-was[1-device])
		*was = is
	}
}
