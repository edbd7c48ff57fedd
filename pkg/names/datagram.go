package names

import (
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
)

// parseDatagram reads the header of the NetBIOS datagram service, by which Windows
// hosts announce themselves: whose message it is (RFC 1002 §4.4.1).
func parseDatagram(msg []byte, dst []Record) Message {
	const unique, group, broadcast = 0x10, 0x11, 0x12 // kinds of receiver
	m := Message{Records: dst}
	s := cryptobyte.String(msg)
	var kind uint8
	var addr []byte
	var name cryptobyte.String
	if !s.ReadUint8(&kind) || kind != unique && kind != group && kind != broadcast ||
		!s.Skip(1+2) || !s.ReadBytes(&addr, 4) || !s.Skip(2+2+2) || // flags, id; port, length, offset
		!s.ReadUint8LengthPrefixed(&name) {
		return m
	}
	m.OK = true
	from, ok := netip.AddrFromSlice(addr)
	if from, ok = remote(from, ok); !ok {
		return m
	}
	if host, ok := parseNetBIOSName(name); ok {
		m.Records = append(m.Records, Record{Name: host, Addr: from, TTL: NoTTL, Via: ViaNetBIOS})
	}
	return m
}
