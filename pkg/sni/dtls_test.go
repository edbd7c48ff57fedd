package sni

import (
	"slices"
	"testing"

	"golang.org/x/crypto/cryptobyte"
)

// dtlsHello is a ClientHello's body for DTLS: version and cookie differ.
func dtlsHello(cookie string, extensions ...[]byte) []byte {
	body := helloBody(extensions...)
	body[0], body[1] = 0xfe, 0xfd
	return slices.Concat(body[:35], []byte{byte(len(cookie))}, []byte(cookie), body[35:])
}

// dtlsPart is a record with message[from:to] of a handshake message.
func dtlsPart(kind uint8, message []byte, sequence uint16, from, to int) []byte {
	var b cryptobyte.Builder
	b.AddBytes([]byte{recordHandshake, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, byte(sequence)})
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(kind)
		b.AddUint24(uint32(len(message)))
		b.AddUint16(sequence)
		b.AddUint24(uint32(from))
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(message[from:to]) })
	})
	return b.BytesOrPanic()
}

// dtlsFlows are flows that all name abc.example.
func dtlsFlows() map[string][][]byte {
	m := dtlsHello("", grease, extension(51, string(make([]byte, 300))), serverABC)
	again := dtlsHello("a cookie", grease, extension(51, string(make([]byte, 300))), serverABC)
	n := len(m)
	part := func(from, to int) []byte { return dtlsPart(clientHelloType, m, 0, from, to) }
	verify := dtlsPart(3, []byte("\xfe\xff\x08a cookie"), 0, 0, 11)
	stun := []byte("\x00\x01\x00\x00\x21\x12\xa4\x42transaction!")
	return map[string][][]byte{
		"one datagram":           {part(0, n)},
		"two fragments":          {part(0, 100), part(100, n)},
		"reversed":               {part(200, n), part(0, 200)},
		"overlapping":            {part(0, 150), part(100, 300), part(250, n)},
		"two records a datagram": {slices.Concat(part(0, 100), part(100, n))},
		"cookie":                 {part(0, 100), verify, dtlsPart(clientHelloType, again, 1, 0, len(again))},
		"cookie, fragments":      {verify, dtlsPart(clientHelloType, again, 1, 200, len(again)), dtlsPart(clientHelloType, again, 1, 0, 200)},
		"server's answer first":  {verify, part(0, n)},
		"between STUN":           {stun, part(0, 100), stun, part(100, n)},
		"alert first":            {[]byte("\x15\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x01\x00"), part(0, n)},
	}
}

func TestDTLS(t *testing.T) {
	for name, datagrams := range dtlsFlows() {
		var d Datagrams
		if got := readDatagrams(&d, datagrams...); len(got) != 1 || got[0] != (Name{Host: "abc.example", Via: ViaDTLS}) {
			t.Errorf("%s: names %v", name, got)
		}
		if d.protocol != protoDTLS || d.Role() != Client || d.Encryption() != EncryptedDTLS {
			t.Errorf("%s: %v %v %v", name, d.protocol, d.Role(), d.Encryption())
		}
	}
}

func TestDTLSPrefix(t *testing.T) {
	m := dtlsHello("", serverABC, extension(51, string(make([]byte, 300))))
	datagram := dtlsPart(clientHelloType, m, 0, 0, len(m))
	end := len(datagram) - 304
	for i := range datagram {
		var d Datagrams
		if got := readDatagrams(&d, datagram[:i]); (len(got) == 1) != (i >= end) {
			t.Fatalf("cut to %d bytes, the name ends at %d: names %v", i, end, got)
		}
	}
}

func TestNoDTLS(t *testing.T) {
	m := dtlsHello("", serverABC)
	good := dtlsPart(clientHelloType, m, 0, 0, len(m))
	for _, c := range []struct {
		name string
		at   int
		to   byte
	}{
		{"TLS version", 1, 3},
		{"epoch 1", 4, 1},
		{"another handshake type", 13, 16},
		{"fragment beyond the message", 20, 9},
		{"client version 3.3", 25, 3},
	} {
		b := slices.Clone(good)
		b[c.at] = c.to
		if got := readDatagrams(new(Datagrams), b); got != nil {
			t.Errorf("%s: names %v", c.name, got)
		}
	}
}
