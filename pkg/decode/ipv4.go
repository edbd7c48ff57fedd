package decode

import (
	"encoding/binary"

	"golang.org/x/crypto/cryptobyte"
)

// sourceRoute returns the last address of a loose or strict source route in the
// options of an IPv4 header, unless the packet has passed it (RFC 791 §3.1): the
// end that the packet is for. The header has its next hop.
//
// IPv6 has no such thing any more: a packet with a route of type 0 ends at the
// address in its header (RFC 5095 §3), and other routes lead through a network,
// not to another end.
func sourceRoute(options []byte) (to []byte, ok bool) {
	const end, nop, loose, strict = 0, 1, 131, 137
	s := cryptobyte.String(options)
	for {
		var kind, length uint8
		if !s.ReadUint8(&kind) || kind == end {
			return nil, false
		}
		if kind == nop {
			continue
		}
		var data []byte
		if !s.ReadUint8(&length) || length < 2 || !s.ReadBytes(&data, int(length)-2) {
			return nil, false
		}
		if kind == loose || kind == strict {
			const pointer, address = 1, 4 // the pointer counts from the option's start, from 1
			if len(data) < pointer+address || (len(data)-pointer)%address != 0 || data[0] < address || data[0] > length {
				return nil, false
			}
			return data[len(data)-address:], true
		}
	}
}

// checksumHolds says whether b starts with an IPv4 header whose checksum is right
// (RFC 1071).
func checksumHolds(b []byte) bool {
	if len(b) < 20 || b[0]>>4 != 4 || len(b) < int(b[0]&15)*4 {
		return false
	}
	sum := uint32(0)
	for h := b[:int(b[0]&15)*4]; len(h) > 0; h = h[2:] {
		sum += uint32(binary.BigEndian.Uint16(h))
	}
	return sum > 0 && sum%0xffff == 0
}
