package sni

import "golang.org/x/crypto/cryptobyte"

// mqtt recognises a CONNECT packet, which names nobody (MQTT 3.1.1 §3.1, MQTT 3.1
// §3.1): type, remaining length of one to four bytes, protocol name.
func (r *Reader) mqtt(s *cryptobyte.String) bool {
	rest := *s
	var name cryptobyte.String
	digit := uint8(0x80)
	rest.Skip(1)
	for i := 0; digit&0x80 != 0; i++ {
		if i == 4 {
			return r.lose(s)
		}
		if !rest.ReadUint8(&digit) {
			return false
		}
	}
	if len(rest) < len("\x00\x06MQIsdp") {
		return false
	}
	if !rest.ReadUint16LengthPrefixed(&name) || string(name) != "MQTT" && string(name) != "MQIsdp" {
		return r.lose(s)
	}
	r.is(protoMQTT, Client, Clear)
	r.step = stepDone
	return true
}
