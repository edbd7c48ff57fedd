package decode

import (
	"encoding/binary"
	"errors"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// IANA protocol numbers of IP's own headers.
const (
	protoHopByHop = 0
	protoRouting  = 43
	protoFragment = 44
	protoAH       = 51
	protoICMPv6   = 58
	protoNone     = 59
	protoDstOpts  = 60
	protoHIP      = 139
	protoShim6    = 140
)

var errIP = errors.New("decode: broken IP header")

// ip is an IPv4 or IPv6 header and its extension headers, as one gopacket
// layer. gopacket's own refuse length 0 and routing headers, and read ports out
// of fragments that have none.
//
// Of IP packets in IP packets the innermost counts. What is inside a packet but
// is none itself leaves the packet around it as it is.
type ip struct {
	frame *capture.Frame // the frame at hand
	outer *[maxNested]ip // the headers around this one, outermost first
	depth int            // how many IP headers were read, this one included

	seen     bool // a header began
	ok       bool // the fields below are valid
	v6       bool
	routed   bool  // dst is the end of a source route, not the next hop
	proto    uint8 // after extension headers
	src, dst [16]byte

	// Of a fragment; offset is above 0 for the second and later ones, which have
	// no ports.
	offset       int    // bytes into the fragmentable part
	more         bool   // it is not the last
	id           uint32 // identification
	fragmentable []byte // captured part of what offset counts from

	length        uint32 // of the packet on the wire
	beyond        uint32 // part of length that the frame had no room for
	payloadLength uint32 // after extension headers, on the wire
	payload       []byte // captured part of it
	packet        []byte // captured part of all of it
}

// maxNested is how many IP headers may stand around another: real tunnels have
// two or three.
const maxNested = 8

func (h *ip) reset(f *capture.Frame) { *h = ip{frame: f, outer: h.outer} }

// DecodeFromBytes implements gopacket.DecodingLayer.
func (h *ip) DecodeFromBytes(b []byte, _ gopacket.DecodeFeedback) error {
	if !h.ok {
		*h = ip{frame: h.frame, outer: h.outer, seen: true, depth: 1}
		return h.decode(b)
	}
	if h.depth > maxNested {
		return errIP
	}
	around := &h.outer[h.depth-1]
	*around = *h
	*h = ip{frame: h.frame, outer: h.outer, seen: true, depth: h.depth + 1}
	// A header that claims more than there was around it is none, unless it proves
	// itself; IPv6's cannot.
	if h.decode(b) != nil || h.length > around.payloadLength && !checksumHolds(b) {
		*h = *around
		return errIP
	}
	return nil
}

func (h *ip) decode(b []byte) error {
	if len(b) == 0 {
		return errIP
	}
	switch b[0] >> 4 {
	case 4:
		return h.decode4(b)
	case 6:
		return h.decode6(b)
	}
	return errIP
}

// decode4 reads an IPv4 header (RFC 791 §3.1).
func (h *ip) decode4(b []byte) error {
	if len(b) < 20 {
		return errIP
	}
	header := int(b[0]&15) * 4
	h.length = uint32(binary.BigEndian.Uint16(b[2:]))
	if h.length == 0 {
		h.length = h.room(b) // TCP segmentation offload: the card fills it in later
	}
	if header < 20 || header > len(b) || uint32(header) > h.length {
		return errIP
	}
	fragment := binary.BigEndian.Uint16(b[6:])
	h.offset, h.more = int(fragment&0x1fff)*8, fragment&0x2000 != 0
	h.id = uint32(binary.BigEndian.Uint16(b[4:]))
	h.src, h.dst = mapped(b[12:16]), mapped(b[16:20])
	if to, ok := sourceRoute(b[20:header]); ok {
		h.dst, h.routed = mapped(to), true
	}
	return h.finish(b, header, b[9])
}

// decode6 reads an IPv6 header (RFC 8200 §3).
func (h *ip) decode6(b []byte) error {
	const header = 40
	if len(b) < header {
		return errIP
	}
	h.v6 = true
	h.length = header + uint32(binary.BigEndian.Uint16(b[4:]))
	if h.length == header && b[6] != protoNone {
		h.length = h.room(b) // jumbogram (RFC 2675) or segmentation offload
	}
	h.src, h.dst = [16]byte(b[8:24]), [16]byte(b[24:40])
	return h.finish(b, header, b[6])
}

// finish skips extension headers and sets what comes after them.
func (h *ip) finish(b []byte, header int, proto uint8) error {
	if room := h.room(b); h.length > room {
		h.beyond = h.length - room
	}
	if uint64(len(b)) > uint64(h.length) {
		b = b[:h.length] // what follows is padding of the link layer
	}
	h.packet = b
	b = b[header:]
	h.payloadLength = h.length - uint32(header)
	h.fragmentable = b
	for h.offset == 0 {
		n, next := h.extension(b, proto)
		if n == 0 {
			break
		}
		if n > len(b) || uint32(n) > h.payloadLength {
			return errIP
		}
		b = b[n:]
		if proto == protoFragment {
			h.fragmentable = b
		}
		proto = next
		h.payloadLength -= uint32(n)
	}
	h.proto, h.payload, h.ok = proto, b, true
	return nil
}

// extension returns the length of the extension header at b and the protocol
// after it; 0 if proto is no extension header. A length beyond b says that the
// header is cut off.
func (h *ip) extension(b []byte, proto uint8) (n int, next uint8) {
	switch proto {
	case protoHopByHop, protoRouting, protoDstOpts, protoFragment, protoHIP, protoShim6:
		if !h.v6 {
			return 0, 0
		}
	case protoAH:
	default:
		return 0, 0
	}
	if len(b) < 8 {
		return 8, 0
	}
	switch proto {
	case protoFragment: // RFC 8200 §4.5
		fragment := binary.BigEndian.Uint16(b[2:])
		h.offset, h.more = int(fragment&^7), fragment&1 != 0
		h.id = binary.BigEndian.Uint32(b[4:])
		return 8, b[0]
	case protoAH: // RFC 4302 §2.2
		return (int(b[1]) + 2) * 4, b[0]
	default: // RFC 8200 §4.3–4.6
		return (int(b[1]) + 1) * 8, b[0]
	}
}

// room returns how many bytes the frame had on the wire from the start of b on.
// Layers above only ever cut b's front and length, never its capacity, so the
// capacities tell how far into the frame b starts.
func (h *ip) room(b []byte) uint32 {
	offset := uint32(cap(h.frame.Data) - cap(b))
	wire := max(h.frame.Length, uint32(len(h.frame.Data)))
	return wire - offset
}

// hasPorts says whether the payload starts with the two ports of TCP or UDP.
func (h *ip) hasPorts() bool {
	return (h.proto == TCP || h.proto == UDP) && h.offset == 0 && len(h.payload) >= 4
}

// isFragment says whether the packet is part of one that has ports or another
// packet in it. Atomic fragments (RFC 6946) are whole.
func (h *ip) isFragment() bool {
	switch ports := h.proto == TCP || h.proto == UDP; {
	case h.offset > 0:
		return h.v6 || ports || carriesPacket(h.proto)
	case !h.more:
		return false
	case ports:
		return h.hasPorts()
	}
	return carriesPacket(h.proto)
}

// mapped returns the IPv4-mapped form of a 4-byte address (RFC 4291 §2.5.5.2).
func mapped(b []byte) [16]byte {
	return [16]byte{10: 0xff, 11: 0xff, 12: b[0], 13: b[1], 14: b[2], 15: b[3]}
}

// CanDecode implements gopacket.DecodingLayer.
func (h *ip) CanDecode() gopacket.LayerClass {
	return gopacket.NewLayerClass([]gopacket.LayerType{layers.LayerTypeIPv4, layers.LayerTypeIPv6})
}

// NextLayerType implements gopacket.DecodingLayer.
func (h *ip) NextLayerType() gopacket.LayerType {
	if h.offset > 0 || h.more && carriesPacket(h.proto) {
		return gopacket.LayerTypeFragment
	}
	return protocolLayer(h.proto)
}

// LayerPayload implements gopacket.DecodingLayer.
func (h *ip) LayerPayload() []byte { return h.payload }
