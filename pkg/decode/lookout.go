package decode

import (
	"slices"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/dot11"
)

// A Lookout does with a chunk's frames, before their turn, what needs no order: those
// of monitor-mode Wi-Fi it checks and decrypts, if their key is known by then. It
// belongs to one goroutine; the Decoder that it is of may be another's.
type Lookout struct {
	wifi    *dot11.Lookout
	records []dot11.Record
}

// Sight is what a Lookout saw of a frame.
type Sight = dot11.Sight

// Lookout returns a Lookout. It is to be called before the first Decode.
func (d *Decoder) Lookout() *Lookout {
	if d.wifi.monitor == nil {
		d.wifi.monitor = dot11.NewMonitor(d.WiFi)
	}
	return &Lookout{wifi: d.wifi.monitor.Lookout()}
}

// Look returns in the memory of dst what it sees of a chunk's frames: a Sight for
// each; or none at all, if not all are of Wi-Fi. They are valid until the chunk is released.
func (l *Lookout) Look(c *capture.Chunk, dst []Sight) []Sight {
	l.records = l.records[:0]
	size := 0
	for i := range c.Frames {
		f := &c.Frames[i]
		if !dot11.Carries(uint16(f.Link), f.Data) {
			return dst[:0]
		}
		l.records = append(l.records, record(f))
		size += len(f.Data)
	}
	dst = slices.Grow(dst[:0], len(l.records))[:len(l.records)]
	l.wifi.Look(l.records, dst, c.Scratch(size))
	return dst
}

func record(f *capture.Frame) dot11.Record {
	return dot11.Record{
		Origin: dot11.Origin{Time: f.Time, Number: f.Number, Length: f.Length, Input: f.Input, Timed: f.Timed},
		Link:   uint16(f.Link), Data: f.Data,
	}
}
