package scan

import (
	"bytes"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/names"
	"github.com/flowscan/flowscan/pkg/sni"
	"github.com/flowscan/flowscan/pkg/stream"
)

// maxNames bounds the names kept of one flow: a proxy's kept-alive connection
// may carry any number of them.
const maxNames = 32

// talk is what the two ends of a flow say that may name one of them.
type talk struct {
	over       bool // nothing further can be learned
	names      []Name
	encryption sni.Encryption
	ech        bool

	// One of these reads the flow, until it is over.
	tcp     *[2]half // from end A, from end B
	udp     *sni.Datagrams
	service names.Service
}

// half reads one direction of a TCP connection. It implements stream.Reader.
type half struct {
	dir    stream.Direction
	reader sni.Reader
	over   bool
	talk   *talk
}

func newTalk(p *decode.Packet) *talk {
	t := new(talk)
	switch {
	case !p.Key.Ports:
		t.over = true
	case p.Key.Proto == decode.TCP:
		t.tcp = &[2]half{{talk: t}, {talk: t}}
	default:
		if t.service = names.ServiceOf(p.Key.APort, p.Key.BPort); t.service == names.None {
			t.udp = new(sni.Datagrams)
		}
	}
	return t
}

// goOn returns the talk of the part of a flow that begins after an idle time.
func (t *talk) goOn() *talk {
	part := *t
	part.names = t.names[:len(t.names):len(t.names)]
	t.over, t.tcp, t.udp = true, nil, nil
	return &part
}

// read reads the payload of p, a packet of f.
func (t *talk) read(p *decode.Packet, f *flow.Flow, book *names.Book) {
	switch {
	case t.tcp != nil:
		t.readTCP(p, f)
	case t.udp != nil:
		more, found := t.udp.Read(p.Payload, nil)
		t.add(found, p.Place)
		t.learn(f, flow.EndOf(p.FromB), t.udp.Role(), t.udp.Encryption(), t.udp.ECH().Seen)
		if !more {
			t.close()
		}
	default:
		m := readService(t.service, p, p.Payload, book)
		if m.OK {
			role := sni.Client
			if m.Response {
				role = sni.Server
			}
			t.learn(f, flow.EndOf(p.FromB), role, sni.Clear, false)
		}
	}
}

func (t *talk) readTCP(p *decode.Packet, f *flow.Flow) {
	h := &t.tcp[0]
	if p.FromB {
		h = &t.tcp[1]
	}
	if h.over || isPadding(p) {
		return
	}
	if seq, ok := f.FirstSeq(p.FromB); ok {
		h.dir.Start(seq)
	}
	seq := p.Seq
	if p.Flags&decode.SYN != 0 {
		seq++ // the SYN has a number of its own, data with it come after (RFC 7413)
	}
	more := h.dir.Add(stream.Segment{Seq: seq, Wire: p.PayloadLength, Data: p.Payload, Place: p.Place}, h)
	t.learnFrom(h, f, flow.EndOf(p.FromB))
	if !more {
		h.over = true
		if t.tcp[0].over && t.tcp[1].over {
			t.close()
		}
	}
}

// isPadding says whether the payload is but the padding of a short Ethernet
// frame, which some network cards count into the IP length: zero bytes that
// fill an acknowledgement up to the 46 bytes that Ethernet asks for.
func isPadding(p *decode.Packet) bool {
	const most = 6
	if len(p.Payload) > most || p.Length > 46 || p.Flags&decode.PSH != 0 {
		return false
	}
	return bytes.Equal(p.Payload, make([]byte, len(p.Payload)))
}

// flush reads what waits for bytes that will not come.
func (t *talk) flush(f *flow.Flow) {
	if t.tcp != nil {
		for i := range t.tcp {
			h := &t.tcp[i]
			if h.over {
				continue
			}
			h.dir.Flush(h)
			t.learnFrom(h, f, flow.EndOf(i == 1))
		}
	}
	t.close()
}

func (t *talk) close() { t.over, t.tcp, t.udp = true, nil, nil }

// Read implements stream.Reader.
func (h *half) Read(b []byte, place decode.Place) (n uint64, more bool) {
	done, more, found := h.reader.Read(b, nil)
	h.talk.add(found, place)
	return uint64(done), more
}

// Gap implements stream.Reader.
func (h *half) Gap() { h.reader.Gap() }

func (t *talk) add(found []sni.Name, place decode.Place) {
	for _, n := range found {
		if len(t.names) < maxNames {
			t.names = append(t.names, Name{Host: n.Host, Via: viaOf(n.Via), IsAddr: n.IsAddr, Place: place})
		}
	}
}

func (t *talk) learnFrom(h *half, f *flow.Flow, from flow.End) {
	t.learn(f, from, h.reader.Role(), h.reader.Encryption(), h.reader.ECH().Seen)
}

// learn takes over what was recognised in what end from says.
func (t *talk) learn(f *flow.Flow, from flow.End, role sni.Role, e sni.Encryption, ech bool) {
	t.encryption = max(t.encryption, e) // a clear protocol may go over to TLS, not back
	t.ech = t.ech || ech
	if f.Request != flow.None {
		return
	}
	switch role {
	case sni.Client:
		f.Request = from
	case sni.Server:
		f.Request = from.Other()
	}
}

// tell hands over what was said about whole.
func (t *talk) tell(whole *Flow) {
	whole.Names = t.names
	whole.Encryption = t.encryption
	if t.ech {
		whole.Marks = append(whole.Marks, MarkECH)
	}
}

func viaOf(v sni.Via) Via {
	switch v {
	case sni.ViaSNI:
		return ViaSNI
	case sni.ViaQUIC:
		return ViaQUIC
	case sni.ViaDTLS:
		return ViaDTLS
	case sni.ViaHTTP:
		return ViaHTTP
	case sni.ViaApp:
		return ViaApp
	case sni.ViaCert:
		return ViaCert
	}
	return ViaNone
}
