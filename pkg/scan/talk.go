package scan

import (
	"bytes"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/names"
	"github.com/flowscan/flowscan/pkg/sni"
)

// maxNames bounds the names kept of one flow: a proxy's kept-alive connection
// may carry any number of them.
const maxNames = 32

// talk is what the two ends of a flow say that may name one of them.
type talk struct {
	over bool // nothing further can be learned
	told

	// One of these reads the flow, until it is over. Where the port promises what
	// does not come, udp takes over.
	tcp     *dialogue
	udp     *sni.Datagrams
	service names.Service
	hints   bool // a device may tell of itself
}

// told is what was learned from what was said.
type told struct {
	names      []Name
	encryption sni.Encryption
	ech        sni.ECH
	proxy      bool
	model      string // of the device
	quic       quicPath
}

func newTalk(p *decode.Packet) *talk {
	t := new(talk)
	service := names.ServiceOf(p.Key.APort, p.Key.BPort)
	switch {
	case !p.Key.Ports:
		t.over = true
	case p.Key.Proto == decode.TCP:
		t.tcp = newDialogue(t, service)
	case service != names.None:
		t.service = service
	case device.Tells(&p.Key):
		t.hints = true
	}
	return t
}

// goOn returns the talk of the part of a flow that begins after an idle time.
func (t *talk) goOn() *talk {
	part := *t
	part.names = t.names[:len(t.names):len(t.names)]
	if part.tcp != nil {
		part.tcp.talk = &part
	}
	t.close()
	return &part
}

// read reads the payload of p, a packet of f.
func (t *talk) read(p *decode.Packet, f *flow.Flow, book *names.Book, hints *device.Book) {
	switch {
	case t.tcp != nil:
		if !t.tcp.read(p, f, book) {
			t.close()
		}
	case t.service != names.None && t.readService(t.service, p.Payload, p, p.Place, f, book):
	case t.hints && t.readHints(p, hints):
	case t.encryption == sni.Clear: // as promised, but for this datagram
	default:
		t.readDatagram(p, f)
	}
}

// readDatagram reads what may be of any protocol. VPNs hide on port 53, and a
// client's port may happen to be a service's.
func (t *talk) readDatagram(p *decode.Packet, f *flow.Flow) {
	if t.udp == nil {
		t.udp = new(sni.Datagrams)
	}
	more, found := t.udp.Read(p.Payload, nil)
	t.add(found, p.Place)
	t.learn(f, flow.EndOf(p.FromB), t.udp.Role(), t.udp.Encryption())
	t.ech = t.udp.ECH()
	t.quic.learn(t.udp.ServerID(), p, f.Request)
	if !more {
		t.close()
	}
}

// readService reads a name-service message that came with p. The frame at place
// has the last of it.
func (t *talk) readService(s names.Service, message []byte, p *decode.Packet, place decode.Place, f *flow.Flow, book *names.Book) (ok bool) {
	m := s.Parse(message, nil)
	if !m.OK {
		return false
	}
	role := sni.Client
	if m.Response {
		role = sni.Server
	}
	t.learn(f, flow.EndOf(p.FromB), role, sni.Clear)
	book.AddOffer(m.Offer, p.Index)
	remember(book, m.Records, p, place)
	return true
}

// readHints reads what p tells of a device. It returns whether that could be read.
func (t *talk) readHints(p *decode.Packet, book *device.Book) (ok bool) {
	if ok = book.Read(p); ok {
		t.encryption = sni.Clear
	}
	return ok
}

// remember notes that p told its receiver records, as the frame at place proves.
func remember(book *names.Book, records []names.Record, p *decode.Packet, place decode.Place) {
	for _, r := range records {
		book.Add(names.Answer{
			Record: r,
			Client: p.Key.Addr(!p.FromB), ClientMAC: p.DstMAC,
			Time: p.Time, Timed: p.Timed, Index: p.Index, Place: place,
		})
	}
}

// flush reads what waits for bytes that will not come.
func (t *talk) flush(f *flow.Flow) {
	if t.tcp != nil {
		t.tcp.flush(f)
	}
	t.close()
}

// kept returns how many bytes wait for others.
func (t *talk) kept() int {
	if t.tcp == nil {
		return 0
	}
	return t.tcp.kept()
}

func (t *talk) close() { t.over, t.tcp, t.udp = true, nil, nil }

func (t *talk) add(found []sni.Name, place decode.Place) {
	for _, n := range found {
		if len(t.names) < maxNames {
			t.names = append(t.names, Name{Host: n.Host, Via: viaOfFirstBytes(n.Via), IsAddr: n.IsAddr, Place: place})
		}
	}
}

// learn takes over what was recognised in what end from says.
func (t *talk) learn(f *flow.Flow, from flow.End, role sni.Role, e sni.Encryption) {
	t.encryption = max(t.encryption, e) // a clear protocol may go over to TLS, not back
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

// tell hands over what was said about whole.
func (t *told) tell(whole *Flow) {
	whole.Names = t.names
	whole.Encryption = t.encryption
	whole.Model = t.model
	whole.ech = t.ech
	whole.quic = t.quic
	if t.proxy {
		whole.Marks = append(whole.Marks, MarkProxy)
	}
}

func viaOfFirstBytes(v sni.Via) Via {
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
	case sni.ViaBanner:
		return ViaBanner
	}
	return ViaNone
}
