package capture

import (
	"errors"
	"strings"
	"testing"
)

// TestForeign names what a file is by its first bytes, as other programs wrote
// them (editcap of Wireshark, unless said otherwise).
func TestForeign(t *testing.T) {
	const (
		convert = "; convert it with editcap -F pcapng, of Wireshark"
		none    = "not a capture, but "
	)
	for _, test := range []struct{ name, head, want string }{
		{"snoop", "snoop\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x04", "a capture in the format of Solaris's snoop" + convert},
		{"netmon1", "RTSS\x01\x01\x01\x00\xea\x07", "a capture in the format of Microsoft's Network Monitor" + convert},
		{"netmon2", "GMBU\x00\x02\x01\x00\xea\x07", "a capture in the format of Microsoft's Network Monitor" + convert},
		{"ngsniffer", "TRSNIFF data    \x1a\x01\x00\x12", "a capture in the format of Sniffer, for DOS" + convert},
		{"ngwsniffer_2_0", "XCP\x00002.001\x00", "a capture in the format of Sniffer, or NetXRay" + convert},
		{"lanalyzer", "\x01\x10L\x00\x01\x05Trace Display", "a capture in the format of LANalyzer" + convert},
		{"visual", "\x05VNF\n\x00\x00\x00", "a capture in the format of Visual Networks" + convert},
		{"5views", "\xaa\xaa\xaa\xaa \x00\x00\x00", "a capture in the format of 5View" + convert},
		{"nettl", "TR\x00d\x00\x00\x00\x00", "a capture in the format of HP-UX's nettl" + convert},
		{"observer", "ObserverPktBufferVersion=15.00", "a capture in the format of Observer" + convert},
		{"k12text", "+---------+---------------+----------+", "a capture in the format of Tektronix K12" + convert},
		{"iptrace, by AIX", "iptrace 2.0\x00", "a capture in the format of AIX's iptrace" + convert},
		{"erf, an Ethernet record of 2026", string(unhex(`
			0000008000d9216a # the fraction, the seconds
			02 04            # Ethernet, flags
			0054 0000 0042   # 84 bytes of record, none lost, 66 on the wire
			0000 00005e005301`)), "a capture in the format of Endace's ERF" + convert},
		{"hexdump -C", "00000000  d4 c3 b2 a1 02 00 04 00", none + "a hexdump; convert it with text2pcap, of Wireshark"},
		{"tcpdump -x", "\t0x0000:  4500 003c 1c46", none + "a hexdump; convert it with text2pcap, of Wireshark"},
		{"tshark -x", "0000  00 00 5e 00 53 01 00 00", none + "a hexdump; convert it with text2pcap, of Wireshark"},
		{"xxd", "00000000: d4c3 b2a1 0200 0400", none + "a hexdump; convert it with text2pcap, of Wireshark"},
		{"btsnoop", "btsnoop\x00\x00\x00\x00\x01", none + "Bluetooth, in the format of btsnoop: no IP packets"},
		{"PacketLogger", string(unhex(`
			0000000d 6a21d900 000003e8 # 13 bytes, seconds, microseconds
			01                         # an event
			0e04010c00`)), none + "Bluetooth, in the format of Apple's PacketLogger: no IP packets"},
		{"hccapx", "HCPX\x04\x00\x00\x00", none + "Wi-Fi handshakes for hashcat, no frames: take the capture they are from"},
		{"hc22000", "WPA*02*c3ac7cb0b9fa", none + "Wi-Fi handshakes for hashcat, no frames: take the capture they are from"},
		{"NetLog", `{"constants":{"activeFiel`, none + "a browser's network log, no packets"},
		{"zip", "PK\x03\x04\x14\x00", none + "a zip archive; unpack it with unzip"},
		{"7z", "7z\xbc\xaf\x27\x1c\x00\x04", none + "a 7z archive; unpack it with 7z x"},
		{"rar", "Rar!\x1a\x07\x01\x00", none + "a rar archive; unpack it with unrar x"},
		{"compress", "\x1f\x9d\x90", none + "packed with compress; unpack it with uncompress"},
		{"lzip", "LZIP\x01\x0c", none + "packed with lzip; unpack it with lzip -d"},

		{"text", "Dear diary, this is no c", `not a capture: it begins with "Dear dia", and neither pcap nor pcapng does`},
		{"a date", "2026-11-22 17:55 started", `not a capture: it begins with "2026-11-", and neither pcap nor pcapng does`},
		{"numbers", "1000 12345 99 1 2 3 4 5 ", `not a capture: it begins with "1000 123", and neither pcap nor pcapng does`},
		{"XML", `<?xml version="1.0"?><pd`, `not a capture: it begins with "<?xml ve", and neither pcap nor pcapng does`},
		{"zeros", strings.Repeat("\x00", 24), `not a capture: it begins with "\x00\x00\x00\x00\x00\x00\x00\x00", and neither pcap nor pcapng does`},
		{"a byte", "x", `not a capture: it begins with "x", and neither pcap nor pcapng does`},
	} {
		err := foreign(test.head)
		if err.Error() != test.want {
			t.Errorf("%s:\n got %v\nwant %s", test.name, err, test.want)
		}
		if passed := errors.Is(err, errNotCapture); passed != strings.HasPrefix(test.want, "not a capture") {
			t.Errorf("%s: passed over in directories: %v", test.name, passed)
		}
		for n := range len(test.head) {
			foreign(test.head[:n]) // must not panic
		}
	}
}
