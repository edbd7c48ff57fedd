package sni

import (
	"strings"
	"testing"
)

func TestCommand(t *testing.T) {
	for _, c := range []struct {
		line     string
		protocol protocol
		role     Role
	}{
		{"EHLO client.example", protoSMTP, Client},
		{"helo client.example", protoSMTP, Client},
		{"CAPA", protoPOP3, Client},
		{"AUTH TLS", protoFTP, Client},
		{"AUTH PLAIN", protoUnknown, Client},
		{"USER me", protoUnknown, Client}, // POP3's and FTP's
		{"NICK me", protoUnknown, Client},
		{"CAPABILITIES", protoUnknown, Client},
		{"STARTTLS", protoUnknown, Client},
		{"a1 STARTTLS", protoIMAP, Client},
		{"a001 login me secret", protoIMAP, Client},
		{"* OK ready", protoIMAP, Server},
		{"* BYE", protoUnknown, RoleUnknown},
		{"+OK ready", protoPOP3, Server},
		{"220 mx.vendor.example ESMTP", protoSMTP, Server},
		{"220-Welcome to FTP", protoFTP, Server},
		{"220 ready", protoUnknown, Server},
		{"2200 ready", protoUnknown, RoleUnknown},
		{"", protoUnknown, RoleUnknown},
	} {
		if p, r := command([]byte(c.line)); p != c.protocol || r != c.role {
			t.Errorf("%q: %v %v, want %v %v", c.line, p, r, c.protocol, c.role)
		}
	}
}

// The protocol is the later command's where several share the first one's word.
func TestTextProtocolToldLater(t *testing.T) {
	for bytes, want := range map[string]protocol{
		"USER me\r\nPASS x\r\nSTAT\r\n": protoPOP3,
		"USER me\r\nPASS x\r\nSYST\r\n": protoFTP,
		"USER me\r\nPASS x\r\n":         protoUnknown,
	} {
		var r Reader
		read(&r, []byte(bytes))
		if r.protocol != want || r.Encryption() != Clear {
			t.Errorf("%q: %v %v, want %v", bytes, r.protocol, r.Encryption(), want)
		}
	}
}

// A long conversation in clear is left alone after some lines, a message after DATA.
func TestTextEnds(t *testing.T) {
	for _, text := range []string{"EHLO c.example\r\nDATA\r\n", "EHLO c.example\r\n" + strings.Repeat("NOOP\r\n", maxLines), "EHLO c.example\r\n" + strings.Repeat("x", maxLine+1)} {
		var r Reader
		if _, more, _ := r.Read([]byte(text), nil); more {
			t.Errorf("%.30q…: more", text)
		}
	}
}

func TestGreeting(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"220 mail.shop.example ESMTP Postfix\r\n", "mail.shop.example"},
		{"220-Mail.Shop.Example Simple SMTP service\r\n220 ready\r\n", "mail.shop.example"},
		{"220 files.shop.example FTP server ready\r\n", ""},
		{"220 localhost ESMTP\r\n", ""},
		{"220 [192.0.2.1] ESMTP\r\n", "192.0.2.1"},
		{"250 mail.shop.example SMTP\r\n", ""},
		{"220\r\n", ""},
	} {
		var r Reader
		_, _, names := r.Read([]byte(c.text), nil)
		got := ""
		if len(names) == 1 && names[0].Via == ViaBanner {
			got = names[0].Host
		}
		if got != c.want || len(names) > 1 {
			t.Errorf("%q: names %v, want %q", c.text, names, c.want)
		}
	}
}
