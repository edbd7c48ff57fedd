package filter

import (
	"net"
	"testing"

	xipv4 "golang.org/x/net/ipv4"
)

// TestAttach has the kernel take the programs of the goldens: it checks every
// instruction, and that no memory is read that was not written.
func TestAttach(t *testing.T) {
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	defer c.Close()
	socket := xipv4.NewPacketConn(c)
	for _, g := range goldens(t) {
		if g.refusal != "" {
			continue
		}
		f, err := Parse(g.expr)
		if err != nil {
			t.Fatal(err)
		}
		p, err := f.Program(g.link)
		if err != nil {
			t.Fatal(err)
		}
		if err := socket.SetBPF(p); err != nil {
			t.Errorf("%v: %s: %v", g.link, g.expr, err)
		}
	}
}
