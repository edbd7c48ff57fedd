package dot11

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
)

// told is what became of a frame in the end.
type told struct {
	Verdict
	revised bool
	msdus   []MSDU // of the last frame of those that carried them
}

func (v Verdict) String() string {
	return [...]string{"None", "Delivered", "Empty", "Partial", "Management", "Control", "Encrypted",
		"Retry", "Relay", "BadFCS", "Malformed", "Truncated"}[v]
}

// port returns the UDP port that MSDU number i of a frame of synthetic/ is sent to:
// the number of the case it is.
func (f told) port(i int) int {
	const at = 8 + 20 + 2 // LLC and SNAP, IPv4, source port
	if i >= len(f.msdus) || len(f.msdus[i].Data) < at+2 {
		return 0
	}
	b := f.msdus[i].Data[at:]
	return int(b[0])<<8 | int(b[1])
}

// ipLength returns what the IP header in an MSDU claims; 0 if there is none.
func ipLength(s MSDU) (length int, v6 bool) {
	b := s.Data
	if len(b) < 8+20 || [6]byte(b) != [6]byte{0xaa, 0xaa, 3, 0, 0, 0} {
		return 0, false
	}
	switch [2]byte(b[6:]) {
	case [2]byte{0x08, 0x00}:
		return int(b[10])<<8 | int(b[11]), false
	case [2]byte{0x86, 0xdd}:
		return 40 + (int(b[12])<<8 | int(b[13])), true
	}
	return 0, false
}

// captured returns the path of a capture, or skips the test.
func captured(t testing.TB, path string) string {
	if dir, name := filepath.Split(path); dir == "synthetic/" {
		return filepath.Join("testdata", name)
	}
	root := os.Getenv("FLOWSCAN_WIFI")
	if root == "" {
		t.Skip("FLOWSCAN_WIFI names no directory with captures")
	}
	return filepath.Join(root, "captures", path)
}

// records calls f with each record of a capture.
func records(t testing.TB, path string, f func(*Record)) {
	t.Helper()
	src, err := capture.Open([]string{captured(t, path)}, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for {
		chunk, err := src.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range chunk.Frames {
			f(&Record{Origin{Time: r.Time, Timed: r.Timed, Number: r.Number, Length: r.Length}, uint16(r.Link), r.Data})
		}
		chunk.Release()
	}
}

// hear hears a capture and returns what became of its frames, by number.
func hear(t testing.TB, m *Monitor, path string) map[int]told {
	t.Helper()
	frames := make(map[int]told)
	records(t, path, func(r *Record) {
		listen(t, m, r, frames)
	})
	return frames
}

// listen hears one record.
func listen(t testing.TB, m *Monitor, r *Record, frames map[int]told) {
	t.Helper()
	note(t, r.Number, m.Receive(r), frames)
}

// note adds what a Monitor said when it received the frame of a number.
func note(t testing.TB, number uint64, said []Outcome, frames map[int]told) {
	t.Helper()
	for _, o := range said {
		for i, j := range o.Frames {
			was, known := frames[int(j.Number)]
			if known != (j.Was != None) || known && was.Verdict != j.Was {
				t.Fatalf("frame %d was %v, not %v", j.Number, was.Verdict, j.Was)
			}
			now := told{Verdict: o.Verdict, revised: known}
			if i == len(o.Frames)-1 {
				for _, s := range o.MSDUs {
					s.Data = append([]byte(nil), s.Data...)
					now.msdus = append(now.msdus, s)
				}
			}
			frames[int(j.Number)] = now
		}
	}
	if _, known := frames[int(number)]; !known {
		t.Fatalf("nothing is said of frame %d", number)
	}
}

// monitor returns a Monitor with keys as the user gives them.
func monitor(t testing.TB, keys ...string) *Monitor {
	t.Helper()
	var o Options
	for _, k := range keys {
		key, err := ParseKey(k)
		if err != nil {
			t.Fatal(err)
		}
		o.Keys = append(o.Keys, key)
	}
	return NewMonitor(o)
}
