package sni

import "golang.org/x/crypto/cryptobyte"

// rtmpHandshake is what a client sends before its first message: C0, C1 and C2 (RTMP §5.2).
const rtmpHandshake = 1 + 1536 + 1536

// rtmpChunk is the size a message is cut into until a Set Chunk Size says otherwise (RTMP §5.4.1).
const rtmpChunk = 128

// maxConnect bounds the connect command: it holds some twenty short values.
const maxConnect = 4096

// rtmp reads a client's first command, a connect (RTMP §7.2.1.1) whose tcUrl names the
// server. Some clients set sizes before (§5.4).
func (r *Reader) rtmp(s *cryptobyte.String, out []Name) ([]Name, bool) {
	const setChunkSize, lastControl, command = 1, 6, 20
	rest := *s
	var basic, kind uint8
	var length, size uint32
	if !rest.ReadUint8(&basic) || !rest.Skip(3) || !rest.ReadUint24(&length) || !rest.ReadUint8(&kind) || !rest.Skip(4) {
		return out, false
	}
	control := setChunkSize <= kind && kind <= lastControl
	if basic>>6 != 0 || basic < 2 || !control && kind != command || length > maxConnect {
		return out, r.lose(s)
	}
	message, ok := rtmpMessage(&rest, int(length), r.rtmpChunk())
	if !ok {
		return out, false
	}
	if control {
		if r.count++; r.count > maxLines {
			return out, r.lose(s)
		}
		if kind == setChunkSize && message.ReadUint32(&size) && size > 0 {
			r.details().chunk = int(min(size, maxConnect))
		}
		*s = rest
		return out, true
	}
	url, ok := tcURL(message)
	if !ok {
		return out, r.lose(s)
	}
	r.is(protoRTMP, Client, Clear)
	r.step = stepDone
	if host, ok := authority(url); ok {
		return r.addApp(host, out), true
	}
	return out, true
}

// rtmpChunk is the size the client cuts its messages into.
func (r *Reader) rtmpChunk() int {
	if r.detail == nil || r.detail.chunk == 0 {
		return rtmpChunk
	}
	return r.detail.chunk
}

// rtmpMessage takes a message's chunks off s, between which go basic headers of type 3
// (RTMP §5.3.1.2.4).
func rtmpMessage(s *cryptobyte.String, length, chunk int) (message cryptobyte.String, ok bool) {
	for {
		var part []byte
		if !s.ReadBytes(&part, min(length-len(message), chunk)) {
			return nil, false
		}
		message = append(message, part...)
		if len(message) == length {
			return message, true
		}
		if !s.Skip(1) {
			return nil, false
		}
	}
}

// tcURL reads AMF 0 (§2): the string "connect", a number, and an object, of which it
// returns the member tcUrl, empty if there is none.
func tcURL(message cryptobyte.String) (url []byte, ok bool) {
	const number, boolean, text, object, null, undefined = 0, 1, 2, 3, 5, 6
	var kind uint8
	var name, key, value cryptobyte.String
	if !message.ReadUint8(&kind) || kind != text || !message.ReadUint16LengthPrefixed(&name) || string(name) != "connect" ||
		!message.Skip(1+8) || !message.ReadUint8(&kind) || kind != object {
		return nil, false
	}
	for message.ReadUint16LengthPrefixed(&key) && message.ReadUint8(&kind) {
		switch kind {
		case number:
			message.Skip(8)
		case boolean:
			message.Skip(1)
		case null, undefined:
		case text:
			if message.ReadUint16LengthPrefixed(&value) && string(key) == "tcUrl" {
				return value, true
			}
		default:
			return nil, true
		}
	}
	return nil, true
}
