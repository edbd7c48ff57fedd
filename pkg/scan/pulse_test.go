package scan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/google/go-cmp/cmp"
)

// liveSource gives frames one by one as they come, and tells the time each second
// before, between and for some time after them.
type liveSource struct {
	frames []capture.Frame
	now    int64
	until  int64
}

func (s *liveSource) Next() (*capture.Chunk, error) {
	const second = int64(time.Second)
	switch {
	case len(s.frames) > 0 && s.frames[0].Time < s.now+second:
		c := &capture.Chunk{Frames: s.frames[:1], Now: max(s.now, s.frames[0].Time)}
		s.frames = s.frames[1:]
		s.now = c.Now
		return c, nil
	case s.now < s.until:
		s.now += second
		return &capture.Chunk{Now: s.now}, nil
	}
	return nil, io.EOF
}

func (s *liveSource) Inputs() []capture.Input {
	return []capture.Input{{Path: "test0", Format: "live"}}
}
func (s *liveSource) Close() error { return nil }

// begin is when live sources begin, ns since 1970 UTC.
const begin = int64(1_790_000_000 * time.Second)

// live returns what the trace holds as a live source, that goes on for some time
// after the last frame. Traces begin in 1970, live sources later.
func (tr *trace) live(t testing.TB, quiet time.Duration) *liveSource {
	t.Helper()
	files, err := capture.Open([]string{"-"}, capture.Options{Stdin: &tr.pcap})
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	s := &liveSource{now: begin, until: begin + int64(tr.now+quiet)}
	for {
		c, err := files.Next()
		if errors.Is(err, io.EOF) {
			return s
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range c.Frames {
			f.Data, f.Time = bytes.Clone(f.Data), begin+f.Time
			s.frames = append(s.frames, f)
		}
		c.Release()
	}
}

// short is what a test sees of a flow.
func (f *Flow) short() string {
	return fmt.Sprintf("%v:%d %v %s %d/%d", f.Key.Addr(f.Remote() == flow.B), f.Service(), f.Role, f.Host, f.Sent().Packets, f.Received().Packets)
}

// runLive scans a live source and returns the flows that were told before its end,
// and those that were left.
func runLive(t *testing.T, src *liveSource, every time.Duration) (ended, left []string) {
	t.Helper()
	res, err := Run(t.Context(), src, Options{Every: every, Workers: 2, Ended: func(res *Result) {
		for i := range res.Flows {
			ended = append(ended, res.Flows[i].short())
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range res.Flows {
		left = append(left, res.Flows[i].short())
	}
	return ended, left
}

func TestFlowsAsTheyEnd(t *testing.T) {
	for _, test := range []struct {
		name        string
		talk        func(*trace)
		quiet       time.Duration
		ended, left []string
	}{
		{name: "closed", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(here, there, decode.ACK, 100, hello(t, "api.vendor.example"))
			tr.tcp(here, there, decode.FIN|decode.ACK, 100, nil)
			tr.tcp(there, here, decode.FIN|decode.ACK, 500, nil)
		}, quiet: 30 * time.Second, ended: []string{"203.0.113.7:443 private api.vendor.example 3/1"}},
		{name: "closed, and the end is near", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(there, here, decode.RST, 0, nil)
		}, quiet: 9 * time.Second, left: []string{"203.0.113.7:443 private  1/1"}},
		{name: "named by an answer in another shard", talk: func(tr *trace) {
			tr.dns(t, phone, "cdn.vendor.example", 60, server)
			tr.udp(here, there, []byte("data"))
		}, quiet: 200 * time.Second, ended: []string{
			"192.168.7.1:53 request  0/1",
			"203.0.113.7:443 private cdn.vendor.example 1/0"}},
		{name: "silent", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
		}, quiet: 620 * time.Second, ended: []string{"203.0.113.7:443 private  1/0"}},
		{name: "silent, but not for long enough", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
		}, quiet: 590 * time.Second, left: []string{"203.0.113.7:443 private  1/0"}},
		{name: "goes on after its end", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(here, there, decode.ACK, 100, hello(t, "api.vendor.example"))
			tr.tcp(there, here, decode.RST, 1, nil)
			tr.now += 30 * time.Second
			tr.tcp(there, here, decode.RST, 1, nil)
		}, ended: []string{"203.0.113.7:443 private api.vendor.example 2/1"}, left: []string{"203.0.113.7:443 private api.vendor.example 0/1"}},
		{name: "goes on after a silence", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(here, there, decode.ACK, 100, hello(t, "push.vendor.example"))
			tr.now += 15 * time.Minute
			tr.tcp(here, there, decode.ACK, 900, []byte("ping"))
		}, ended: []string{"203.0.113.7:443 private push.vendor.example 2/0"}, left: []string{"203.0.113.7:443 private push.vendor.example 1/0"}},
		{name: "a new connection on old ports", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(there, here, decode.RST, 1, nil)
			tr.now += 30 * time.Second
			tr.tcp(here, there, decode.SYN, 5000, nil)
		}, ended: []string{"203.0.113.7:443 private  1/1"}, left: []string{"203.0.113.7:443 private  1/0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var tr trace
			test.talk(&tr)
			ended, left := runLive(t, tr.live(t, test.quiet), 10*time.Second)
			if diff := cmp.Diff(test.ended, ended); diff != "" {
				t.Errorf("ended (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.left, left); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEndedAddUp gives flows away as they end, and loses none of their packets.
func TestEndedAddUp(t *testing.T) {
	var tr trace
	for i := range 200 {
		from := fmt.Sprintf("%s:%d", phone, 40000+i%20)
		tr.tcp(from, there, decode.SYN, uint32(99+i), nil)
		tr.tcp(there, from, decode.RST, 1, nil)
		tr.udp(from, there, []byte("data"))
		tr.now += time.Duration(i) * 200 * time.Millisecond
	}
	src := tr.live(t, 0)
	want := uint64(len(src.frames))
	var got uint64
	count := func(res *Result) {
		for _, f := range res.Flows {
			got += f.Sent().Packets + f.Received().Packets
		}
	}
	emissions := 0
	res, err := Run(t.Context(), src, Options{Every: time.Minute, Ended: func(res *Result) { emissions++; count(res) }})
	if err != nil {
		t.Fatal(err)
	}
	if count(res); got != want || emissions < 10 {
		t.Errorf("%d packets in %d emissions, want %d", got, emissions, want)
	}
}

// TestRecent sums up what flows did lately, second by second.
func TestRecent(t *testing.T) {
	var tr trace
	for range 5 {
		tr.udp(here, there, make([]byte, 72)) // 100 bytes of IP
		tr.udp(there, here, make([]byte, 172))
		tr.now += 2 * time.Second
	}
	tr.tcp(here, there, decode.ACK, 100, hello(t, "api.vendor.example"))
	var mu sync.Mutex
	var calls int
	var sent, received uint64
	hosts := make(map[string]bool)
	_, err := Run(t.Context(), tr.live(t, 5*time.Second), Options{Recent: func(f *Flow, s, r uint64) {
		mu.Lock()
		defer mu.Unlock()
		calls++
		if f.Key.Proto == decode.UDP {
			sent, received = sent+s, received+r
		}
		hosts[f.Host] = true
	}})
	if err != nil {
		t.Fatal(err)
	}
	if sent != 500 || received != 1000 || calls != 6 || !hosts["api.vendor.example"] {
		t.Errorf("sent %d, received %d in %d calls, of hosts %v", sent, received, calls, hosts)
	}
}

// TestClockSetBack scans on when the clock jumps.
func TestClockSetBack(t *testing.T) {
	var tr trace
	tr.tcp(here, there, decode.SYN, 99, nil)
	tr.tcp(there, here, decode.RST, 1, nil)
	tr.now += time.Minute
	tr.udp(here, there, []byte("data"))
	src := tr.live(t, time.Minute)
	for i := range src.frames {
		if i > 0 {
			src.frames[i].Time -= int64(24 * time.Hour)
		}
	}
	ended, left := runLive(t, src, 10*time.Second)
	if all := len(ended) + len(left); all != 2 {
		t.Errorf("ended %q, left %q", ended, left)
	}
}

// TestMetronome beats by a clock that jumps.
func TestMetronome(t *testing.T) {
	m := metronome{every: 10}
	var due []int64
	for _, now := range []int64{100, 105, 110, 119, 120, 135, 50, 55, 60, 1000, 1001} {
		if m.due(now) {
			due = append(due, now)
		}
	}
	if want := []int64{110, 120, 135, 60, 1000}; !slices.Equal(due, want) {
		t.Errorf("%v, want %v", due, want)
	}
}
