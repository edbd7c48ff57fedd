package capture

import (
	"encoding/binary"
	"io"
)

// optionReceived is an option of Interface Statistics that only a writer needs.
const optionReceived = 4

// Writer writes frames as pcapng (draft-ietf-opsawg-pcapng), little-endian, times
// in nanoseconds. It hands on only whole blocks, so that what has been written
// can be read whatever happens next.
type Writer struct {
	to      io.Writer
	block   []byte // reused
	written int64
}

// NewWriter begins a section: what wrote it, and the interfaces that frames name
// by their index.
func NewWriter(to io.Writer, application string, interfaces []Interface) (*Writer, error) {
	w := &Writer{to: to}
	begin := w.begin(blockSection)
	w.uint32(0x1a2b3c4d)            // byte-order magic
	w.uint32(1)                     // version 1.0, section 4.1
	w.uint64(0xffff_ffff_ffff_ffff) // length of the section: not known
	w.option(optionSectionApplication, []byte(application))
	w.uint32(optionEnd)
	w.end(begin)
	for _, about := range interfaces {
		begin := w.begin(blockInterface)
		w.uint32(uint32(about.Link))
		w.uint32(about.SnapLen)
		w.option(optionName, []byte(about.Name))
		if about.Filter != "" {
			w.option(optionFilter, append([]byte{0}, about.Filter...)) // 0: an expression of libpcap's
		}
		w.option(optionTimeResolution, []byte{9})
		w.uint32(optionEnd)
		w.end(begin)
	}
	return w, w.flush()
}

// Write writes frames in one go.
func (w *Writer) Write(frames []Frame) error {
	for i := range frames {
		f := &frames[i]
		begin := w.begin(blockEnhancedPacket)
		w.uint32(f.Interface)
		w.time(f.Time)
		w.uint32(uint32(len(f.Data)))
		w.uint32(f.Length)
		w.bytes(f.Data)
		w.end(begin)
	}
	return w.flush()
}

// Statistics writes what became of an interface's frames until now, in ns since
// 1970-01-01 UTC: those it received and those that were lost, of all.
func (w *Writer) Statistics(index uint32, now int64, received, dropped uint64) error {
	begin := w.begin(blockStatistics)
	w.uint32(index)
	w.time(now)
	w.option(optionReceived, binary.LittleEndian.AppendUint64(nil, received))
	w.option(optionDropped, binary.LittleEndian.AppendUint64(nil, dropped))
	w.uint32(optionEnd)
	w.end(begin)
	return w.flush()
}

// Written returns how many bytes were written.
func (w *Writer) Written() int64 { return w.written }

func (w *Writer) flush() error {
	n, err := w.to.Write(w.block)
	w.written += int64(n)
	w.block = w.block[:0]
	return err
}

// begin begins a block and returns where, for end to fill in its length.
func (w *Writer) begin(kind uint32) int {
	at := len(w.block)
	w.uint32(kind)
	w.uint32(0)
	return at
}

func (w *Writer) end(begin int) {
	length := uint32(len(w.block) - begin + blockTrailerLen)
	w.uint32(length)
	binary.LittleEndian.PutUint32(w.block[begin+4:], length)
}

func (w *Writer) option(code uint16, value []byte) {
	w.block = binary.LittleEndian.AppendUint16(w.block, code)
	w.block = binary.LittleEndian.AppendUint16(w.block, uint16(len(value)))
	w.bytes(value)
}

// bytes writes b, padded to 32 bits.
func (w *Writer) bytes(b []byte) {
	w.block = append(w.block, b...)
	w.block = append(w.block, make([]byte, -len(b)&3)...)
}

// time writes a time stamp: its high half goes first whatever the byte order.
func (w *Writer) time(ns int64) {
	w.uint32(uint32(uint64(ns) >> 32))
	w.uint32(uint32(ns))
}

func (w *Writer) uint32(n uint32) { w.block = binary.LittleEndian.AppendUint32(w.block, n) }
func (w *Writer) uint64(n uint64) { w.block = binary.LittleEndian.AppendUint64(w.block, n) }
