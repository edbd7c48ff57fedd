package main

import (
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
)

const (
	devices = 120
	active  = 800  // connections that go on at once
	segment = 1000 // with 3 million packets a capture of 1 GB
)

// generator makes traffic packet by packet.
type generator struct {
	w      *writer
	rnd    *rand.Rand
	each   int // packets a connection has, on average
	opened int
	conns  []*conn
	hellos [][]byte
	body   []byte
}

// conn is one TCP connection.
type conn struct {
	device, remote       [4]byte
	devicePort           uint16
	upSeq, downSeq       uint32
	left                 int // packets to come
	uploads              bool
	deviceMAC, remoteMAC [6]byte
}

func newGenerator(w *writer, packets, flows int) *generator {
	g := &generator{w: w, rnd: rand.New(rand.NewPCG(1, 2)), each: packets/flows - 5, body: make([]byte, segment)}
	for i := range 200 {
		g.hellos = append(g.hellos, hello(fmt.Sprintf("host%d.service%d.example", i, i%37)))
	}
	for i := range g.body {
		g.body[i] = byte(g.rnd.Uint32())
	}
	return g
}

// hello returns the records that crypto/tls sends first.
func hello(name string) []byte {
	client, server := net.Pipe()
	go tls.Client(client, &tls.Config{ServerName: name}).Handshake()
	b := make([]byte, 4096)
	n, _ := io.ReadAtLeast(server, b, 6)
	server.Close()
	return b[:n]
}

// step writes the next packets of one connection, opening another if there are
// too few.
func (g *generator) step() {
	if len(g.conns) < active {
		g.open()
		return
	}
	i := g.rnd.IntN(len(g.conns))
	c := g.conns[i]
	if c.left <= 0 {
		g.tcp(c, true, 0x11, nil)
		g.tcp(c, false, 0x11, nil)
		g.conns[i] = g.conns[len(g.conns)-1]
		g.conns = g.conns[:len(g.conns)-1]
		return
	}
	size := 100 + g.rnd.IntN(segment-100)
	for range 1 + g.rnd.IntN(2) {
		g.tcp(c, c.uploads, 0x10, g.body[:size])
		c.left--
	}
	g.tcp(c, !c.uploads, 0x10, nil)
	c.left--
}

func (g *generator) open() {
	d := byte(g.opened % devices)
	server := uint32(g.rnd.IntN(4000))
	c := &conn{
		device: [4]byte{192, 168, 1, 10 + d}, remote: [4]byte{byte(20 + server%180), byte(server >> 3), byte(server), 7},
		devicePort: uint16(20000 + g.opened%40000), upSeq: g.rnd.Uint32(), downSeq: g.rnd.Uint32(),
		left: g.rnd.IntN(2 * g.each), uploads: g.rnd.IntN(5) == 0,
		deviceMAC: [6]byte{0, 0, 0x5e, 0, 0x53, d}, remoteMAC: [6]byte{0, 0, 0x5e, 0, 0x53, 0xff},
	}
	g.opened++
	g.tcp(c, true, 0x02, nil)
	g.tcp(c, false, 0x12, nil)
	g.tcp(c, true, 0x10, nil)
	for h := g.hellos[server%200]; len(h) > 0; h = h[min(len(h), 1400):] {
		g.tcp(c, true, 0x18, h[:min(len(h), 1400)])
	}
	g.conns = append(g.conns, c)
}

// tcp writes one segment, up (from the device) or down.
func (g *generator) tcp(c *conn, up bool, flags byte, payload []byte) {
	const headers = 14 + 20 + 20
	b := make([]byte, headers+len(payload))
	src, dst, srcMAC, dstMAC := c.remote, c.device, c.remoteMAC, c.deviceMAC
	srcPort, dstPort, seq, ack := uint16(443), c.devicePort, &c.downSeq, c.upSeq
	if up {
		src, dst, srcMAC, dstMAC = dst, src, dstMAC, srcMAC
		srcPort, dstPort, seq, ack = dstPort, srcPort, &c.upSeq, c.downSeq
	}
	be := binary.BigEndian
	copy(b, dstMAC[:])
	copy(b[6:], srcMAC[:])
	be.PutUint16(b[12:], 0x0800)
	ip := b[14:]
	ip[0], ip[8], ip[9] = 0x45, 64, 6
	be.PutUint16(ip[2:], uint16(len(ip)))
	copy(ip[12:], src[:])
	copy(ip[16:], dst[:])
	tcp := ip[20:]
	be.PutUint16(tcp, srcPort)
	be.PutUint16(tcp[2:], dstPort)
	be.PutUint32(tcp[4:], *seq)
	be.PutUint32(tcp[8:], ack)
	tcp[12], tcp[13] = 5<<4, flags
	copy(tcp[20:], payload)
	*seq += uint32(len(payload))
	if flags&0x03 != 0 {
		*seq++
	}
	g.w.frame(b)
}
