package scan

import (
	"bytes"
	"encoding/binary"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
)

// week is a household's live traffic for a week, to ever new servers: each is
// looked up, connected to, and the connection closed.
type week struct {
	template []capture.Frame
	key      decode.Key // of the connection

	n, days int // connections, days so far
	now     int64
	heap    []uint64 // bytes in use at each day's end
}

const (
	// crowded is how many of the virtual shards all connections fall into: so few
	// that their tables are full within a day.
	crowded = 2
	perDay  = 5_000
)

func (w *week) Next() (*capture.Chunk, error) {
	if w.days == 7 {
		return nil, io.EOF
	}
	w.n++
	w.now += int64(24 * time.Hour / perDay)
	server := binary.BigEndian.AppendUint32(nil, 203<<24|uint32(w.n))
	copy(w.key.B[12:], server)
	for w.key.APort++; flow.Shard(&w.key) >= crowded; {
		w.key.APort++
	}
	c := &capture.Chunk{Now: w.now}
	for _, f := range w.template {
		f.Data = bytes.ReplaceAll(f.Data, []byte{203, 0, 113, 7}, server) // in headers and in answers
		f.Data = bytes.Replace(f.Data, []byte{50000 >> 8, 50000 & 0xff}, binary.BigEndian.AppendUint16(nil, w.key.APort), 1)
		f.Time += w.now
		c.Frames = append(c.Frames, f)
	}
	if w.n%perDay == 0 {
		w.days++
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		w.heap = append(w.heap, m.HeapAlloc)
	}
	return c, nil
}

func (w *week) Inputs() []capture.Input { return nil }
func (w *week) Close() error            { return nil }

// TestWeek watches memory over a week.
func TestWeek(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	var tr trace
	tr.dns(t, phone, "api.vendor.example", 60, server)
	tr.tcp(here, there, decode.SYN, 99, nil)
	tr.tcp(here, there, decode.ACK, 100, hello(t, "api.vendor.example"))
	tr.tcp(here, there, decode.FIN|decode.ACK, 5000, nil)
	tr.tcp(there, here, decode.FIN|decode.ACK, 1, nil)
	template := tr.live(t, 0).frames
	packets, _ := decode.NewDecoder().Decode(&template[1], nil)
	key := packets[0].Key
	for i := range template {
		template[i].Time = int64(i) * int64(time.Millisecond)
	}
	for _, test := range []struct {
		name string
		opt  Options
	}{
		{"reported in the end", Options{}},
		{"reported as flows end", Options{Every: time.Hour, Ended: func(*Result) {}}},
		{"with a line meanwhile", Options{Recent: func(*Flow, uint64, uint64) {}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := &week{template: template, key: key, now: begin}
			res, err := Run(t.Context(), w, test.opt)
			if err != nil {
				t.Fatal(err)
			}
			if test.opt.Ended == nil && (len(res.Flows) > 3000*crowded || len(res.Folded) == 0) {
				t.Fatalf("%d flows, %d folded: the tables did not fill", len(res.Flows), len(res.Folded))
			}
			second, last := w.heap[1], w.heap[len(w.heap)-1]
			t.Logf("MB at the end of each day: %d", megabytes(w.heap))
			if last > second+second/10 {
				t.Errorf("%d bytes in use after a week, %d after two days", last, second)
			}
		})
	}
}

func megabytes(list []uint64) []uint64 {
	all := make([]uint64, len(list))
	for i, n := range list {
		all[i] = n >> 20
	}
	return all
}
