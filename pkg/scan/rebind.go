package scan

import (
	"bytes"
	"net/netip"
	"slices"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/sni"
)

// leastID is the shortest connection ID that a flow is recognised by: four
// bytes occur by chance once in four billion packets.
const leastID = 4

// quicPath is what ties the flows of one QUIC connection together when a NAT
// gives its client another port: the server's connection ID (RFC 9000 §9).
type quicPath struct {
	server []byte        // the connection ID the server chose; nil if its handshake was not seen
	later  [leastID]byte // beginning of the one that the client took up after the handshake; zero if it took up none
	first  [21]byte      // beginning of the flow's first datagram, if it has a short header (RFC 9000 §17.3.1)
	sender flow.End      // of first
}

// learn takes over the server's connection ID, or else what p begins with. A
// client may soon change to another ID of the server's, which is told in secret:
// it shows in the packets with a short header.
func (q *quicPath) learn(server []byte, p *decode.Packet, client flow.End) {
	const fixedBit = 0x40
	short := len(p.Payload) > len(q.first) && p.Payload[0]&0xc0 == fixedBit
	from := flow.EndOf(p.FromB)
	switch {
	case len(server) >= leastID:
		if !bytes.Equal(q.server, server) {
			q.server = slices.Clone(server)
		}
		if short && from == client {
			q.later = [leastID]byte(p.Payload[1:])
		}
	case q.sender == flow.None && short:
		copy(q.first[:], p.Payload)
		q.sender = from
	}
}

// path is a QUIC server and a connection ID of its choice.
type path struct {
	addr netip.Addr
	port uint16
	id   string
}

// rebound gives flows that go on with a QUIC connection on another port or
// address of the client the name of the flow that began it. flows are in order.
func rebound(flows []Flow) {
	begun := make(map[path]*Flow)
	for i := range flows {
		f := &flows[i]
		if f.quic.server != nil {
			note(begun, f.path(f.Remote(), f.quic.server), f)
			if f.quic.later != ([leastID]byte{}) {
				note(begun, f.path(f.Remote(), f.quic.later[:]), f)
			}
			continue
		}
		if f.quic.sender == flow.None || f.Encryption != sni.EncryptionUnknown {
			continue
		}
		if from := f.begunBy(begun); from != nil {
			if f.Role > flow.RoleRequest {
				f.Oriented = flow.Oriented{Device: f.quic.sender, Role: flow.RoleRequest}
			}
			f.Encryption, f.ech = from.Encryption, from.ech
			f.Names = slices.Clone(from.Names)
		}
	}
}

// note remembers that f was the first on p, unless another was.
func note(begun map[path]*Flow, p path, f *Flow) {
	if begun[p] == nil {
		begun[p] = f
	}
}

// begunBy returns the flow whose connection ID f's first packet carries; its
// length is not in the packet.
func (f *Flow) begunBy(begun map[path]*Flow) *Flow {
	for n := leastID; n < len(f.quic.first); n++ {
		if from := begun[f.path(f.quic.sender.Other(), f.quic.first[1:1+n])]; from != nil {
			return from
		}
	}
	return nil
}

func (f *Flow) path(server flow.End, id []byte) path {
	return path{f.Key.Addr(server == flow.B), f.Key.Port(server == flow.B), string(id)}
}
