package sni

import (
	"encoding/binary"
	"slices"
	"testing"
)

// chlo is a client hello of Google's QUIC crypto with these tags: tag, value, tag, value …
func chlo(tags ...string) []byte {
	b := binary.LittleEndian.AppendUint32([]byte("CHLO"), uint32(len(tags)/2))
	end, values := 0, ""
	for i := 0; i < len(tags); i += 2 {
		end += len(tags[i+1])
		values += tags[i+1]
		b = binary.LittleEndian.AppendUint32(append(b, tags[i]...), uint32(end))
	}
	return append(b, values...)
}

func TestGoogleQUIC(t *testing.T) {
	hello := chlo("PAD\x00", "-----", "SNI\x00", "abc.example", "VER\x00", "Q043", "UAID", "browser")
	hash := "0123456789ab"
	at := func(before string, hello []byte) []byte { return append([]byte(before), hello...) }
	sealed := slices.Concat([]byte{8}, varint(0), varint(uint64(len(hello))), hello)
	for _, c := range []struct {
		name  string
		bytes []byte
		want  bool
	}{
		// public header: flags, connection ID, version, packet number; hash; (private
		// flags;) STREAM frame 1
		{"Q024", at("\x0d8 bytes!Q024\x01"+hash+"\x00\xa0\x01\x00\x00", hello), true},
		{"Q039", at("\x098 bytes!Q039\x01"+hash+"\xa0\x01\x00\x00", hello), true},
		{"Q043, packet number of 4 bytes", at("\x298 bytes!Q043\x00\x00\x00\x01"+hash+"\xa4\x01\x00\x00\x00\x00", hello), true},
		{"Q046", at("\xc3Q046\x508 bytes!\x00\x00\x00\x01"+hash+"\xa4\x01\x00\x00\x00\x00", hello), true},
		{"Q050", initialPacket{version: gquicQ050, dcid: "8 bytes!", frames: sealed}.seal(t, 1350), true},
		{"no SNI", at("\x098 bytes!Q043\x01"+hash+"\xa0\x01\x00\x00", chlo("VER\x00", "Q043")), false},
		{"values cut", at("\x098 bytes!Q043\x01"+hash+"\xa0\x01\x00\x00", hello[:len(hello)-30]), false},
		{"ends that go back", at("\x098 bytes!Q043\x01"+hash+"\xa0\x01\x00\x00", []byte("CHLO\x02\x00\x00\x00PAD\x00\x09\x00\x00\x00SNI\x00\x01\x00\x00\x00abcdefghijk")), false},
		{"no version", at("\x088 bytes!\x01"+hash+"\xa0\x01\x00\x00", hello), false},
	} {
		var d Datagrams
		names := readDatagrams(&d, c.bytes)
		if got := len(names) == 1 && names[0] == (Name{Host: "abc.example", Via: ViaQUIC}); got != c.want || !c.want && names != nil {
			t.Errorf("%s: names %v", c.name, names)
		}
		if c.want && (d.protocol != protoQUIC || d.Role() != Client) {
			t.Errorf("%s: %v %v", c.name, d.protocol, d.Role())
		}
	}
}
