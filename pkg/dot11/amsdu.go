package dot11

import "golang.org/x/crypto/cryptobyte"

// appendMSDUs appends the MSDUs in body, the decrypted body of f or the captured
// part of it, which had length octets.
func appendMSDUs(dst []MSDU, f *frame, body []byte, length int) []MSDU {
	if !f.isQoS() || f.qos&qosAMSDU == 0 {
		return append(dst, f.mesh(MSDU{Dst: f.da(), Src: f.sa(), Data: body, Length: uint32(length)}))
	}
	return appendSubframes(dst, f, body, length)
}

// appendSubframes appends the MSDUs of an A-MSDU (§9.3.2.2): each has two
// addresses and its length before it, and all but the last are filled up to a
// multiple of four octets. A length that cannot be right ends it.
func appendSubframes(dst []MSDU, f *frame, body []byte, length int) []MSDU {
	const header = 14
	for s := cryptobyte.String(body); len(s) > 0; {
		var m MSDU
		var n uint16
		if !s.CopyBytes(m.Dst[:]) || !s.CopyBytes(m.Src[:]) || !s.ReadUint16(&n) {
			break
		}
		left := length - (len(body) - len(s)) // on the air
		if int(n) > left {
			break
		}
		m.Data, m.Length = s[:min(int(n), len(s))], uint32(n)
		dst = append(dst, f.mesh(m))
		s.Skip(min(len(s), (header+int(n)+3)&^3-header))
	}
	return dst
}
