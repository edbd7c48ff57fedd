package dot11

import "encoding/binary"

// prism reads the header that wlan-ng's drivers wrote, in the byte order of their
// machine: a message code, the header's length, the interface's name, values. AVS
// headers go by the same link type.
func prism(b []byte) (r radio, rest []byte, ok bool) {
	const code, other = 0x44, 0x41
	if len(b) < 8 {
		return r, nil, false
	}
	if _, rest, ok = avs(b); ok {
		return r, rest, true
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 0 {
		order = binary.BigEndian
	}
	n := order.Uint32(b[4:])
	if c := order.Uint32(b); c != code && c != other || n < 8 || uint64(n) > uint64(len(b)) {
		return r, nil, false
	}
	return r, b[n:], true
}

// avs reads the header of LINKTYPE_IEEE802_11_AVS: a magic number with a version,
// the header's length, values; all big-endian. Versions 1 and 2 are in use.
func avs(b []byte) (r radio, rest []byte, ok bool) {
	const magic, version = 0x80211000, 0x0f
	be := binary.BigEndian
	if len(b) < 8 || be.Uint32(b)&^version != magic {
		return r, nil, false
	}
	n := be.Uint32(b[4:])
	if n < 8 || uint64(n) > uint64(len(b)) {
		return r, nil, false
	}
	return r, b[n:], true
}
