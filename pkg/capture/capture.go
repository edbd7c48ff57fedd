// Package capture yields the frames of packet captures: of files, directories and
// standard input, in pcap and pcapng, and of interfaces.
package capture

import "net/netip"

// LinkType is a LINKTYPE_ value of the tcpdump.org registry.
type LinkType uint16

// Frame is one captured record. Data is valid until the Chunk it came in is
// released.
type Frame struct {
	Data      []byte   // the bytes the capture kept
	App       *App     // that sent or received it; nil if the file does not say
	Time      int64    // ns since 1970-01-01 UTC; valid if Timed
	Number    uint64   // position within its input, from 1
	Length    uint32   // bytes on the wire, as the record says (it may say less than len(Data))
	Input     uint32   // index of its input
	Interface uint32   // index of its interface in its input's Interfaces
	Link      LinkType // of its interface
	Timed     bool     // false for records without a time stamp (pcapng Simple Packet Blocks)
}

// Source yields frames in order. Next returns io.EOF after the last chunk;
// damage within an input is not an error of Next, it is noted in that input.
// A live source also yields chunks without frames, to tell the time while
// nothing arrives. Inputs must not be called during Next.
type Source interface {
	Next() (*Chunk, error)
	Inputs() []Input
	Close() error
}

// Input is what is known of one input. Totals, Damage and SHA256 are complete
// once Next has returned io.EOF.
type Input struct {
	Path        string // as given, or below the directory given; "-" for standard input; an interface's name
	Size        int64  // stored (compressed) bytes
	Format      string // "pcap", "pcapng" or "live"
	Compression string // "", "gzip", "zstd", "lz4", "xz" or "bzip2"
	SHA256      string // of the stored bytes, in hex; only if Options.Hash

	LinkTypes  []LinkType  // distinct, in order of appearance
	Interfaces []Interface // of all sections, in file order; one for a pcap, unless several were joined
	Sections   []Section   // the first maxSections that differ; one for a pcap, unless several were joined
	SnapLen    uint32      // of the first interface; 0 means no limit

	Frames        uint64
	WireBytes     uint64 // sum of the frames' Length
	CapturedBytes uint64 // sum of the lengths of the frames' Data
	Dropped       uint64 // frames the interfaces lost, as pcapng statistics or the kernel say
	Skipped       uint64 // of Frames, those a live source did not yield: they came while too much waited
	SkippedBytes  uint64 // the sum of their Length

	First, Last int64 // earliest and latest frame, ns since 1970-01-01 UTC; valid if Timed
	Timed       bool  // at least one frame has a time

	Names        []Name    // that the file itself lists, in its order; the first maxNames
	NameRecords  uint64    // how many it lists
	Comments     []Comment // in file order; the first maxComments
	CommentCount uint64    // how many there are

	Damage string // what could not be read and why, on one line; "" if all could
}

// Interface is where an input's frames were captured. Texts are "" if the file
// does not say.
type Interface struct {
	Name           string // "wlan0"
	Description    string
	Filter         string // a capture filter's expression
	OS             string // of the machine it belongs to
	Hardware       string
	Link           LinkType
	SnapLen        uint32 // 0 means no limit
	TicksPerSecond uint64 // resolution of its clock; 0 for one finer than 2^-63 or 10^-19 s
	Frames         uint64
	Dropped        uint64 // frames that it or its system lost, by its last statistics
}

// Section says how a part of a file is written, and by what. Texts are "" if the
// file does not say.
type Section struct {
	Major, Minor uint16 // version of the format
	BigEndian    bool
	Hardware     string
	OS           string
	Application  string
}

// Name is what a file calls an address.
type Name struct {
	Addr  netip.Addr
	Text  string // as it stands there
	Frame uint64 // number of the frame that it stands before; one more than there are if behind all
}

// Comment is what somebody wrote into a file.
type Comment struct {
	Frame uint64 // number of the frame it is about; 0 for the capture or an interface
	Text  string // cut to maxComment
}

// count adds frames to the totals.
func (in *Input) count(frames []Frame) {
	in.Frames += uint64(len(frames))
	for i := range frames {
		f := &frames[i]
		in.WireBytes += uint64(f.Length)
		in.CapturedBytes += uint64(len(f.Data))
		in.Interfaces[f.Interface].Frames++
		if !f.Timed {
			continue
		}
		if !in.Timed {
			in.First, in.Last, in.Timed = f.Time, f.Time, true
		}
		in.First = min(in.First, f.Time)
		in.Last = max(in.Last, f.Time)
	}
}
