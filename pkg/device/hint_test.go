package device

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/flowscan/flowscan/pkg/decode"
)

// datagram is a packet between ports, from end A if not fromB.
func datagram(a, b string, fromB bool, payload string) *decode.Packet {
	from, to := netip.MustParseAddrPort(a), netip.MustParseAddrPort(b)
	return &decode.Packet{
		Key: decode.Key{A: from.Addr().As16(), B: to.Addr().As16(), APort: from.Port(), BPort: to.Port(),
			Proto: decode.UDP, V6: from.Addr().Is6(), Ports: true},
		FromB: fromB, Payload: []byte(payload),
	}
}

func TestBook(t *testing.T) {
	const solicit = "\x01\xab\xcd\xef\x00\x27\x00\x07\x01\x05Annas"
	for _, test := range []struct {
		name string
		p    *decode.Packet
		want string // address and name or product
		read bool
	}{
		{"DHCP", datagram("0.0.0.0:68", "255.255.255.255:67", false, bootp(1, none, none)+"\x0c\x05Annas"+ends), "invalid IP Annas", true},
		{"DHCP's answer", datagram("192.168.7.1:67", "192.168.7.23:68", false, bootp(2, none, "192.168.7.23")+ack+ends), "192.168.7.23 ", true},
		{"DHCP that tells nothing", datagram("0.0.0.0:68", "255.255.255.255:67", false, bootp(1, none, none)+ends), "", true},
		{"DHCPv6", datagram("[fe80::23]:546", "[ff02::1:2]:547", false, solicit), "fe80::23 Annas", true},
		{"DHCPv6's answer", datagram("[fe80::1]:547", "[fe80::23]:546", false, solicit), "", false},
		{"SSDP", datagram("192.168.7.10:50000", "239.255.255.250:1900", false, "NOTIFY * HTTP/1.1\r\nSERVER: Lamp\r\n\r\n"), "192.168.7.10 Lamp", true},
		{"SSDP's answer", datagram("192.168.7.10:1900", "192.168.7.23:50000", false, "HTTP/1.1 200 OK\r\nSERVER: Lamp\r\n\r\n"), "192.168.7.10 Lamp", true},
		{"SSDP's answer, by the other end", datagram("192.168.7.10:50000", "192.168.7.23:1900", true, "HTTP/1.1 200 OK\r\nSERVER: Lamp\r\n\r\n"), "192.168.7.23 Lamp", true},
	} {
		var b Book
		if !Tells(&test.p.Key) {
			t.Errorf("%s: is not looked at", test.name)
		}
		read := b.Read(test.p)
		got := ""
		for _, h := range b.hints {
			got += fmt.Sprint(h.Addr, " ", h.Name+h.Product)
		}
		if got != test.want || read != test.read {
			t.Errorf("%s: %q, %v; want %q, %v", test.name, got, read, test.want, test.read)
		}
	}
	for _, other := range []*decode.Packet{datagram("192.168.7.23:50000", "192.0.2.1:443", false, ""), {Key: decode.Key{APort: 67, Proto: decode.TCP, Ports: true}}} {
		if Tells(&other.Key) {
			t.Errorf("%+v is looked at", other.Key)
		}
	}
}

// A device that says the same again and again must not drive out the others, nor
// a flood fill the memory.
func TestBookForgets(t *testing.T) {
	var b Book
	b.add(Hint{Name: "first"})
	for i := range 10 * maxHints {
		b.add(Hint{Name: "again", Index: uint64(i)})
	}
	if len(b.hints) != 2 {
		t.Errorf("%d hints, want 2", len(b.hints))
	}
	for i := range 10 * maxHints {
		b.add(Hint{Name: fmt.Sprint(i), Index: uint64(i)})
	}
	if last := b.hints[len(b.hints)-1]; len(b.hints) > maxHints || last.Name != fmt.Sprint(10*maxHints-1) {
		t.Errorf("%d hints, the last of %q", len(b.hints), last.Name)
	}
}

func FuzzBook(f *testing.F) {
	f.Add(uint16(68), uint16(67), []byte(bootp(1, none, none)+"\x0c\x05Annas"+"\x51\x0e\x04\x00\x00\x05Annas\x04home\x00"+ends))
	f.Add(uint16(67), uint16(68), []byte(bootp(2, none, "192.168.7.23")+ack+ends))
	f.Add(uint16(546), uint16(547), []byte("\x01\xab\xcd\xef\x00\x27\x00\x07\x01\x05Annas\x00\x10\x00\x0e\x00\x00\x01\x37\x00\x08MSFT 5.0"))
	f.Add(uint16(50000), uint16(1900), []byte("NOTIFY * HTTP/1.1\r\nSERVER: Linux/5.4 UPnP/1.0 Speaker/57.3\r\n\r\n"))
	f.Fuzz(func(t *testing.T, from, to uint16, payload []byte) {
		p := datagram("192.168.7.23:0", "192.168.7.255:0", false, string(payload))
		p.Key.APort, p.Key.BPort = from, to
		var b Book
		if b.Read(p); len(b.hints) > 1 {
			t.Fatalf("%d hints", len(b.hints))
		}
		for _, h := range b.hints {
			if len(h.Name) > 255 || len(h.Class) > 255 || len(h.Product) > 255 || h.Addr.IsUnspecified() || !h.Addr.IsValid() && h.MAC == (MAC{}) {
				t.Errorf("%+v", h)
			}
		}
	})
}
