package sni

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// vpn recognises the datagrams that open a tunnel.
func vpn(b []byte) (protocol, Role) {
	for _, recognise := range []func([]byte) (protocol, Role){wireGuard, openVPN, ike} {
		if protocol, role := recognise(b); protocol != protoUnknown {
			return protocol, role
		}
	}
	return protoUnknown, RoleUnknown
}

// wireGuard recognises a handshake initiation or response: a type, three zero bytes,
// and a fixed length each (WireGuard §5.4.2, §5.4.3).
func wireGuard(b []byte) (protocol, Role) {
	switch {
	case len(b) == 148 && bytes.HasPrefix(b, []byte{1, 0, 0, 0}):
		return protoWireGuard, Client
	case len(b) == 92 && bytes.HasPrefix(b, []byte{2, 0, 0, 0}):
		return protoWireGuard, Server
	}
	return protoUnknown, RoleUnknown
}

// initiation is the beginning of a WireGuard handshake initiation: type, three reserved
// bytes, the sender's index. Some services put a number of their own where the bytes
// are reserved (Cloudflare's WARP tells its clients apart so), and only the answer then
// proves what it is.
type initiation [8]byte

// answered takes an initiation, and reports whether b is a response to the one before:
// the same reserved bytes, and the initiator's index where it says whom it is for.
func (i *initiation) answered(b []byte) bool {
	switch {
	case len(b) == 148 && b[0] == 1:
		*i = initiation(b)
	case len(b) == 92 && b[0] == 2 && i[0] == 1:
		return bytes.Equal(b[1:4], i[1:4]) && bytes.Equal(b[8:12], i[4:8])
	}
	return false
}

// A hard reset's first byte: opcode P_CONTROL_HARD_RESET_CLIENT_V2, _SERVER_V2 or
// _CLIENT_V3, and key 0.
const (
	openVPNClient   = 7 << 3
	openVPNServer   = 8 << 3
	openVPNClientV3 = 10 << 3
)

// maxWrappedKey is the longest client key that a hard reset of version 3 carries
// (OpenVPN, tls_crypt.h).
const maxWrappedKey = 1024

// openVPN recognises a control channel's hard reset (OpenVPN protocol, ssl_pkt.h):
// opcode and key id, session id, then one of
//   - acknowledgements and packet id 0: no protection;
//   - an HMAC, replay counter and time, the same: tls-auth;
//   - replay counter and time, an HMAC of 32 bytes, the same encrypted: tls-crypt;
//   - and behind that the client's wrapped key, its length in its last two bytes:
//     tls-crypt-v2.
//
// A client acknowledges nothing, a server the client's packet.
func openVPN(b []byte) (protocol, Role) {
	const replay = 4 + 4
	s := cryptobyte.String(b)
	var opcode uint8
	var session uint64
	if !s.ReadUint8(&opcode) || !s.ReadUint64(&session) || session == 0 {
		return protoUnknown, RoleUnknown
	}
	role, size := Client, 1+4
	switch opcode {
	case openVPNClient:
	case openVPNServer:
		role, size = Server, 1+4+8+4
	case openVPNClientV3:
		if !firstReplay(s) || !endsInWrappedKey(s, replay+32+size) {
			return protoUnknown, RoleUnknown
		}
		return protoOpenVPN, Client
	default:
		return protoUnknown, RoleUnknown
	}
	ok := false
	switch hmac := len(s) - size - replay; hmac {
	case -replay:
		ok = bytes.HasSuffix(s, make([]byte, 4))
	case 32:
		ok = firstReplay(s) || firstReplay(s[hmac:])
	case 16, 20, 48, 64:
		ok = firstReplay(s[hmac:])
	}
	if !ok {
		return protoUnknown, RoleUnknown
	}
	return protoOpenVPN, role
}

// endsInWrappedKey reports whether all that follows the first n bytes is a wrapped key.
func endsInWrappedKey(s cryptobyte.String, n int) bool {
	var key []byte
	var length uint16
	if !s.Skip(n) || len(s) < 2 || len(s) > maxWrappedKey || !s.ReadBytes(&key, len(s)-2) {
		return false
	}
	return s.ReadUint16(&length) && int(length) == len(key)+2
}

// firstReplay reports whether s starts with the replay counter of a first packet; the
// higher number is that of a server which keeps no state yet.
func firstReplay(s cryptobyte.String) bool {
	var id uint32
	return s.ReadUint32(&id) && (id == 1 || id == 0x0f000001)
}

// ike recognises the exchanges that make keys, of IKEv2 and IKEv1 (RFC 7296 §3.1, RFC
// 2408 §3.1), with or without the marker of port 4500 (RFC 3948 §2.2). Behind a NAT the
// two ends go on there after the first exchange (RFC 7296 §2.23): it is IKE_AUTH that
// opens the flow in which all the tunnel's bytes are.
func ike(b []byte) (protocol, Role) {
	s := cryptobyte.String(bytes.TrimPrefix(b, make([]byte, 4)))
	var initiator, responder uint64
	var next, version, exchange, flags uint8
	var id, length uint32
	size := len(s)
	if !s.ReadUint64(&initiator) || !s.ReadUint64(&responder) || !s.ReadUint8(&next) || !s.ReadUint8(&version) || !s.ReadUint8(&exchange) ||
		!s.ReadUint8(&flags) || !s.ReadUint32(&id) || !s.ReadUint32(&length) || initiator == 0 || int(length) != size {
		return protoUnknown, RoleUnknown
	}
	switch version >> 4 {
	case 2:
		return ikev2(exchange, flags)
	case 1:
		return ikev1(exchange, responder)
	}
	return protoUnknown, RoleUnknown
}

// ikev2 tells by a flag who began: whoever opened the tunnel, also if the other end
// makes new keys for it.
func ikev2(exchange, flags uint8) (protocol, Role) {
	const saInit, auth, createChildSA, sessionResume, intermediate, followupKE = 34, 35, 36, 38, 43, 44 // RFC 7296, RFC 5723, RFC 9242, RFC 9370
	const fromInitiator = 0x08
	switch exchange {
	case saInit, auth, createChildSA, sessionResume, intermediate, followupKE:
		if flags&fromInitiator != 0 {
			return protoIKE, Client
		}
		return protoIKE, Server
	}
	return protoUnknown, RoleUnknown
}

// ikev1 tells only the first message's sender, by the responder's cookie, which it cannot know yet.
func ikev1(exchange uint8, responder uint64) (protocol, Role) {
	const mainMode, aggressiveMode = 2, 4
	switch {
	case exchange != mainMode && exchange != aggressiveMode:
		return protoUnknown, RoleUnknown
	case responder == 0:
		return protoIKE, Client
	}
	return protoIKE, RoleUnknown
}

// openVPNStream recognises a hard reset over TCP, where each packet follows its length
// (OpenVPN protocol, ssl_pkt.h). ok is false while b could become one.
func openVPNStream(b []byte) (p protocol, role Role, ok bool) {
	const shortest, longest = 14, 14 + 8 + 64 + 12 + maxWrappedKey
	s := cryptobyte.String(b)
	var length uint16
	var packet []byte
	if !s.ReadUint16(&length) {
		return protoUnknown, RoleUnknown, len(b) > 0 && b[0] > longest>>8
	}
	if length < shortest || length > longest || len(s) > 0 && s[0] != openVPNClient && s[0] != openVPNServer && s[0] != openVPNClientV3 {
		return protoUnknown, RoleUnknown, true
	}
	if !s.ReadBytes(&packet, int(length)) {
		return protoUnknown, RoleUnknown, false
	}
	p, role = openVPN(packet)
	return p, role, true
}
