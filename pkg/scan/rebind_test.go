package scan

import (
	"net/netip"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/sni"
)

// TestRebound has a NAT give a QUIC client another port: the flow that goes on is
// known by the connection ID that its packets begin with.
func TestRebound(t *testing.T) {
	const begun, changed = "\x45serv0123456789abcdef...", "\x45next0123456789abcdef..."
	for _, test := range []struct {
		name   string
		short  []string // of the first flow's client, after the handshake
		answer string   // of its server
		goesOn string
		host   string
	}{
		{"the ID of the handshake", nil, "", begun, "a.example"},
		{"the same, used before", []string{begun}, "", begun, "a.example"},
		{"another that the client took up", []string{begun, changed}, "", changed, "a.example"},
		{"one that was not seen", []string{begun}, "", changed, ""},
		{"the client's own ID, in what the server sent", nil, changed, changed, ""},
		{"nothing", nil, "", "\x45\x00\x00\x00\x00123456789abcdef.......", ""},
	} {
		key := func(port uint16) decode.Key {
			k := decode.Key{APort: port, BPort: 443, Ports: true, Proto: decode.UDP}
			k.A, k.B = netip.MustParseAddr("::ffff:192.168.7.2").As16(), netip.MustParseAddr("::ffff:203.0.113.7").As16()
			return k
		}
		flows := []Flow{
			{Flow: &flow.Flow{Key: key(1000)}, Oriented: flow.Oriented{Device: flow.A}, Encryption: sni.EncryptedQUIC, Names: []Name{{Host: "a.example", Via: ViaQUIC}}},
			{Flow: &flow.Flow{Key: key(1001)}, Oriented: flow.Oriented{Device: flow.A}},
		}
		first, second := &flows[0].quic, &flows[1].quic
		first.learn([]byte("serv"), &decode.Packet{Payload: []byte("\xc0 a long header, of the handshake")}, flow.A)
		for _, s := range test.short {
			first.learn([]byte("serv"), &decode.Packet{Payload: []byte(s)}, flow.A)
		}
		if test.answer != "" {
			first.learn([]byte("serv"), &decode.Packet{Payload: []byte(test.answer), FromB: true}, flow.A)
		}
		second.learn(nil, &decode.Packet{Payload: []byte(test.goesOn)}, flow.None)
		rebound(flows)
		host := ""
		if len(flows[1].Names) > 0 {
			host = flows[1].Names[0].Host
		}
		if host != test.host {
			t.Errorf("%s: %q, want %q", test.name, host, test.host)
		}
	}
}
