package sni

import "testing"

// What starts like a protocol and is none says nothing.
func TestNearMisses(t *testing.T) {
	zeros := string(make([]byte, 64))
	for _, c := range []struct{ name, bytes string }{
		{"OpenFlow 1.3, like SOCKS 4A", "\x04\x01\x00\x10\x00\x00\x00\x01\x00d\x00"},
		{"SOCKS 4, network address", "\x04\x01\x01\xbb\xc0\x00\x02\x00user\x00"},
		{"SOCKS 4, port 0", "\x04\x01\x00\x00\xc0\x00\x02\x01user\x00"},
		{"SOCKS 4, multicast", "\x04\x01\x01\xbb\xe0\x00\x02\x01user\x00"},
		{"SOCKS 4, binary user", "\x04\x01\x01\xbb\xc0\x00\x02\x01us\x01er\x00"},
		{"SOCKS 5, no methods", "\x05\x00\x05\x01\x00\x03\x09a.example\x01\xbb"},
		{"SOCKS 5, unknown command", "\x05\x01\x00\x05\x09\x00\x03\x09a.example\x01\xbb"},
		{"SOCKS 5, unknown address type", "\x05\x01\x00\x05\x01\x00\x02\x09a.example\x01\xbb"},
		{"LDAP, no message", "\x30\x0c\x04\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"},
		{"LDAP, another extended request", "\x30\x0b\x02\x01\x01\x77\x06\x80\x041.30"},
		{"LDAP, another operation", "\x30\x05\x02\x01\x01\x42\x00"},
		{"MySQL, no TLS", "\x20\x00\x00\x01\x85\xa6\x03\x00\x00\x00\x00\x01\x08" + zeros[:23]},
		{"MySQL, filled filler", "\x20\x00\x00\x01\x85\xae\x03\x00\x00\x00\x00\x01\x08" + "user" + zeros[:19]},
		{"TDS, no length", "\x12\x01\x00\x08\x00\x00\x00\x00" + zeros},
		{"TPKT, neither connection request nor confirm", "\x03\x00\x00\x13\x0e\xf0" + zeros},
		{"RTMP, no command", string(append(make([]byte, 0, 4000), ("\x03\x00\x00\x00\x00"+string(make([]byte, rtmpHandshake-5))+"\x02\x00\x00\x00\x00\x00\x04\x01\x00\x00\x00\x00")...)) + zeros},
		{"MQTT, another name", "\x10\x0e\x00\x04MQTQ\x04\x02\x00\x3c\x00\x02id"},
		{"MQTT, length of five bytes", "\x10\x80\x80\x80\x80\x01\x00\x04MQTT"},
		{"SSLv2 hello, lengths that disagree", "\x80\x1c\x01\x03\x00\x00\x03\x00\x00\x00\x11\x00\x00\x0a" + "0123456789abcdef"},
		{"SSLv2 hello, another message", "\x80\x1c\x04\x03\x00\x00\x03\x00\x00\x00\x10" + zeros},
		{"XML, no stream", "<?xml version='1.0'?><soap to='a.example'>"},
		{"PROXY line without end", "PROXY " + zeros + zeros},
		{"OpenVPN over TCP, no session", "\x00\x0e\x38" + zeros[:13]},
		{"an FTP reply like an IMAP tag", "530 LOGIN incorrect\r\n"},
		{"a line of text", "hello, world\r\n"},
		{"text without a line's end, then not", "hello, \x01"},
		{"PostgreSQL StartupMessage", "\x00\x00\x00\x21\x00\x03\x00\x00user\x00me\x00"},
	} {
		var r Reader
		if names := read(&r, []byte(c.bytes)); names != nil || r.protocol != protoUnknown || r.Encryption() != EncryptionUnknown || r.Proxy() {
			t.Errorf("%s: %v %v %v", c.name, names, r.protocol, r.Encryption())
		}
	}
}
