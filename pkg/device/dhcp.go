package device

import (
	"bytes"
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
)

// Options of DHCP (RFC 2132 §3.14, §9.6, §9.13; RFC 4702 §2).
const (
	dhcpPad         = 0
	dhcpHostName    = 12
	dhcpMessageType = 53
	dhcpVendorClass = 60
	dhcpFQDN        = 81
	dhcpEnd         = 255

	dhcpAck = 5 // message type
)

// parseDHCP reads a message of DHCP (RFC 2131 §2): what a client says of itself, or
// that it was given an address.
func parseDHCP(msg []byte) (h Hint, ok bool) {
	const request, reply, ethernet, magic = 1, 2, 1, 0x63825363
	s := cryptobyte.String(msg)
	var op, kind, macLen uint8
	var client, yours, mac []byte
	var cookie uint32
	ok = s.ReadUint8(&op) && s.ReadUint8(&kind) && s.ReadUint8(&macLen) &&
		s.Skip(1+4+2+2) && // hops, transaction, seconds, flags
		s.ReadBytes(&client, 4) && s.ReadBytes(&yours, 4) && s.Skip(4+4) && // addresses of next server and relay
		s.ReadBytes(&mac, 16) && s.Skip(64+128) && // server's name, boot file
		s.ReadUint32(&cookie)
	if !ok || cookie != magic || op != request && op != reply {
		return Hint{}, false
	}
	if kind == ethernet && macLen == 6 {
		h.MAC = MAC(mac[:6])
	}
	var name, fqdn, class []byte
	var message byte
	for !s.Empty() {
		var code uint8
		var value cryptobyte.String
		if s.ReadUint8(&code); code == dhcpPad {
			continue
		}
		if code == dhcpEnd || !s.ReadUint8LengthPrefixed(&value) {
			break
		}
		switch {
		case code == dhcpHostName:
			name = value
		case code == dhcpVendorClass:
			class = value
		case code == dhcpFQDN && len(value) > 3:
			fqdn = parseFQDN(value[0], value[3:])
		case code == dhcpMessageType && len(value) == 1:
			message = value[0]
		}
	}
	if len(name) == 0 {
		name = fqdn
	}
	h.Name, h.Source = words(name), FromDHCP
	switch {
	case op == request:
		h.Class = words(class) // a server's is its own
		h.Addr = someAddr(client)
	case message == dhcpAck:
		h.Addr = someAddr(yours)
	}
	return h, true
}

// parseFQDN returns the first label of a name in the form that flags tell (RFC
// 4702 §2.1, §2.3): labels, or the text of old clients.
func parseFQDN(flags byte, name []byte) []byte {
	const encoded = 0x04
	if flags&encoded == 0 {
		label, _, _ := bytes.Cut(name, []byte("."))
		return label
	}
	return firstLabel(name)
}

// firstLabel returns the first label of a name in DNS's wire form (RFC 1035 §3.1).
func firstLabel(name cryptobyte.String) []byte {
	const longest = 63
	var label cryptobyte.String
	if !name.ReadUint8LengthPrefixed(&label) || len(label) > longest {
		return nil
	}
	return label
}

// someAddr returns an IPv4 address, invalid for 0.0.0.0.
func someAddr(b []byte) netip.Addr {
	if a := netip.AddrFrom4([4]byte(b)); !a.IsUnspecified() {
		return a
	}
	return netip.Addr{}
}
