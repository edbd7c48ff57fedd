package sni

import (
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// maxDatagrams bounds the datagrams looked at before a handshake is recognised: it
// comes first, or after STUN's, which WebRTC sends for some seconds. A bulk flow must
// cost nothing.
const (
	maxDatagrams = 16
	maxSTUN      = 128
)

// Datagrams reads a UDP flow, both directions together. Its zero value is ready. It
// keeps no reference to the bytes it is given.
type Datagrams struct {
	quic       *quicFlow
	dtls       *dtlsFlow
	protocol   protocol // recognised so far
	role       Role
	encryption Encryption
	initiation initiation // of WireGuard's kind, not yet proved
	done       bool
	unknown    uint8 // datagrams nobody recognised
	stun       uint8 // STUN messages
}

// Read is given one datagram's payload. It appends the names found to out. After more
// == false nothing further can be learned from this flow.
func (d *Datagrams) Read(b []byte, out []Name) (more bool, names []Name) {
	d.role = RoleUnknown
	switch {
	case d.done || len(b) == 0:
	case d.quic != nil:
		out = d.readQUIC(b, out)
	case d.dtls != nil && !isSTUN(b):
		out = d.readDTLS(b, out)
	case looksQUIC(b):
		d.quic = new(quicFlow)
		out = d.readQUIC(b, out)
	case looksDTLS(b):
		d.dtls = new(dtlsFlow)
		out = d.readDTLS(b, out)
	case isSTUN(b):
		if d.protocol == protoUnknown {
			d.protocol = protoSTUN
		}
		d.stun++
		d.done = d.stun > maxSTUN
	default:
		out = d.readOther(b, out)
	}
	return !d.done, out
}

// Role is the end that sent the datagram read last, as far as it showed.
func (d *Datagrams) Role() Role { return d.role }

// Encryption is what was seen so far.
func (d *Datagrams) Encryption() Encryption { return d.encryption }

// ECH is what the ClientHello showed of Encrypted ClientHello.
func (d *Datagrams) ECH() ECH {
	switch {
	case d.quic != nil:
		return d.quic.ech
	case d.dtls != nil:
		return d.dtls.ech
	}
	return ECH{}
}

// ServerID is the connection ID of a QUIC server, as far as seen, else nil: packets to
// the server carry it first, also when the flow moves to other ports or addresses. It
// is valid until the next Read.
func (d *Datagrams) ServerID() []byte {
	if d.quic == nil {
		return nil
	}
	return d.quic.server
}

func (d *Datagrams) readQUIC(b []byte, out []Name) []Name {
	more, out := d.quic.read(b, out)
	d.role, d.done = d.quic.role, !more
	if d.quic.proved {
		d.protocol, d.encryption = protoQUIC, EncryptedQUIC
	}
	return out
}

func (d *Datagrams) readDTLS(b []byte, out []Name) []Name {
	more, out := d.dtls.read(b, out)
	d.role, d.done = d.dtls.role, !more
	if d.dtls.proved {
		d.protocol, d.encryption = protoDTLS, EncryptedDTLS
	}
	return out
}

// readOther recognises what takes one datagram: HTTP over UDP (SSDP, UPnP Device
// Architecture 2.0 §1), SIP, and handshakes of VPNs.
func (d *Datagrams) readOther(b []byte, out []Name) []Name {
	protocol, role := vpn(b)
	if protocol == protoUnknown && d.initiation.answered(b) {
		protocol, role = protoWireGuard, Server
	}
	if protocol != protoUnknown {
		d.protocol, d.role, d.encryption, d.done = protocol, role, EncryptedVPN, true
		return out
	}
	if 'A' <= b[0] && b[0] <= 'Z' {
		var r Reader
		known := len(out)
		if _, _, out = r.Read(b, out); r.encryption == Clear {
			d.protocol, d.role, d.encryption, d.done = r.protocol, r.role, Clear, true
			// SSDP's Host is the multicast group the datagram went to: no name anybody asked for.
			return slices.DeleteFunc(out, func(n Name) bool { return n.IsAddr && n.Via == ViaHTTP })
		}
		out = out[:known]
	}
	d.unknown++
	d.done = d.unknown > maxDatagrams
	return out
}

// isSTUN reports whether b is a STUN message (RFC 8489 §5).
func isSTUN(b []byte) bool {
	s := cryptobyte.String(b)
	var kind, length uint16
	var cookie uint32
	return s.ReadUint16(&kind) && s.ReadUint16(&length) && s.ReadUint32(&cookie) && s.Skip(12) &&
		kind>>14 == 0 && cookie == 0x2112a442 && length%4 == 0 && int(length) == len(s)
}
