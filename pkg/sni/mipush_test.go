package sni

import (
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// miPushMessage is a message of Xiaomi's cloud messaging from Protocol Buffers fields:
// number, value, number, value …
func miPushMessage(header, body []any) []byte {
	encode := func(fields []any) (b []byte) {
		for i := 0; i < len(fields); i += 2 {
			b = protowire.AppendTag(b, protowire.Number(fields[i].(int)), protowire.BytesType)
			b = protowire.AppendString(b, fields[i+1].(string))
		}
		return b
	}
	h, p := encode(header), encode(body)
	h = protowire.AppendVarint(protowire.AppendTag(h, 1, protowire.VarintType), 0)
	length := 8 + len(h) + len(p)
	b := []byte{0xc2, 0xfe, 0, 5, 0, 0, byte(length >> 8), byte(length), 0, 2, byte(len(h) >> 8), byte(len(h)), 0, 0, byte(len(p) >> 8), byte(len(p))}
	return append(append(append(b, h...), p...), "sum!"...)
}

func miPushOpening(server string) []byte {
	return miPushMessage([]any{miPushDomain, "xiaomi.com", miPushCommand, "CONN"},
		[]any{miPushModel, "Model 1", 3, "build-1", 4, "device-1", 6, "wifi", miPushServer, server, 8, "en_US"})
}

func TestMiPush(t *testing.T) {
	conn := []any{miPushDomain, "xiaomi.com", miPushCommand, "CONN"}
	for _, c := range []struct {
		name     string
		bytes    []byte
		host     string
		addr     bool
		protocol protocol
		role     Role
		model    string
	}{
		{"host and port", miPushOpening("push.vendor.example:5222"), "push.vendor.example", false, protoMiPush, Client, "Model 1"},
		{"host", miPushOpening("push.vendor.example"), "push.vendor.example", false, protoMiPush, Client, "Model 1"},
		{"address and port", miPushOpening("192.0.2.1:5222"), "192.0.2.1", true, protoMiPush, Client, "Model 1"},
		{"the server's answer", miPushMessage(conn, []any{1, "challenge"}), "", false, protoMiPush, Server, ""},
		{"another command", miPushMessage([]any{miPushDomain, "xiaomi.com", miPushCommand, "PING"}, nil), "", false, protoUnknown, RoleUnknown, ""},
		{"another domain", miPushMessage([]any{miPushDomain, "vendor.example", miPushCommand, "CONN"}, nil), "", false, protoUnknown, RoleUnknown, ""},
		{"lengths that disagree", append([]byte{0xc2, 0xfe, 0, 5, 0, 0, 0, 9, 0, 2, 0, 0, 0, 0, 0, 0}, make([]byte, 20)...), "", false, protoUnknown, RoleUnknown, ""},
	} {
		var r Reader
		names := read(&r, c.bytes)
		host, addr := "", false
		if len(names) > 0 {
			host, addr = names[0].Host, names[0].IsAddr
		}
		if host != c.host || addr != c.addr || r.protocol != c.protocol || r.Role() != c.role || r.Model() != c.model {
			t.Errorf("%s: %v %v %v %q", c.name, names, r.protocol, r.Role(), r.Model())
		}
	}
}
