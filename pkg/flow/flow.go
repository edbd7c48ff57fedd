// Package flow counts packets into flows.
package flow

import (
	"cmp"
	"time"

	"github.com/flowscan/flowscan/pkg/decode"
)

// How long a flow may be silent before its next packet starts a new part of it.
const (
	idleTCP   = 600 * time.Second // NATs keep TCP bindings at least this long in practice
	idleOther = 120 * time.Second // RFC 4787 §4.3: the least a NAT keeps a UDP binding
)

// End is one end of a flow, by its place in the key.
type End uint8

// The ends.
const (
	None End = iota // not known
	A
	B
)

// EndOf returns B if b, A otherwise.
func EndOf(b bool) End {
	if b {
		return B
	}
	return A
}

// Other returns the opposite end.
func (e End) Other() End {
	switch e {
	case A:
		return B
	case B:
		return A
	}
	return None
}

// Count is what one end sent.
type Count struct {
	Packets uint64
	Bytes   uint64 // IP bytes
	Payload uint64 // bytes after the TCP or UDP header
	Resent  uint64 // part of Payload that was sent before: TCP's retransmissions
	Frames  uint64 // that the packets came in
	Wire    uint64 // bytes of those frames on the wire
}

// Add adds o.
func (c *Count) Add(o Count) {
	c.Packets += o.Packets
	c.Bytes += o.Bytes
	c.Payload += o.Payload
	c.Resent += o.Resent
	c.Frames += o.Frames
	c.Wire += o.Wire
}

// Flow is the packets of one key in both directions, not yet told which end is
// the device.
type Flow struct {
	Key          decode.Key
	From         [2]Count   // sent by end A, by end B
	MAC          [2][6]byte // of end A, of end B: where it sent from first, or was sent to; zero if unknown
	First        int64      // ns since 1970 UTC of the first timed packet; valid if Timed
	Last         int64      // ns since 1970 UTC of the latest packet; valid if Timed
	Timed        bool
	VLANs        uint8 // how many of VLAN are valid
	VLAN         [3]uint16
	Encap        *decode.Encap // around the first packet that has one, which EncapBy sent
	EncapBy      End
	App          *decode.App // of the first packet that tells one; nil if none does
	decode.Place             // of the first packet
	Index        uint64      // of the first packet
	Routed       bool        // a source route led to the remote
	Beyond       uint64      // bytes that headers claim beyond their frames' length

	// What tells which end is the device, strongest first. Parts cut by
	// idleness inherit it.
	SYN     End // sent the SYN, or received the SYN-ACK
	Request End // sent a request: ClientHello, DNS query, HTTP request …
	Sender  End // sent the first packet

	// Origin and OriginTime are Index and First of the first of the parts that
	// idleness cut a flow into: a name known then is this part's name too.
	Origin     uint64
	OriginTime int64

	Told bool // it was reported: what still comes is another part

	Slot int // position in its Table, for whoever keeps something beside it

	isn          [2]uint32 // sequence number before each end's first byte, from its SYN or else its first packet
	syn, fin     [2]bool
	rst          bool
	sequence     [2]sequence
	back         *decode.Key // of the other way, if it is encapsulated otherwise
	opener       End         // sent the first packet, and all of Key if there is a back
	rival        bool        // when it began another flow was waiting for its other way, too
	older, newer *Flow       // by last packet, within the virtual shard
}

func (f *Flow) idle(p *decode.Packet) bool {
	return p.Timed && f.Timed && p.Time-f.Last > int64(f.patience())
}

// patience is how long f may be silent.
func (f *Flow) patience() time.Duration {
	if f.Key.Proto == decode.TCP {
		return idleTCP
	}
	return idleOther
}

// Over says whether both ends closed the connection, or one reset it.
func (f *Flow) Over() bool { return f.rst || f.fin[0] && f.fin[1] }

// linger is how long what belongs to a closed connection may still arrive:
// segments that overtook each other, a FIN whose acknowledgement was lost.
const linger = 10 * time.Second

// Ended says whether f is over at the time now, in ns since 1970 UTC: nothing that
// comes after belongs to it, or nothing is likely to.
func (f *Flow) Ended(now int64) bool {
	silent := time.Duration(now - f.Last)
	return f.Timed && (silent > f.patience() || f.Over() && silent > linger)
}

// reopened says whether p starts a new connection on the ports of one that is
// over, or was silent for so long that its end was missed: a SYN with another
// number, or its answer if only one direction was captured. A SYN without an end
// before it is a retransmission, or an attack.
func (f *Flow) reopened(p *decode.Packet) bool {
	if p.Flags&decode.SYN == 0 || !(f.Over() || f.idle(p)) {
		return false
	}
	s := side(p.FromB)
	if p.Flags&decode.ACK != 0 && f.From[1-s].Packets > 0 {
		return false
	}
	return f.From[s].Packets == 0 || f.isn[s] != p.Seq
}

func (f *Flow) inherit(from *Flow) {
	f.SYN, f.Request, f.Sender = from.SYN, from.Request, from.Sender
	f.App = cmp.Or(f.App, from.App)
	f.Origin, f.OriginTime = from.Origin, from.OriginTime
	f.sequence = from.sequence
}

func (f *Flow) count(p *decode.Packet) {
	s := side(p.FromB)
	c := &f.From[s]
	c.Packets++
	c.Bytes += uint64(p.Length)
	c.Payload += uint64(p.PayloadLength)
	c.Frames += uint64(p.Frames)
	c.Wire += uint64(p.Wire)
	if f.Key.Proto == decode.TCP {
		c.Resent += f.resent(p)
	}
	f.Beyond += uint64(p.Beyond)
	f.Routed = f.Routed || p.Routed
	f.App = cmp.Or(f.App, p.App)
	if c.Packets == 1 {
		f.MAC[s] = p.SrcMAC
		f.isn[s] = p.Seq - 1
	}
	if f.From[1-s].Packets == 0 {
		f.MAC[1-s] = p.DstMAC
	}
	if p.Timed {
		f.clock(p.Time)
	}
	if p.Flags&(decode.SYN|decode.FIN|decode.RST) != 0 {
		f.control(p, s)
	}
}

// clock moves the flow's clock to t. It never runs backwards.
func (f *Flow) clock(t int64) {
	if !f.Timed {
		f.Timed, f.First, f.Last = true, t, t
		if f.Origin == f.Index {
			f.OriginTime = t
		}
	}
	f.Last = max(f.Last, t)
}

// control follows a TCP connection's opening and end.
func (f *Flow) control(p *decode.Packet, s int) {
	if p.Flags&decode.SYN != 0 {
		f.syn[s], f.isn[s] = true, p.Seq
		if f.SYN == None {
			f.SYN = EndOf(p.FromB)
			if p.Flags&decode.ACK != 0 {
				f.SYN = f.SYN.Other()
			}
		}
	}
	f.fin[s] = f.fin[s] || p.Flags&decode.FIN != 0
	f.rst = f.rst || p.Flags&decode.RST != 0
}

func side(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Midstream says whether the flow is a TCP connection whose opening was not
// captured.
func (f *Flow) Midstream() bool { return f.Key.Proto == decode.TCP && f.SYN == None }

// FirstSeq returns the sequence number of the first byte that end B if b, end A
// otherwise, sends; false if its SYN was not seen.
func (f *Flow) FirstSeq(b bool) (uint32, bool) {
	s := side(b)
	return f.isn[s] + 1, f.syn[s]
}
