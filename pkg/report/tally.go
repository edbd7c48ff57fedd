package report

import (
	"cmp"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/scan"
)

// maxTallied bounds the hosts that a Tally tells apart. A device talks to some
// hundred; beyond this those with little are forgotten.
const maxTallied = 4096

// Tally sums up a live capture for a line that is shown meanwhile. It goes by what
// flows tell of themselves; the report, made in the end, knows more. Several
// goroutines may use it.
type Tally struct {
	group func(*scan.Flow) string

	mu             sync.Mutex
	sent, received uint64
	countries      map[string]uint64 // bytes sent
	hosts          map[string]uint64
}

// NewTally returns an empty Tally. group is [Group]'s, the one that the scan uses.
func NewTally(group func(*scan.Flow) string) *Tally {
	return &Tally{group: group, countries: make(map[string]uint64), hosts: make(map[string]uint64)}
}

// Add counts what a flow's device sent and received lately, for [scan.Options].
func (t *Tally) Add(f *scan.Flow, sent, received uint64) {
	country, _, _ := strings.Cut(t.group(f), " ")
	host := f.Host
	if host == "" {
		host = "[" + f.Key.Addr(f.Remote() == flow.B).String() + "]"
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent += sent
	t.received += received
	t.countries[country] += sent
	if t.hosts[host] += sent; len(t.hosts) > maxTallied {
		average := t.sent / maxTallied
		maps.DeleteFunc(t.hosts, func(_ string, n uint64) bool { return n <= average })
	}
}

// Line tells how a capture goes that has been on for some time: it receives so
// many bytes a second, and has lost so many frames. Width is the columns there are
// for it, 0 for any number.
func (t *Tally) Line(elapsed time.Duration, rate, lost uint64, width int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	items := []string{length(elapsed), humanBytes(rate) + "/s", "sent " + humanBytes(t.sent) + ", received " + humanBytes(t.received)}
	for _, sums := range []map[string]uint64{t.countries, t.hosts} {
		if name, n := largest(sums); n > 0 {
			items = append(items, Sanitise(name)+" "+share(n, t.sent))
		}
	}
	items = append(items, figures{}.count(lost, "frame")+" dropped")
	return clip(strings.Join(items, " · "), cmp.Or(max(0, width), unlimited))
}

// largest returns the name with the largest sum, of equals the first.
func largest(sums map[string]uint64) (name string, n uint64) {
	for k, v := range sums {
		if v > n || v == n && k < name {
			name, n = k, v
		}
	}
	return name, n
}
