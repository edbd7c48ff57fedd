package report

import (
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/flowscan/flowscan/pkg/scan"
)

// InfoSchema names the version of InfoList's JSON form.
const InfoSchema = "flowscan.info/1"

// InfoList is what captures say of themselves, each for itself.
type InfoList struct {
	Schema string `json:"schema"`
	Inputs []Info `json:"inputs"`
}

// Info is one capture. Rates are nil where no time passed.
type Info struct {
	Input
	Sections        []Section  `json:"sections"` // those that differ
	First           *time.Time `json:"first"`
	Last            *time.Time `json:"last"`
	WireBytes       uint64     `json:"wire_bytes"`     // as on the wire
	CapturedBytes   uint64     `json:"captured_bytes"` // as kept by the snap length
	FramesPerSecond *float64   `json:"frames_per_second"`
	BytesPerSecond  *float64   `json:"bytes_per_second"` // of WireBytes
	Dropped         uint64     `json:"dropped"`          // frames the capturing side lost
	NameRecords     uint64     `json:"name_records"`
	CommentCount    uint64     `json:"comment_count"` // of which Comments may be a part
}

// Section is how a part of a file is written, and by what. What the file does not
// say is "".
type Section struct {
	Version     string `json:"version"`    // of the format
	ByteOrder   string `json:"byte_order"` // little-endian, big-endian
	Application string `json:"application"`
	OS          string `json:"os"`
	Hardware    string `json:"hardware"`
}

// Infos tells what the captures of a scan say of themselves. It needs no more of
// res than its inputs.
func Infos(res *scan.Result) *InfoList {
	list := &InfoList{Schema: InfoSchema}
	about := inputs(res)
	for i, in := range res.Inputs {
		info := Info{
			Input: about[i], WireBytes: in.WireBytes, CapturedBytes: in.CapturedBytes,
			Dropped: in.Dropped, NameRecords: in.NameRecords, CommentCount: in.CommentCount,
		}
		for _, s := range in.Sections {
			order := "little-endian"
			if s.BigEndian {
				order = "big-endian"
			}
			info.Sections = append(info.Sections, Section{
				Version: fmt.Sprintf("%d.%d", s.Major, s.Minor), ByteOrder: order, Application: s.Application, OS: s.OS, Hardware: s.Hardware,
			})
		}
		if in.Timed {
			info.First, info.Last = clock(in.First), clock(in.Last)
			info.FramesPerSecond, info.BytesPerSecond = rate(in.Frames, info.span()), rate(in.WireBytes, info.span())
		}
		list.Inputs = append(list.Inputs, info)
	}
	return list
}

// span is how long the capture took; at most 292 years.
func (i *Info) span() time.Duration { return i.Last.Sub(*i.First) }

func rate(n uint64, over time.Duration) *float64 {
	if over <= 0 {
		return nil
	}
	return new(float64(n) / over.Seconds())
}

// WriteInfo writes an InfoList as text ([Table]) or as [JSON].
func WriteInfo(w io.Writer, l *InfoList, o Options) error {
	completeValue(reflect.ValueOf(l).Elem())
	switch o.Format {
	case JSON:
		encoded, err := encode(l, "", "  ")
		if err != nil {
			return err
		}
		_, err = w.Write(encoded)
		return err
	case Table:
		return l.writeText(w, o)
	}
	return fmt.Errorf("no format is called %q; there are table and json", o.Format)
}
