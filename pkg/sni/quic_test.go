package sni

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte"
)

// hexFile reads a packet from testdata.
func hexFile(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// initialPacket is an Initial packet to be sealed.
type initialPacket struct {
	version    uint32
	salt       string // "": the version's
	origin     string // the connection ID keys come from; "": dcid
	dcid, scid string
	token      string
	number     uint32
	numberLen  int // 0: 2
	frames     []byte
}

// seal protects an Initial packet as a client does (RFC 9001 §5), filled with PADDING
// up to size bytes.
func (p initialPacket) seal(t testing.TB, size int) []byte {
	t.Helper()
	origin := p.origin
	if origin == "" {
		origin = p.dcid
	}
	if p.numberLen == 0 {
		p.numberLen = 2
	}
	keys, ok := newInitialKeys(cmp.Or(p.salt, salts(p.version)[0]), []byte(origin))
	if !ok {
		t.Fatal("no keys")
	}
	first := byte(0xc0)
	if p.version == quicV2 {
		first = 0xd0
	}
	var b cryptobyte.Builder
	b.AddUint8(first | byte(p.numberLen-1))
	b.AddUint32(p.version)
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(p.dcid)) })
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(p.scid)) })
	b.AddBytes(append(varint(uint64(len(p.token))), p.token...))
	head := b.BytesOrPanic()
	payload := p.frames
	if missing := size - len(head) - 2 - p.numberLen - len(payload) - keys.aead.Overhead(); missing > 0 {
		payload = append(slices.Clone(payload), make([]byte, missing)...)
	}
	length := p.numberLen + len(payload) + keys.aead.Overhead()
	head = append(head, 0x40|byte(length>>8), byte(length))
	nonce := keys.iv
	for i := range p.numberLen {
		octet := byte(p.number >> (8 * (p.numberLen - 1 - i)))
		head = append(head, octet)
		nonce[len(nonce)-p.numberLen+i] ^= octet
	}
	packet := keys.aead.Seal(slices.Clone(head), nonce[:], payload, head)
	at := len(head) - p.numberLen
	var mask [16]byte
	keys.mask.Encrypt(mask[:], packet[at+4:at+20])
	packet[0] ^= mask[0] & 0x0f
	for i := range p.numberLen {
		packet[at+i] ^= mask[1+i]
	}
	return packet
}

func varint(v uint64) []byte {
	switch {
	case v < 1<<6:
		return []byte{byte(v)}
	case v < 1<<14:
		return []byte{0x40 | byte(v>>8), byte(v)}
	}
	return []byte{0x80 | byte(v>>24), byte(v >> 16), byte(v >> 8), byte(v)}
}

// cryptoFrame carries message[from:to].
func cryptoFrame(message []byte, from, to int) []byte {
	return slices.Concat([]byte{6}, varint(uint64(from)), varint(uint64(to-from)), message[from:to])
}

var (
	ackFrame    = []byte{2, 0x41, 0x00, 0x05, 2, 1, 0, 1, 0, 1}    // two ranges beyond the first
	ackECNFrame = []byte{3, 0x41, 0x00, 0x05, 0, 1, 7, 8, 0x40, 9} // three counters
	closeFrame  = []byte{0x1c, 0, 0, 0}
)

// readDatagrams gives a flow's datagrams to a Datagrams.
func readDatagrams(d *Datagrams, datagrams ...[]byte) (names []Name) {
	for _, b := range datagrams {
		more := false
		if more, names = d.Read(b, names); !more {
			break
		}
	}
	return names
}

func TestQUICVectors(t *testing.T) {
	// RFC 9001 appendix A.2, RFC 9369 appendix A.2
	for _, file := range []string{"rfc9001-a2.hex", "rfc9369-a2.hex"} {
		packet := hexFile(t, file)
		kept := bytes.Clone(packet)
		var d Datagrams
		more, names := d.Read(packet, nil)
		if want := []Name{{Host: "example.com", Via: ViaQUIC}}; !slices.Equal(names, want) || !more { // the server's connection ID is still to come
			t.Errorf("%s: names %v, more %v; want %v", file, names, more, want)
		}
		if !bytes.Equal(packet, kept) {
			t.Errorf("%s: the packet was changed", file)
		}
		if d.protocol != protoQUIC || d.Role() != Client || d.Encryption() != EncryptedQUIC {
			t.Errorf("%s: %v %v %v", file, d.protocol, d.Role(), d.Encryption())
		}
		for i := range packet {
			if _, names := new(Datagrams).Read(packet[:i], nil); names != nil {
				t.Fatalf("%s cut to %d bytes: names %v", file, i, names)
			}
		}
	}
}

func TestQUICVersions(t *testing.T) {
	message := handshake(helloBody(serverABC))
	for _, version := range []uint32{quicV1, quicV2, quicDraft | 22, quicDraft | 23, quicDraft | 27, quicDraft | 28, quicDraft | 29, quicDraft | 32, quicDraft | 34,
		mvfst1, mvfst2, mvfstExp, 0x1a2a3a4a, 0x12345678} {
		packet := initialPacket{version: version, dcid: "8 bytes!", frames: cryptoFrame(message, 0, len(message))}.seal(t, 1200)
		if names := readDatagrams(new(Datagrams), packet); len(names) != 1 || names[0].Host != "abc.example" {
			t.Errorf("version %#x: names %v", version, names)
		}
	}
	for _, version := range []uint32{gquicT050, gquicT051} {
		frame := cryptoFrame(message, 0, len(message))
		frame[0] = 8
		packet := initialPacket{version: version, dcid: "8 bytes!", frames: frame}.seal(t, 1200)
		if names := readDatagrams(new(Datagrams), packet); len(names) != 1 || names[0].Host != "abc.example" {
			t.Errorf("version %#x: names %v", version, names)
		}
	}
}

// A version nobody knows, reserved or not, may be of any draft's kind, before a Retry and after it.
func TestQUICUnknownVersions(t *testing.T) {
	m := handshake(helloBody(extension(51, string(make([]byte, 1800))), serverABC))
	for _, version := range []uint32{0x0a0a0a0a, 0x1a2a3a4a, 0x12345678, 0xfaceb003} {
		for _, salt := range []string{saltV1, saltDraft29, saltDraft23, saltDraft22} {
			packet := func(dcid string, number uint32, from, to int) []byte {
				return initialPacket{version: version, salt: salt, dcid: dcid, scid: "client", number: number, frames: cryptoFrame(m, from, to)}.seal(t, 1200)
			}
			names := readDatagrams(new(Datagrams), packet("8 bytes!", 0, 0, 900), packet("retried!", 1, 0, 900), packet("retried!", 2, 900, len(m)))
			if want := []Name{{Host: "abc.example", Via: ViaQUIC}}; !slices.Equal(names, want) {
				t.Errorf("version %#x, salt %x: %v", version, salt[:4], names)
			}
		}
	}
}

func TestQUICFrames(t *testing.T) {
	m := handshake(helloBody(grease, extension(51, string(make([]byte, 1800))), serverABC, outerHello))
	n := len(m)
	long := handshake(helloBody(extension(51, string(make([]byte, 58000))), serverABC))
	packet := func(number uint32, frames ...[]byte) []byte {
		return initialPacket{version: quicV1, dcid: "8 bytes!", scid: "client", number: number, frames: slices.Concat(frames...)}.seal(t, 1200)
	}
	var many [][]byte
	for from := 0; from < len(long); from += 1000 {
		many = append(many, packet(uint32(len(many)), cryptoFrame(long, from, min(from+1000, len(long)))))
	}
	slices.Reverse(many[3:9])
	server := initialPacket{version: quicV1, dcid: "client", scid: "server", origin: "8 bytes!", frames: ackFrame}.seal(t, 1200)
	server[len(server)-1] ^= 1 // its own keys: a client's do not open it
	zeroRTT := append([]byte("\xd0\x00\x00\x00\x01\x088 bytes!\x06client\x40\x20"), make([]byte, 32)...)
	retried := initialPacket{version: quicV1, dcid: "retried!", scid: "client", token: strings.Repeat("token", 40), number: 7, numberLen: 4,
		frames: cryptoFrame(m, 0, 900)}.seal(t, 1200)
	retriedRest := initialPacket{version: quicV1, dcid: "retried!", scid: "client", token: "token", number: 8, numberLen: 1, frames: cryptoFrame(m, 900, n)}.seal(t, 1200)
	for _, c := range []struct {
		name      string
		datagrams [][]byte
		want      bool
	}{
		{"in order", [][]byte{packet(0, cryptoFrame(m, 0, 1000)), packet(1, cryptoFrame(m, 1000, n))}, true},
		{"reversed", [][]byte{packet(1, cryptoFrame(m, 1000, n)), packet(0, cryptoFrame(m, 0, 1000))}, true},
		{"shuffled, between all other frames", [][]byte{
			packet(0, cryptoFrame(m, 500, 900), []byte{0, 0, 1}, cryptoFrame(m, 0, 100), ackFrame, cryptoFrame(m, 300, 500)),
			packet(1, ackECNFrame, cryptoFrame(m, 900, n), cryptoFrame(m, 100, 300))}, true},
		{"overlapping and repeated", [][]byte{
			packet(0, cryptoFrame(m, 0, 700), cryptoFrame(m, 300, 500)), packet(1, cryptoFrame(m, 600, 1500), cryptoFrame(m, 1400, n)), packet(2, cryptoFrame(m, 0, 700))}, true},
		{"repeated first packet, empty frame", [][]byte{
			packet(0, cryptoFrame(m, 0, 1000)), packet(0, cryptoFrame(m, 0, 1000)), packet(1, cryptoFrame(m, 1000, 1000), cryptoFrame(m, 1000, n))}, true},
		{"hello of 58 kB, some packets reversed", many, true},
		{"changed connection ID keeps the keys", [][]byte{packet(0, cryptoFrame(m, 0, 1000)), server,
			initialPacket{version: quicV1, origin: "8 bytes!", dcid: "server", scid: "client", number: 1, frames: cryptoFrame(m, 1000, n)}.seal(t, 1200)}, true},
		{"server first", [][]byte{server, packet(0, cryptoFrame(m, 0, 1000)), packet(1, cryptoFrame(m, 1000, n))}, true},
		{"Retry changes the keys", [][]byte{packet(0, cryptoFrame(m, 0, 900)), []byte("\xf0\x00\x00\x00\x01\x06client\x08retried!0123456789abcdef"), retried, retriedRest}, true},
		{"version negotiation first", [][]byte{packet(0, cryptoFrame(m, 0, 900)), []byte("\x80\x00\x00\x00\x00\x06client\x088 bytes!\x00\x00\x00\x01"), packet(1, cryptoFrame(m, 900, n))}, true},
		{"behind 0-RTT in a datagram", [][]byte{append(slices.Clone(zeroRTT), packet(0, cryptoFrame(m, 0, 1000))...), packet(1, cryptoFrame(m, 1000, n))}, true},
		{"two Initials in a datagram", [][]byte{append(packet(0, cryptoFrame(m, 0, 1000)), packet(1, cryptoFrame(m, 1000, n))...)}, true},
		{"short header packets between", [][]byte{packet(0, cryptoFrame(m, 0, 1000)), []byte("\x40server...................."), packet(1, cryptoFrame(m, 1000, n))}, true},
		{"a packet lost", [][]byte{packet(1, cryptoFrame(m, 1000, n))}, false},
		{"closed", [][]byte{packet(0, closeFrame)}, false},
		{"one bit wrong", [][]byte{flip(packet(0, cryptoFrame(m, 0, 1000)), 600), packet(1, cryptoFrame(m, 1000, n))}, false},
	} {
		var d Datagrams
		names := readDatagrams(&d, c.datagrams...)
		if got := len(names) == 1 && names[0] == (Name{Host: "abc.example", Via: ViaQUIC}); got != c.want || !c.want && names != nil {
			t.Errorf("%s: names %v", c.name, names)
		}
		if want := (ECH{Seen: true, ConfigID: 0x2a}); c.want && c.datagrams[0] != nil && d.ECH() != want && !strings.Contains(c.name, "58 kB") {
			t.Errorf("%s: ECH %+v", c.name, d.ECH())
		}
	}
}

func flip(b []byte, at int) []byte {
	b[at] ^= 1
	return b
}

func TestQUICRoleAndServerID(t *testing.T) {
	m := handshake(helloBody(extension(51, string(make([]byte, 1800))), serverABC))
	var d Datagrams
	d.Read(initialPacket{version: quicV1, dcid: "8 bytes!", scid: "client", frames: cryptoFrame(m, 0, 1000)}.seal(t, 1200), nil)
	if d.Role() != Client {
		t.Errorf("role %v after a client's Initial", d.Role())
	}
	d.Read(initialPacket{version: quicV1, dcid: "client", scid: "server", frames: ackFrame}.seal(t, 1200), nil)
	if d.Role() != Server {
		t.Errorf("role %v after a server's Initial", d.Role())
	}
	if id := d.ServerID(); string(id) != "server" {
		t.Errorf("the server's connection ID is %q", id)
	}
}

// A Retry makes the client send its hello again, to a connection ID that is not the one
// the connection keeps.
func TestQUICRetryConnectionID(t *testing.T) {
	m := handshake(helloBody(serverABC))
	hello := cryptoFrame(m, 0, len(m))
	first := initialPacket{version: quicV1, dcid: "8 bytes!", scid: "client", frames: hello}.seal(t, 1200)
	retry := []byte("\xf0\x00\x00\x00\x01\x06client\x08retried!token0123456789abcdef")
	again := initialPacket{version: quicV1, dcid: "retried!", scid: "client", token: "token", frames: hello}.seal(t, 1200)
	answer := initialPacket{version: quicV1, origin: "retried!", dcid: "client", scid: "server", frames: ackFrame}.seal(t, 1200)
	ack := initialPacket{version: quicV1, origin: "retried!", dcid: "server", scid: "client", token: "token", frames: ackFrame}.seal(t, 100)
	finished := []byte("\xe0\x00\x00\x00\x01\x06server\x06client\x04\x00\x00\x00\x00")
	for name, datagrams := range map[string][][]byte{
		"both ends":                        {first, retry, again, answer, ack, finished},
		"client's only":                    {first, again, append(ack, finished...)},
		"server's only from the answer on": {first, again, answer},
	} {
		var d Datagrams
		names := readDatagrams(&d, datagrams...)
		if id := d.ServerID(); len(names) != 1 || string(id) != "server" {
			t.Errorf("%s: %v, the server's connection ID is %q", name, names, id)
		}
	}
}

// What does not open is soon left alone, the sooner the more keys each packet may have.
func TestQUICGivesUp(t *testing.T) {
	m := handshake(helloBody(serverABC))
	for _, version := range []uint32{quicV1, 0x0a0a0a0a} {
		var d Datagrams
		reads := 0
		for more := true; more; reads++ {
			more, _ = d.Read(flip(initialPacket{version: version, dcid: fmt.Sprintf("%08d", reads), frames: cryptoFrame(m, 0, len(m))}.seal(t, 1200), 600), nil)
		}
		if want := maxFailures/len(salts(version)) + 1; reads != want || d.protocol != protoUnknown || d.Encryption() != EncryptionUnknown {
			t.Errorf("version %#x: %d reads, %v %v; want %d", version, reads, d.protocol, d.Encryption(), want)
		}
	}
}

// A hello that never gets whole does not keep a flow under watch.
func TestQUICBounded(t *testing.T) {
	m := handshake(helloBody(extension(51, string(make([]byte, 1800))), serverABC))
	var d Datagrams
	d.Read(initialPacket{version: quicV1, dcid: "8 bytes!", frames: cryptoFrame(m, 0, 1000)}.seal(t, 1200), nil)
	reads := 1
	for more := true; more; reads++ {
		more, _ = d.Read([]byte("\x40a short header packet"), nil)
	}
	if reads > maxReads+1 {
		t.Errorf("%d reads, want %d at most", reads, maxReads+1)
	}
}

func TestLooksQUIC(t *testing.T) {
	initial := hexFile(t, "rfc9001-a2.hex")
	for _, c := range []struct {
		name  string
		bytes []byte
		want  bool
	}{
		{"Initial", initial, true},
		{"Initial, snapped", initial[:200], true},
		{"DNS", []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x00\x00\x01\x00\x01"), false},
		{"version negotiation", []byte("\x80\x00\x00\x00\x00\x00\x088 bytes!\x00\x00\x00\x01"), false},
		{"short header", []byte("\x40server...................."), false},
		{"RTP", []byte("\x80\x60\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01"), false},
		{"empty", nil, false},
	} {
		if got := looksQUIC(c.bytes); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func BenchmarkQUIC(b *testing.B) {
	packet := hexFile(b, "rfc9001-a2.hex")
	out := make([]Name, 0, 4)
	b.ReportAllocs()
	for b.Loop() {
		var d Datagrams
		d.Read(packet, out)
	}
}
