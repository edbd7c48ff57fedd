package filter

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
)

// ethernet returns a frame of UDP over IPv4.
func ethernet(src, dst [4]byte, srcPort, dstPort uint16) []byte {
	frame := make([]byte, 14+20+8)
	frame[12], frame[13] = 0x08, 0x00
	ip := frame[14:]
	ip[0], ip[9] = 0x45, udp
	copy(ip[12:], src[:])
	copy(ip[16:], dst[:])
	binary.BigEndian.PutUint16(ip[20:], srcPort)
	binary.BigEndian.PutUint16(ip[22:], dstPort)
	return frame
}

// TestLongJumps has lists whose programs need jumps over more than 255
// instructions, at every distance around that.
func TestLongJumps(t *testing.T) {
	for _, count := range []int{10, 61, 62, 63, 64, 65, 66, 67, 300} {
		var hosts []string
		for i := range count {
			hosts = append(hosts, fmt.Sprintf("dst host 10.0.%d.%d", i/256, i%256))
		}
		expr := "ip src host 192.0.2.1 and (" + strings.Join(hosts, " or ") + ") and dst port 53"
		p := program(t, expr)
		machineOf(t, p) // which refuses jumps to nowhere
		for i := range count + 1 {
			frame := ethernet([4]byte{192, 0, 2, 1}, [4]byte{10, 0, byte(i / 256), byte(i % 256)}, 1024, 53)
			if selected := p.Match(frame, uint32(len(frame))); selected != (i < count) {
				t.Fatalf("%d hosts: number %d: %v", count, i, selected)
			}
			binary.BigEndian.PutUint16(frame[14+22:], 54)
			if p.Match(frame, uint32(len(frame))) {
				t.Fatalf("%d hosts: number %d: another port is selected", count, i)
			}
		}
	}
}

// TestLead has what is known on the way to a test asked only once.
func TestLead(t *testing.T) {
	for expr, most := range map[string]int{
		"ip and ip":                   4, // load, test, two returns
		"ip and not ip":               4,
		"tcp port 80 or tcp port 443": 31, // libpcap's optimizer: 23
		"port 53":                     25, // 24
		"host 192.0.2.1":              14, // 14
		"not port 22 and not port 23": 45, // 27
	} {
		if p := program(t, expr); len(p) > most {
			t.Errorf("%s: %d instructions, want no more than %d", expr, len(p), most)
		}
	}
}

// TestManyHosts has a list that is as long as a command line takes compiled
// without much ado.
func TestManyHosts(t *testing.T) {
	expr := "host 192.0.2.1" + strings.Repeat(" or 198.51.100.2", 8000)
	f, err := Parse(expr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Program(capture.LinkEthernet); err != nil {
		t.Fatal(err)
	}
}
