package main

import (
	"fmt"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/report"
	"golang.org/x/term"
)

// How often a line tells how a live capture goes.
const (
	statusEvery         = 10 * time.Second
	statusEveryTerminal = time.Second // there it stays in its place
)

// status tells on standard error how a live capture goes, until stop is called.
// flows says that standard output has something meanwhile, too.
func (c *command) status(src *capture.Live, tally *report.Tally, flows bool) (stop func()) {
	fd, isTerminal := terminal(c.stderr)
	if _, ok := terminal(c.stdout); ok && flows {
		isTerminal = false // what stays in its place would run into what follows
	}
	every := statusEvery
	if isTerminal {
		every = statusEveryTerminal
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		ticks := time.NewTicker(every)
		defer ticks.Stop()
		start, before := time.Now(), src.Counters()
		for {
			select {
			case <-quit:
				return
			case <-ticks.C:
			}
			now := src.Counters()
			rate := float64(now.WireBytes-before.WireBytes) / every.Seconds()
			before = now
			elapsed, lost := time.Since(start).Truncate(time.Second), now.Dropped+now.Skipped
			if !isTerminal {
				c.say(tally.Line(elapsed, uint64(rate), lost, 0))
				continue
			}
			columns, _, err := term.GetSize(fd)
			if err != nil {
				columns = 80
			}
			c.redraw(tally.Line(elapsed, uint64(rate), lost, columns-1))
		}
	}()
	return func() {
		close(quit)
		<-done
		if isTerminal {
			c.redraw("")
		}
	}
}

// redraw puts line in the place of the one that the cursor is on.
func (c *command) redraw(line string) {
	fmt.Fprintf(c.stderr, "\r\x1b[K%s", line) // ECMA-48: erase in line
}
