package names

import (
	"github.com/flowscan/flowscan/pkg/decode"
	"golang.org/x/crypto/cryptobyte"
)

// headerSize is the size of a DNS header (RFC 1035 §4.1.1): no message is shorter.
const headerSize = 12

// Reader cuts one direction of a TCP connection into messages, each of which has its
// length before it (RFC 1035 §4.2.2). It is a stream.Reader. Where bytes are missing it
// ends: nothing tells where the next message starts.
type Reader struct {
	// Each is given the messages, and the frame that completed them. It keeps nothing
	// of msg. It returns whether it wants more.
	Each func(msg []byte, place decode.Place) (more bool)

	over bool
}

// Read takes whole messages off b.
func (r *Reader) Read(b []byte, place decode.Place) (n uint64, more bool) {
	s := cryptobyte.String(b)
	for !r.over {
		rest := s
		var length uint16
		var msg []byte
		if !s.ReadUint16(&length) {
			break
		}
		if length < headerSize {
			r.over = true
			break
		}
		if !s.ReadBytes(&msg, int(length)) {
			s = rest
			break
		}
		r.over = !r.Each(msg, place)
	}
	return uint64(len(b) - len(s)), !r.over
}

// Gap ends the direction.
func (r *Reader) Gap() { r.over = true }
