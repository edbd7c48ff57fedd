package sni

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"unsafe"

	"github.com/flowscan/flowscan/pkg/hostname"
)

// conversation is one direction of a TCP connection and what it says.
type conversation struct {
	name       string
	bytes      []byte
	want       []Name
	protocol   protocol
	role       Role
	encryption Encryption
	proxy      bool
}

// conversations are whole and well-formed; the tests cut them.
func conversations(t testing.TB) []conversation {
	hello := recordHello(t, "www.vendor.example")
	sni := Name{Host: "www.vendor.example", Via: ViaSNI}
	after := func(before string) []byte { return append([]byte(before), hello...) }
	return []conversation{
		{"ClientHello", hello, []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"ClientHello in records of 100 bytes", rerecord(hello, 100), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"ClientHello in records of 1 byte", rerecord(hello, 1), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"alert, then ClientHello", after("\x15\x03\x01\x00\x02\x01\x00"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"TLCP ClientHello", tlcp(hello), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"SSLv2 ClientHello", []byte("\x80\x1c\x01\x03\x00\x00\x03\x00\x00\x00\x10\x00\x00\x0a" + "0123456789abcdef"), nil, protoTLS, Client, EncryptedTLS, false},
		{"HTTP GET", []byte("GET /index.html HTTP/1.1\r\nUser-Agent: x\r\nHost: www.vendor.example\r\n\r\n"), []Name{{Host: "www.vendor.example", Via: ViaHTTP}}, protoHTTP, Client, Clear, false},
		{"HTTP, two hosts and bodies", []byte("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nHost:" +
			"PUT /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nhost:b.example:8080\r\n\r\n5;x=y\r\nGET /\r\n0\r\nDigest: z\r\n\r\n" +
			"GET / HTTP/1.1\r\nHost: A.example.\r\n\r\n"),
			[]Name{{Host: "a.example", Via: ViaHTTP}, {Host: "b.example", Via: ViaHTTP}}, protoHTTP, Client, Clear, false},
		{"HTTP CONNECT, then TLS", after("CONNECT proxied.example:443 HTTP/1.1\r\nHost: ignored.example\r\n\r\n"),
			[]Name{{Host: "proxied.example", Via: ViaHTTP}, sni}, protoTLS, Client, EncryptedTLS, true},
		{"HTTP response", []byte("HTTP/1.1 200 OK\r\n\r\n"), nil, protoHTTP, Server, Clear, false},
		{"HTTP/2", http2Request("www.vendor.example"), []Name{{Host: "www.vendor.example", Via: ViaHTTP}}, protoHTTP, Client, Clear, false},
		{"SSH", []byte("SSH-2.0-OpenSSH_9.9\r\n"), nil, protoSSH, RoleUnknown, EncryptedSSH, false},
		{"SMTP STARTTLS", after("EHLO client.example\r\nSTARTTLS\r\n"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"SMTP in clear", []byte("EHLO client.example\r\nMAIL FROM:<a@b.example>\r\nDATA\r\nHost: x\r\n"), nil, protoSMTP, Client, Clear, false},
		{"SMTP greeting", []byte("220 mx.vendor.example ESMTP ready\r\n250 ok\r\n"), []Name{{Host: "mx.vendor.example", Via: ViaBanner}}, protoSMTP, Server, Clear, false},
		{"IMAP STARTTLS", after("a1 CAPABILITY\r\na2 STARTTLS\r\n"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"IMAP greeting", []byte("* OK IMAP4rev1 ready\r\n"), nil, protoIMAP, Server, Clear, false},
		{"POP3 STLS", after("CAPA\r\nSTLS\r\n"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"POP3 greeting", []byte("+OK ready\r\n"), nil, protoPOP3, Server, Clear, false},
		{"FTP AUTH TLS", after("AUTH TLS\r\n"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"FTP HOST", []byte("HOST ftp.vendor.example\r\nUSER anonymous\r\n"), []Name{{Host: "ftp.vendor.example", Via: ViaApp}}, protoFTP, Client, Clear, false},
		{"FTP greeting", []byte("220-FTP server\r\n"), nil, protoFTP, Server, Clear, false},
		{"XMPP starttls", after("<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='vendor.example'><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
			[]Name{{Host: "vendor.example", Via: ViaApp}, sni}, protoTLS, Client, EncryptedTLS, false},
		{"LDAP StartTLS", after("\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"LDAP StartTLS, long lengths", after("\x30\x84\x00\x00\x00\x21\x02\x01\x01\x77\x84\x00\x00\x00\x18\x80\x161.3.6.1.4.1.1466.20037"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"LDAP bind", []byte("\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"), nil, protoLDAP, Client, Clear, false},
		{"PostgreSQL SSLRequest", after("\x00\x00\x00\x08\x04\xd2\x16\x2f"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"PostgreSQL GSSENCRequest, then SSLRequest", after("\x00\x00\x00\x08\x04\xd2\x16\x30\x00\x00\x00\x08\x04\xd2\x16\x2f"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"MySQL SSLRequest", after("\x20\x00\x00\x01\x85\xae\x03\x00\x00\x00\x00\x01\x08" + string(make([]byte, 23))), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"SQL Server PRELOGIN", append([]byte("\x12\x01\x00\x0c\x00\x00\x00\x00\xff\x00\x00\x00"), append([]byte{0x12, 1, byte((len(hello) + 8) >> 8), byte(len(hello) + 8), 0, 0, 1, 0}, hello...)...),
			[]Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"RDP", after("\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x0b\x00\x00\x00"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"PROXY protocol 1", after("PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"PROXY protocol 2", after("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x01\xc0\x00\x02\x02\x03\xe8\x01\xbb"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"SOCKS 4, address", after("\x04\x01\x01\xbb\xc0\x00\x02\x01user\x00"), []Name{{Host: "192.0.2.1", Via: ViaApp, IsAddr: true}, sni}, protoTLS, Client, EncryptedTLS, true},
		{"SOCKS 4A", after("\x04\x01\x01\xbb\x00\x00\x00\x01\x00proxied.example\x00"), []Name{{Host: "proxied.example", Via: ViaApp}, sni}, protoTLS, Client, EncryptedTLS, true},
		{"SOCKS 5 with login", after("\x05\x02\x00\x02\x01\x04user\x04pass\x05\x01\x00\x03\x0fproxied.example\x01\xbb"), []Name{{Host: "proxied.example", Via: ViaApp}, sni}, protoTLS, Client, EncryptedTLS, true},
		{"SOCKS 5, IPv6", []byte("\x05\x01\x00\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x01\xbb"), []Name{{Host: "2001:db8::1", Via: ViaApp, IsAddr: true}}, protoSOCKS, Client, Clear, true},
		{"RTSP", []byte("DESCRIBE rtsp://cam.vendor.example:8554/live RTSP/1.0\r\nCSeq: 1\r\n\r\n"), []Name{{Host: "cam.vendor.example", Via: ViaApp}}, protoRTSP, Client, Clear, false},
		{"SIP", []byte("REGISTER sip:vendor.example SIP/2.0\r\n\r\n"), nil, protoSIP, Client, Clear, false},
		{"RTMP", rtmpConnect("rtmp://live.vendor.example/app"), []Name{{Host: "live.vendor.example", Via: ViaApp}}, protoRTMP, Client, Clear, false},
		{"RTMP, sizes first", rtmpSizesFirst("rtmp://live.vendor.example/app"), []Name{{Host: "live.vendor.example", Via: ViaApp}}, protoRTMP, Client, Clear, false},
		{"ManageSieve STARTTLS", after("STARTTLS\r\n"), []Name{sni}, protoTLS, Client, EncryptedTLS, false},
		{"IRC", []byte("NICK me\r\nUSER me 0 * :Me\r\n"), nil, protoUnknown, Client, Clear, false},
		{"MQTT", []byte("\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02id"), nil, protoMQTT, Client, Clear, false},
		{"MiPush", miPushOpening("push.vendor.example:5222"), []Name{{Host: "push.vendor.example", Via: ViaApp}}, protoMiPush, Client, EncryptionUnknown, false},
		{"IKE over TCP", []byte("IKETCP\x00\x24\x00\x00\x00\x00initiate"), nil, protoIKE, Client, EncryptedVPN, false},
		{"OpenVPN over TCP, tls-crypt-v2", []byte("\x01\x42\x5012345678" + "\x00\x00\x00\x01time" + "0123456789abcdef0123456789abcdef" + "crypt" + string(make([]byte, 266)) + "\x01\x0c"),
			nil, protoOpenVPN, Client, EncryptedVPN, false},
		{"OpenVPN over TCP", []byte("\x00\x0e\x3812345678\x00\x00\x00\x00\x00"), nil, protoOpenVPN, Client, EncryptedVPN, false},
	}
}

// tlcp is a ClientHello's record with the version of TLCP.
func tlcp(record []byte) []byte {
	record = bytes.Clone(record)
	record[1], record[2] = 1, 1
	record[9], record[10] = 1, 1 // client_version
	return record
}

// read gives a direction's pieces to a Reader as a caller does: what is not consumed
// comes again with the next piece in front of it.
func read(r *Reader, pieces ...[]byte) []Name {
	var pending []byte
	var names []Name
	skip := 0
	for _, p := range pieces {
		k := min(skip, len(p))
		skip -= k
		if pending = append(pending, p[k:]...); len(pending) == 0 {
			continue
		}
		n, more, found := r.Read(pending, names)
		if names = found; n < 0 {
			panic("Read consumed less than nothing")
		}
		if !more {
			break
		}
		skip = max(0, n-len(pending))
		pending = pending[min(n, len(pending)):]
	}
	return names
}

func TestReader(t *testing.T) {
	for _, c := range conversations(t) {
		var r Reader
		if got := read(&r, c.bytes); !slices.Equal(got, c.want) {
			t.Errorf("%s: names %v, want %v", c.name, got, c.want)
		}
		got := fmt.Sprint(r.protocol, r.Role(), r.Encryption(), r.Proxy())
		if want := fmt.Sprint(c.protocol, c.role, c.encryption, c.proxy); got != want {
			t.Errorf("%s: %s, want %s", c.name, got, want)
		}
	}
}

// A conversation says the same however its bytes come.
func TestReaderSplit(t *testing.T) {
	for _, c := range conversations(t) {
		check := func(pieces ...[]byte) {
			var r Reader
			if got := read(&r, pieces...); !slices.Equal(got, c.want) || r.protocol != c.protocol || r.Role() != c.role || r.Encryption() != c.encryption {
				t.Fatalf("%s in pieces of %d and %d bytes: %v %v %v %v", c.name, len(pieces[0]), len(pieces[1]), got, r.protocol, r.Role(), r.Encryption())
			}
		}
		step := 1 + len(c.bytes)/60 // every byte of the short ones
		for i := 0; i < len(c.bytes); i += 1 + len(c.bytes)/4000 {
			check(c.bytes[:i], c.bytes[i:])
			for j := i; j < len(c.bytes) && i%step == 0; j += step {
				check(c.bytes[:i], c.bytes[i:j], c.bytes[j:])
			}
		}
		check(slices.Collect(slices.Chunk(c.bytes, 1))...)
	}
}

// A direction cut short says nothing wrong.
func TestReaderPrefix(t *testing.T) {
	for _, c := range conversations(t) {
		for i := range c.bytes {
			var r Reader
			if got := read(&r, c.bytes[:i]); len(got) > len(c.want) || !slices.Equal(got, c.want[:len(got)]) {
				t.Fatalf("%s cut to %d bytes: names %v", c.name, i, got)
			}
		}
	}
}

func TestReaderGap(t *testing.T) {
	hello := recordHello(t, "www.vendor.example")
	request := []byte("GET / HTTP/1.1\r\nHost: b.example\r\n\r\n")
	for _, c := range []struct {
		name          string
		before, after []byte
		want          []Name
	}{
		{"between requests", []byte("GET / HTTP/1.1\r\nHost: a.example\r\nX: "), request, []Name{{Host: "a.example", Via: ViaHTTP}, {Host: "b.example", Via: ViaHTTP}}},
		{"before TLS", []byte("EHLO client.example\r\n"), hello, []Name{{Host: "www.vendor.example", Via: ViaSNI}}},
		{"within a hello", hello[:40], hello[60:], nil},
		{"before everything", nil, request, []Name{{Host: "b.example", Via: ViaHTTP}}},
	} {
		var r Reader
		names := read(&r, c.before)
		r.Gap()
		_, _, names = r.Read(c.after, names)
		if !slices.Equal(names, c.want) {
			t.Errorf("%s: names %v, want %v", c.name, names, c.want)
		}
	}
}

// A bulk transfer is soon left alone; a request at a segment's start is still found
// shortly after a capture began.
func TestReaderLost(t *testing.T) {
	bulk := bytes.Repeat([]byte{0xff, 0, 1, 0x80}, 350)
	var r Reader
	reads := 0
	for more := true; more; reads++ {
		_, more, _ = r.Read(bulk, nil)
	}
	if reads > maxLooks+1 {
		t.Errorf("%d reads of a bulk transfer, want %d at most", reads, maxLooks+1)
	}
	r = Reader{}
	r.Read(bulk, nil)
	if _, _, names := r.Read([]byte("GET / HTTP/1.1\r\nHost: late.example\r\n\r\n"), nil); len(names) != 1 {
		t.Errorf("a request in mid-stream: names %v", names)
	}
}

func TestReaderSize(t *testing.T) {
	if size := unsafe.Sizeof(Reader{}); size > 64 {
		t.Errorf("a Reader takes %d bytes; there is one a young direction", size)
	}
}

func TestReaderAllocations(t *testing.T) {
	out := make([]Name, 0, 8)
	for _, c := range []struct {
		name  string
		bytes []byte
		want  float64
	}{
		{"bulk", bytes.Repeat([]byte{0xff, 0, 1, 0x80}, 350), 0},
		{"TLS application data", append([]byte("\x17\x03\x03\x05\x00"), make([]byte, 1280)...), 0},
		{"HTTP response", []byte("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"), 0},
		{"HTTP without a host", []byte("GET / HTTP/1.0\r\nAccept: */*\r\n\r\n"), 0},
		{"ClientHello without a name", recordHello(t, ""), 0},
		{"ClientHello", recordHello(t, "www.vendor.example"), 1},
		{"HTTP", []byte("GET / HTTP/1.1\r\nHost: www.vendor.example\r\n\r\n"), 1},
		{"HTTP kept alive", bytes.Repeat([]byte("GET / HTTP/1.1\r\nHost: www.vendor.example\r\n\r\n"), 20), 1},
	} {
		got := testing.AllocsPerRun(50, func() {
			var r Reader
			r.Read(c.bytes, out)
		})
		if got != c.want {
			t.Errorf("%s: %v allocations, want %v", c.name, got, c.want)
		}
	}
}

// FuzzReader holds for any bytes, split anywhere: a Reader makes progress within its
// limits, and finds the same names in one piece or two.
func FuzzReader(f *testing.F) {
	for _, c := range conversations(f) {
		f.Add(c.bytes, uint16(len(c.bytes)/2))
	}
	f.Fuzz(func(t *testing.T, b []byte, at uint16) {
		var whole, split Reader
		i := min(int(at), len(b))
		one, two := read(&whole, b), read(&split, b[:i], b[i:])
		// Where a direction is not understood, b's start is looked at, which splitting moves.
		if whole.protocol != protoUnknown && split.protocol == whole.protocol && whole.step != stepLost && split.step != stepLost &&
			whole.step == split.step && whole.count == split.count && !slices.Equal(one, two) {
			t.Errorf("one piece: %v; cut at %d: %v", one, i, two)
		}
		for _, n := range one {
			if n.Host == "" || n.Via == ViaUnknown || len(n.Host) > hostname.MaxLength {
				t.Errorf("name %+v", n)
			}
		}
	})
}

func BenchmarkReader(b *testing.B) {
	for _, c := range conversations(b) {
		if c.name != "ClientHello" && c.name != "HTTP GET" {
			continue
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			out := make([]Name, 0, 8)
			for b.Loop() {
				var r Reader
				r.Read(c.bytes, out)
			}
		})
	}
}
