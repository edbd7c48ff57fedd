package scan

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"golang.org/x/net/dns/dnsmessage"
)

// trace is a capture in the making: Ethernet, pcap. Each address has a MAC of
// its own, unless behind says otherwise.
type trace struct {
	pcap   bytes.Buffer
	now    time.Duration
	behind map[string]byte // last byte of an address's MAC
}

func (tr *trace) mac(a netip.Addr) []byte {
	last, ok := tr.behind[a.String()]
	if !ok {
		last = a.AsSlice()[a.BitLen()/8-1]
	}
	return []byte{0, 0, 0x5e, 0, 0x53, last}
}

// ip adds a packet with a header of proto in front of what it carries.
func (tr *trace) ip(from, to netip.Addr, proto byte, body []byte) {
	if tr.pcap.Len() == 0 {
		tr.pcap.WriteString("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00")
	}
	var header []byte
	kind := []byte{0x08, 0x00}
	if from.Is4() {
		header = append(header, 0x45, 0)
		header = binary.BigEndian.AppendUint16(header, uint16(20+len(body)))
		header = append(header, 0, 0, 0, 0, 64, proto, 0, 0)
	} else {
		kind = []byte{0x86, 0xdd}
		header = append(header, 0x60, 0, 0, 0)
		header = binary.BigEndian.AppendUint16(header, uint16(len(body)))
		header = append(header, proto, 64)
	}
	frame := bytes.Join([][]byte{tr.mac(to), tr.mac(from), kind, header, from.AsSlice(), to.AsSlice(), body}, nil)
	for _, n := range []uint32{uint32(tr.now / time.Second), uint32(tr.now % time.Second / time.Microsecond), uint32(len(frame)), uint32(len(frame))} {
		tr.pcap.Write(binary.LittleEndian.AppendUint32(nil, n))
	}
	tr.pcap.Write(frame)
	tr.now += time.Millisecond
}

func (tr *trace) udp(from, to string, payload []byte) {
	a, b := netip.MustParseAddrPort(from), netip.MustParseAddrPort(to)
	header := binary.BigEndian.AppendUint16(nil, a.Port())
	header = binary.BigEndian.AppendUint16(header, b.Port())
	header = binary.BigEndian.AppendUint16(header, uint16(8+len(payload)))
	tr.ip(a.Addr(), b.Addr(), decode.UDP, append(append(header, 0, 0), payload...))
}

func (tr *trace) tcp(from, to string, flags decode.TCPFlags, seq uint32, payload []byte) {
	a, b := netip.MustParseAddrPort(from), netip.MustParseAddrPort(to)
	header := binary.BigEndian.AppendUint16(nil, a.Port())
	header = binary.BigEndian.AppendUint16(header, b.Port())
	header = binary.BigEndian.AppendUint32(header, seq)
	header = append(header, 0, 0, 0, 0, 5<<4, byte(flags))
	tr.ip(a.Addr(), b.Addr(), decode.TCP, append(append(header, 0xff, 0xff, 0, 0, 0, 0), payload...))
}

// dns adds the answer that client got: name has the addresses.
func (tr *trace) dns(t testing.TB, client, name string, ttl uint32, addrs ...string) {
	t.Helper()
	asked := dnsmessage.MustNewName(name + ".")
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{Response: true},
		Questions: []dnsmessage.Question{{Name: asked, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}},
	}
	for _, s := range addrs {
		r := dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: asked, Class: dnsmessage.ClassINET, TTL: ttl}}
		if a := netip.MustParseAddr(s); a.Is4() {
			r.Body = &dnsmessage.AResource{A: a.As4()}
		} else {
			m.Questions[0].Type = dnsmessage.TypeAAAA
			r.Body = &dnsmessage.AAAAResource{AAAA: a.As16()}
		}
		m.Answers = append(m.Answers, r)
	}
	packed, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	to, resolver := netip.MustParseAddr(client), "192.168.7.1:53"
	if to.Is6() {
		resolver = "[2001:db8:7::1]:53"
	}
	tr.udp(resolver, netip.AddrPortFrom(to, 40000).String(), packed)
}

func (tr *trace) scan(t testing.TB, opt Options) *Result {
	t.Helper()
	files, err := capture.Open([]string{"-"}, capture.Options{Stdin: &tr.pcap})
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	res, err := Run(t.Context(), files, opt)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// hello returns a ClientHello that crypto/tls makes.
func hello(t testing.TB, name string) []byte {
	t.Helper()
	client, server := net.Pipe()
	defer server.Close()
	go tls.Client(client, &tls.Config{ServerName: name}).Handshake() // fails when server is closed
	b := make([]byte, 1<<14)
	n, err := server.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return b[:n]
}
