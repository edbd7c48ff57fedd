package scan

import (
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/names"
	"github.com/flowscan/flowscan/pkg/sni"
	"github.com/flowscan/flowscan/pkg/stream"
)

// maxFirstMessage is the longest first message believed on a name service's
// port: text and TLS begin with bytes that would be greater lengths.
const maxFirstMessage = 0x1600

// dialogue reads a TCP connection.
type dialogue struct {
	talk   *talk
	halves [2]half  // from end A, from end B
	asked  []string // hosts asked for in HTTPDNS requests

	// Valid while a packet is read; nil at the end of the capture.
	packet *decode.Packet
	flow   *flow.Flow
	book   *names.Book
}

// half is one direction. It implements stream.Reader.
type half struct {
	dialogue *dialogue
	dir      stream.Direction
	over     bool
	dns      *names.Reader // reads on a name service's port
	begun    bool          // dns has seen the first message's length
	reader   sni.Reader
}

func newDialogue(t *talk, service names.Service) *dialogue {
	d := &dialogue{talk: t}
	for i := range d.halves {
		h := &d.halves[i]
		h.dialogue = d
		if service != names.None {
			h.dns = &names.Reader{Each: func(message []byte, place decode.Place) bool {
				return d.packet != nil && d.talk.readService(service, message, d.packet, place, d.flow, d.book)
			}}
		}
	}
	return d
}

// read reads the payload of p. It returns whether more can be learned.
func (d *dialogue) read(p *decode.Packet, f *flow.Flow, book *names.Book) (more bool) {
	h := &d.halves[0]
	if p.FromB {
		h = &d.halves[1]
	}
	if h.over || isPadding(p) {
		return true
	}
	if seq, ok := f.FirstSeq(p.FromB); ok {
		h.dir.Start(seq)
	}
	seq := p.Seq
	if p.Flags&decode.SYN != 0 {
		seq++ // the SYN has a number of its own, data with it come after (RFC 7413)
	}
	d.packet, d.flow, d.book = p, f, book
	wire := max(p.PayloadLength, uint32(len(p.Payload))) // a last fragment has the payload of all
	h.over = !h.dir.Add(stream.Segment{Seq: seq, Wire: wire, Data: p.Payload, Place: p.Place}, h)
	d.packet, d.flow, d.book = nil, nil, nil
	h.learn(f, flow.EndOf(p.FromB))
	return !(d.halves[0].over && d.halves[1].over)
}

// flush reads what waits for bytes that will not come.
func (d *dialogue) flush(f *flow.Flow) {
	for i := range d.halves {
		if h := &d.halves[i]; !h.over {
			h.dir.Flush(h)
			h.learn(f, flow.EndOf(i == 1))
		}
	}
}

// kept returns how many bytes wait for others.
func (d *dialogue) kept() int { return d.halves[0].dir.Kept() + d.halves[1].dir.Kept() }

// Read implements stream.Reader.
func (h *half) Read(b []byte, place decode.Place) (n uint64, more bool) {
	if h.dns != nil && !h.begun && len(b) > 1 {
		h.begun = true
		if int(b[0])<<8|int(b[1]) > maxFirstMessage {
			h.dns = nil
		}
	}
	if h.dns != nil {
		return h.dns.Read(b, place)
	}
	if n, ok := h.dialogue.readHTTPDNS(b, place); ok {
		return n, true
	}
	done, more, found := h.reader.Read(b, nil)
	h.dialogue.talk.add(found, place)
	return uint64(done), more
}

// Gap implements stream.Reader.
func (h *half) Gap() {
	if h.dns != nil {
		h.dns.Gap()
	}
	h.reader.Gap()
}

// learn takes over what the reader recognised.
func (h *half) learn(f *flow.Flow, from flow.End) {
	t := h.dialogue.talk
	t.learn(f, from, h.reader.Role(), h.reader.Encryption())
	if e := h.reader.ECH(); e.Seen {
		t.ech = e
	}
	t.proxy = t.proxy || h.reader.Proxy()
	if m := h.reader.Model(); m != "" {
		t.model = m
	}
}
