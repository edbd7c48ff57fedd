package sni

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"
)

// recordHello returns the TLS record that crypto/tls opens a connection with.
func recordHello(t testing.TB, serverName string) []byte {
	t.Helper()
	client, server := net.Pipe()
	defer server.Close()
	go func() {
		defer client.Close()
		client.SetDeadline(time.Now().Add(10 * time.Second))
		tls.Client(client, &tls.Config{ServerName: serverName, InsecureSkipVerify: true}).Handshake()
	}()
	header := make([]byte, 5)
	if _, err := io.ReadFull(server, header); err != nil {
		t.Fatal(err)
	}
	record := append(header, make([]byte, int(header[3])<<8|int(header[4]))...)
	if _, err := io.ReadFull(server, record[5:]); err != nil {
		t.Fatal(err)
	}
	return record
}

// rerecord cuts a record's fragment into records of at most size bytes.
func rerecord(record []byte, size int) []byte {
	var out []byte
	for part := range slices.Chunk(record[5:], size) {
		out = append(out, record[0], record[1], record[2], byte(len(part)>>8), byte(len(part)))
		out = append(out, part...)
	}
	return out
}

// extension is an extension as it stands in a hello.
func extension(kind uint16, body string) []byte {
	var b cryptobyte.Builder
	b.AddUint16(kind)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(body)) })
	return b.BytesOrPanic()
}

// helloBody is a ClientHello's body with these extensions and nothing special else.
func helloBody(extensions ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddUint16(0x0303)
	b.AddBytes(make([]byte, 32))
	b.AddUint8(0)                     // no session
	b.AddBytes([]byte{0, 2, 0x13, 1}) // one cipher suite
	b.AddBytes([]byte{1, 0})          // no compression
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(extensions, nil)) })
	return b.BytesOrPanic()
}

// helloRecord puts a body into a handshake message and a record.
func helloRecord(body []byte) []byte {
	var b cryptobyte.Builder
	b.AddBytes([]byte{recordHandshake, 3, 1})
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(clientHelloType)
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(body) })
	})
	return b.BytesOrPanic()
}

var (
	grease     = extension(0x5a5a, "")
	serverABC  = extension(extensionServerName, "\x00\x0e\x00\x00\x0babc.example")
	outerHello = extension(extensionECH, "\x00\x00\x01\x00\x01\x2a\x00\x00\x00\x00")
	innerHello = extension(extensionECH, "\x01")
)

func TestClientHello(t *testing.T) {
	abc := []Name{{Host: "abc.example", Via: ViaSNI}}
	broken := []byte{0, 99, 0xff, 0xff, 1}
	for _, c := range []struct {
		name string
		body []byte
		want []Name
		ech  ECH
	}{
		{"name first", helloBody(serverABC, grease), abc, ECH{}},
		{"name last", helloBody(grease, extension(51, string(make([]byte, 1200))), serverABC), abc, ECH{}},
		{"no extensions", helloBody(), nil, ECH{}},
		{"no extensions block", helloBody()[:41], nil, ECH{}},
		{"broken extension after the name", helloBody(serverABC, broken), abc, ECH{}},
		{"broken extension before the name", helloBody(broken, serverABC), nil, ECH{}},
		{"two server_name extensions", helloBody(serverABC, extension(extensionServerName, "\x00\x0e\x00\x00\x0bxyz.example")), abc, ECH{}},
		{"name of another type first", helloBody(extension(extensionServerName, "\x00\x13\x01\x00\x02xx\x00\x00\x0babc.example")), abc, ECH{}},
		{"list length too long", helloBody(extension(extensionServerName, "\xff\xff\x00\x00\x0babc.example")), abc, ECH{}},
		{"list length zero", helloBody(extension(extensionServerName, "\x00\x00\x00\x00\x0babc.example")), abc, ECH{}},
		{"name longer than its list", helloBody(extension(extensionServerName, "\x00\x0e\x00\x00\x1babc.example")), nil, ECH{}},
		{"empty name", helloBody(extension(extensionServerName, "\x00\x03\x00\x00\x00")), nil, ECH{}},
		{"empty extension, as servers answer", helloBody(extension(extensionServerName, "")), nil, ECH{}},
		{"address for a name", helloBody(extension(extensionServerName, "\x00\x0c\x00\x00\x09192.0.2.1")), []Name{{Host: "192.0.2.1", Via: ViaSNI, IsAddr: true}}, ECH{}},
		{"ECH behind the name", helloBody(serverABC, outerHello), abc, ECH{Seen: true, ConfigID: 0x2a}},
		{"ECH in front of the name", helloBody(outerHello, serverABC), abc, ECH{Seen: true, ConfigID: 0x2a}},
		{"encrypted SNI instead of a name", helloBody(extension(extensionESNI, "\x13\x01")), nil, ECH{Seen: true}},
		{"inner hello", helloBody(innerHello, serverABC), abc, ECH{}},
		{"hello of 60 kB", helloBody(extension(51, string(make([]byte, 30000))), extension(41, string(make([]byte, 30000))), serverABC), abc, ECH{}},
	} {
		var r Reader
		record := rerecord(append([]byte{recordHandshake, 3, 1, 0, 0}, handshake(c.body)...), 16<<10)
		if got := read(&r, slices.Collect(slices.Chunk(record, 1460))...); !slices.Equal(got, c.want) {
			t.Errorf("%s: names %v, want %v", c.name, got, c.want)
		}
		if r.ECH() != c.ech {
			t.Errorf("%s: ECH %+v, want %+v", c.name, r.ECH(), c.ech)
		}
		if r.protocol != protoTLS || r.Role() != Client || r.Encryption() != EncryptedTLS {
			t.Errorf("%s: %v %v %v", c.name, r.protocol, r.Role(), r.Encryption())
		}
	}
}

// handshake is a ClientHello message with this body.
func handshake(body []byte) []byte {
	return append([]byte{clientHelloType, byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...)
}

func TestNoClientHello(t *testing.T) {
	good := helloRecord(helloBody(serverABC))
	change := func(at int, to byte) []byte {
		b := bytes.Clone(good)
		b[at] = to
		return b
	}
	for _, c := range []struct {
		name  string
		bytes []byte
	}{
		{"content type 21", change(0, recordAlert)},
		{"content type 25", change(0, 25)},
		{"record version 2.1", change(1, 2)},
		{"record version 3.9", change(2, 9)},
		{"handshake type 99", change(5, 99)},
		{"client version 4.3", change(9, 4)},
		{"session of 33 bytes", change(43, 33)},
		{"odd cipher suites", change(45, 3)},
		{"a hello in a ServerHello", change(5, serverHelloType)},
	} {
		var r Reader
		if got := read(&r, c.bytes); got != nil {
			t.Errorf("%s: names %v", c.name, got)
		}
	}
}

// The name is there as soon as its extension is, and not before.
func TestClientHelloTailLost(t *testing.T) {
	record := helloRecord(helloBody(grease, serverABC, extension(51, string(make([]byte, 1200)))))
	end := bytes.Index(record, []byte("abc.example")) + len("abc.example")
	for i := range record {
		var r Reader
		if got := read(&r, record[:i]); (len(got) == 1) != (i >= end) {
			t.Fatalf("hello cut to %d bytes, its name ends at %d: names %v", i, end, got)
		}
	}
}
