package decode

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// Packet is one IP packet; of a tunnel, the innermost.
type Packet struct {
	Key   Key
	FromB bool             // sent by Key's end B
	Timed bool             // Time is valid
	VLANs uint8            // how many of VLAN are valid
	Flags TCPFlags         // valid for TCP
	VLAN  [maxVLANs]uint16 // VLAN ids, outermost first
	Place
	Index uint64 // position among all packets of all inputs, from 1; set by whoever orders them
	Time  int64  // ns since 1970 UTC

	Length        uint32 // IP bytes: from the header, whatever the snap length kept
	Beyond        uint32 // part of Length that the frame had no room for
	Frames        uint32 // it came in: more than one if they were a tunnel's fragments
	Wire          uint32 // bytes of those frames on the wire, as their records say
	PayloadLength uint32 // bytes after the TCP or UDP header on the wire; 0 for others
	Routed        bool   // a source route leads to the destination; the packet went to its next hop
	Seq           uint32 // TCP sequence number; valid for TCP
	Payload       []byte // the captured part of the payload; see Decode for how long

	SrcMAC, DstMAC [6]byte // zero where the link has none
	Encap          *Encap  // what stands around the packet, nil for nothing
	App            *App    // that sent or received it, nil if the capture does not tell
}

// Place is where a frame stands in the inputs: what proves something.
type Place struct {
	Input uint32 // index of the input
	Frame uint64 // number within it, from 1
}

// IANA protocol numbers of the packets that have ports.
const (
	TCP = 6
	UDP = 17
)

// TCPFlags are the control bits of a TCP header (RFC 9293 §3.1).
type TCPFlags uint8

// Those that flows and streams look at.
const (
	FIN TCPFlags = 1 << iota
	SYN
	RST
	PSH
	ACK
)

// Key tells flows apart. A is the end that sorts first, so that both directions
// have one key. 48 bytes without a pointer: as a map key it hashes in one go.
type Key struct {
	A, B         [16]byte // IPv4 as ::ffff:a.b.c.d
	APort, BPort uint16   // valid if Ports
	Encap        uint32   // which kinds of encapsulation, 0 for none
	Network      uint32   // VXLAN's or Geneve's network id, with a bit above it; 0 for none
	Proto        uint8    // IANA protocol number
	V6, Ports    bool
}

// newKey returns the key of a packet and whether its sender is end B.
func newKey(v6 bool, proto uint8, src, dst [16]byte, srcPort, dstPort uint16, ports bool) (Key, bool) {
	k := Key{A: src, B: dst, APort: srcPort, BPort: dstPort, Proto: proto, V6: v6, Ports: ports}
	c := bytes.Compare(src[:], dst[:])
	if c < 0 || c == 0 && srcPort <= dstPort {
		return k, false
	}
	k.A, k.B, k.APort, k.BPort = dst, src, dstPort, srcPort
	return k, true
}

// Addr returns the address of end B if b, of end A otherwise.
func (k *Key) Addr(b bool) netip.Addr {
	a := k.A
	if b {
		a = k.B
	}
	if k.V6 {
		return netip.AddrFrom16(a)
	}
	return netip.AddrFrom16(a).Unmap()
}

// Port returns the port of end B if b, of end A otherwise.
func (k *Key) Port(b bool) uint16 {
	if b {
		return k.BPort
	}
	return k.APort
}

// Hash is a fixed function of the key, but for its encapsulation, which the two
// directions of a flow need not share: what is sharded by it does not depend on
// the process or the machine. It spreads flows; it is no defence against
// chosen keys, which the per-shard caps bound.
func (k *Key) Hash() uint64 {
	const m = 0x9e3779b97f4a7c15 // 2^64 / golden ratio
	h := binary.LittleEndian.Uint64(k.A[:8]) ^ bits.RotateLeft64(binary.LittleEndian.Uint64(k.B[:8]), 32)
	h = (h ^ h>>29) * m
	h ^= binary.LittleEndian.Uint64(k.A[8:])
	h = (h ^ h>>32) * m
	h ^= binary.LittleEndian.Uint64(k.B[8:])
	h = (h ^ h>>29) * m
	h ^= uint64(k.APort)<<48 | uint64(k.BPort)<<32 | uint64(k.Proto)
	h = (h ^ h>>32) * m
	return h ^ h>>29
}
