package capture

import (
	"fmt"
	"slices"
)

// Magic numbers of the pcap file format, as a little-endian file has them:
// draft-ietf-opsawg-pcap section 4, and libpcap for Kuznetzov's format (Red Hat
// 6 and 7), whose records carry eight more bytes.
const (
	pcapMicros    = 0xa1b2c3d4
	pcapNanos     = 0xa1b23c4d
	pcapKuznetzov = 0xa1b2cd34
)

const (
	pcapRecordLen          = 16
	pcapKuznetzovRecordLen = 24
)

// maxFrame is the largest captured length believed, 16 MiB: 64 times what libpcap
// takes for any link type that carries IP. Beyond it a length is damage: to trust
// it would swallow the rest of the file as one frame, and take as much memory.
const maxFrame = 16 << 20

// pcapFormat cuts frames out of a pcap file's records.
type pcapFormat struct {
	order     byteOrder
	recordLen int
	fraction  int64 // ns per unit of the record's second time field
	link      LinkType
	iface     uint32              // index of the interface
	old       bool                // before version 2.4: caplen and len may be interchanged
	head      [pcapRecordLen]byte // of the file, before snap length and link type
	zeros     uint64              // how many records of nothing but zeros were the last
}

// newPcap reads a pcap file header.
func newPcap(h *[fileHeaderLen]byte, in *Input) (*pcapFormat, error) {
	in.Format = "pcap"
	p := &pcapFormat{}
	if err := p.start(h, in); err != nil {
		return nil, err
	}
	in.SnapLen = in.Interfaces[0].SnapLen
	return p, nil
}

// start reads a file header, and so says how the records behind it are to be read.
func (p *pcapFormat) start(h *[fileHeaderLen]byte, in *Input) error {
	var magic uint32
	magic, p.order, _ = pcapMagic(h[:])
	p.recordLen, p.fraction = pcapRecordLen, 1000
	switch magic {
	case pcapNanos:
		p.fraction = 1
	case pcapKuznetzov:
		p.recordLen = pcapKuznetzovRecordLen
	}
	// Versions as libpcap takes them; 543.0 is what DG/UX wrote.
	major, minor := p.order.uint16(h[4:]), p.order.uint16(h[6:])
	if major != 2 && major != 543 {
		return fmt.Errorf("its pcap version %d.%d is not known (2.4 is usual)", major, minor)
	}
	p.old = major == 543 || minor < 4
	p.head = [pcapRecordLen]byte(h[:])

	in.section(Section{Major: major, Minor: minor, BigEndian: p.order.big})
	return p.source(h, in)
}

// joined says whether h begins another file: people join captures as if they were
// text. That one may be of another computer. As a record, its header would have
// no byte and a time in 2055, or later.
func (p *pcapFormat) joined(h *[pcapRecordLen]byte) bool {
	_, order, ok := pcapMagic(h[:])
	return *h == p.head ||
		ok && order.uint16(h[4:]) == 2 && order.uint16(h[6:]) == 4 && [8]byte(h[8:]) == [8]byte{}
}

// source makes the interface that a file header tells of the one that frames are
// from.
func (p *pcapFormat) source(h *[fileHeaderLen]byte, in *Input) error {
	p.link = LinkType(p.order.uint32(h[20:])) // the upper half says whether frames end in an FCS
	about := Interface{Link: p.link, SnapLen: p.order.uint32(h[16:]), TicksPerSecond: uint64(second / p.fraction)}
	last := len(in.Interfaces) - 1
	switch {
	case last >= 0 && in.Interfaces[last].Link == about.Link && in.Interfaces[last].SnapLen == about.SnapLen && in.Interfaces[last].TicksPerSecond == about.TicksPerSecond:
		return nil
	case last+1 == maxInterfaces:
		return fmt.Errorf("more than %d interfaces", maxInterfaces)
	}
	p.iface = uint32(last + 1)
	in.Interfaces = append(in.Interfaces, about)
	if !slices.Contains(in.LinkTypes, p.link) {
		in.LinkTypes = append(in.LinkTypes, p.link)
	}
	return nil
}

// pcapMagic returns the magic number that h, four bytes or more, begins with, and false if it is
// none of pcap's.
func pcapMagic(h []byte) (magic uint32, order byteOrder, ok bool) {
	for _, order.big = range [...]bool{false, true} {
		switch magic = order.uint32(h); magic {
		case pcapMicros, pcapNanos, pcapKuznetzov:
			return magic, order, true
		}
	}
	return 0, order, false
}

// record returns what a record header says.
func (p *pcapFormat) record(h *[pcapRecordLen]byte) (time int64, captured, length uint32) {
	// The seconds are unsigned and a fraction of a second or more is added as
	// it is, so the sum stays below 2^63.
	time = int64(p.order.uint32(h[0:]))*1e9 + int64(p.order.uint32(h[4:]))*p.fraction
	captured, length = p.order.uint32(h[8:]), p.order.uint32(h[12:])
	// libpcap interchanges the two always before 2.3, and for 2.3 only if that
	// makes sense. It does for any true file, so the version may also lie.
	if p.old && captured > length {
		captured, length = length, captured
	}
	return time, captured, length
}

func (p *pcapFormat) cut(data []byte, in *input, c *Chunk) ([]byte, error) {
	for len(data) >= p.recordLen {
		h := (*[pcapRecordLen]byte)(data)
		switch {
		case p.joined(h):
			if len(data) < fileHeaderLen {
				return data, nil
			}
			if err := p.start((*[fileHeaderLen]byte)(data), &in.Input); err != nil {
				return data, fmt.Errorf("after frame %d: %w", in.frames, err)
			}
			data = data[fileHeaderLen:]
			continue
		case *h == [pcapRecordLen]byte{}: // it tells no time
			p.zeros++
			p.add(Frame{}, in, c)
			data = data[p.recordLen:]
			continue
		}
		time, captured, length := p.record(h)
		if captured > maxFrame {
			return data, fmt.Errorf("frame %d claims %d bytes: damaged from there on", in.frames+1, captured)
		}
		end := p.recordLen + int(captured)
		if len(data) < end {
			break
		}
		p.zeros = 0
		p.add(Frame{Data: data[p.recordLen:end:end], Time: time, Timed: true, Length: length}, in, c)
		data = data[end:]
	}
	return data, nil
}

// add appends a frame to c.
func (p *pcapFormat) add(f Frame, in *input, c *Chunk) {
	in.frames++
	f.Number, f.Input, f.Interface, f.Link = in.frames, in.index, p.iface, p.link
	c.Frames = append(c.Frames, f)
}

func (p *pcapFormat) cutOff(rest []byte, in *input) error {
	switch {
	case len(rest) == 0 && p.zeros == 0:
		return nil
	case len(rest) < p.recordLen && p.zeros > 0: // what file systems leave of a write that a crash prevented
		return fmt.Errorf("nothing but zeros from frame %d on", in.frames-p.zeros+1)
	case len(rest) < p.recordLen:
		return fmt.Errorf("cut off in the header of frame %d: %d of %d bytes", in.frames+1, len(rest), p.recordLen)
	}
	h := (*[pcapRecordLen]byte)(rest)
	if p.joined(h) {
		return fmt.Errorf("cut off in another file header after frame %d: %d of %d bytes", in.frames, len(rest), fileHeaderLen)
	}
	_, captured, _ := p.record(h)
	return fmt.Errorf("cut off in frame %d: %d of %d bytes", in.frames+1, len(rest)-p.recordLen, captured)
}
