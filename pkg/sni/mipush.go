package sni

import (
	"golang.org/x/crypto/cryptobyte"
	"google.golang.org/protobuf/encoding/protowire"
)

// Fields of the Protocol Buffers messages in a MiPush opening message, as observed: the
// vendor publishes none.
const (
	miPushDomain  = 3 // of the header: "xiaomi.com"
	miPushCommand = 5 // of the header: "CONN"
	miPushModel   = 2 // of the body: the device model
	miPushServer  = 7 // of the body: "host:port", "host" or "address:port"
)

// miPush reads the opening message of Xiaomi's cloud messaging, the only one in clear:
// a magic of 4 bytes, the length of what is between it and a checksum of 4 bytes, the
// number 2, header length, body length, header, body. The body's field 4 identifies the
// device: it is not read. What follows is encrypted in a way of its own, so that the
// conversation counts as neither clear nor encrypted.
func (r *Reader) miPush(s *cryptobyte.String, out []Name) ([]Name, bool) {
	rest := *s
	var length, bodyLength uint32
	var kind, headerLength uint16
	var header, body []byte
	if !rest.Skip(4) || !rest.ReadUint32(&length) || !rest.ReadUint16(&kind) || !rest.ReadUint16(&headerLength) || !rest.ReadUint32(&bodyLength) {
		return out, false
	}
	if kind != 2 || length > maxLine || uint64(length) != 8+uint64(headerLength)+uint64(bodyLength) {
		return out, r.lose(s)
	}
	if !rest.ReadBytes(&header, int(headerLength)) || !rest.ReadBytes(&body, int(bodyLength)) {
		return out, false
	}
	if string(protoField(header, miPushDomain)) != "xiaomi.com" || string(protoField(header, miPushCommand)) != "CONN" {
		return out, r.lose(s)
	}
	r.step = stepDone
	server := protoField(body, miPushServer)
	if server == nil {
		r.is(protoMiPush, Server, EncryptionUnknown)
		return out, true
	}
	r.is(protoMiPush, Client, EncryptionUnknown)
	r.details().model = string(protoField(body, miPushModel))
	return r.addApp(server, out), true
}

// protoField returns the first length-delimited field with a number, nil if there is
// none before the message ends or breaks.
func protoField(message []byte, number protowire.Number) []byte {
	for len(message) > 0 {
		num, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return nil
		}
		message = message[n:]
		if num == number && kind == protowire.BytesType {
			value, n := protowire.ConsumeBytes(message)
			if n < 0 {
				return nil
			}
			return value
		}
		if n = protowire.ConsumeFieldValue(num, kind, message); n < 0 {
			return nil
		}
		message = message[n:]
	}
	return nil
}
