package capture

import (
	"encoding/binary"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// foreign says what a file is that begins with head and is neither pcap nor
// pcapng, and what turns it into one if something does.
func foreign(head string) error {
	if program := captureOf(head); program != "" {
		return fmt.Errorf("a capture in the format of %s; convert it with editcap -F pcapng, of Wireshark", program)
	}
	for _, f := range [...]struct{ magic, what string }{
		{"PK\x03\x04", "a zip archive; unpack it with unzip"},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it with 7z x"},
		{"Rar!\x1a\x07", "a rar archive; unpack it with unrar x"},
		{"\x1f\x9d", "packed with compress; unpack it with uncompress"},
		{"LZIP", "packed with lzip; unpack it with lzip -d"},
		{"btsnoop\x00", "Bluetooth, in the format of btsnoop: no IP packets"},
		{"HCPX", "Wi-Fi handshakes for hashcat, no frames: take the capture they are from"},
		{"WPA*0", "Wi-Fi handshakes for hashcat, no frames: take the capture they are from"},
		{`{"constants":`, "a browser's network log, no packets"},
	} {
		if strings.HasPrefix(head, f.magic) {
			return fmt.Errorf("%w, but %s", errNotCapture, f.what)
		}
	}
	switch {
	case isPacketLogger(head):
		return fmt.Errorf("%w, but Bluetooth, in the format of Apple's PacketLogger: no IP packets", errNotCapture)
	case isHexdump(head):
		return fmt.Errorf("%w, but a hexdump; convert it with text2pcap, of Wireshark", errNotCapture)
	}
	return fmt.Errorf("%w: it begins with %q, and neither pcap nor pcapng does", errNotCapture, head[:min(len(head), 8)])
}

// captureOf names the program in whose format a capture is, by the magic numbers
// that Wireshark's wiretap knows; editcap reads them all.
func captureOf(head string) string {
	for _, f := range [...]struct{ magic, program string }{
		{"snoop\x00", "Solaris's snoop"},
		{"GMBU", "Microsoft's Network Monitor"},
		{"RTSS", "Microsoft's Network Monitor"},
		{"TRSNIFF data ", "Sniffer, for DOS"},
		{"XCP\x00", "Sniffer, or NetXRay"},
		{"VL\x00\x00", "NetXRay"},
		{"iptrace 1.0", "AIX's iptrace"},
		{"iptrace 2.0", "AIX's iptrace"},
		{"\x7fver", "Omnipeek"},
		{"ObserverPktBuffe", "Observer"},
		{"\x01\x10\x4c\x00", "LANalyzer"},
		{"\x05VNF", "Visual Networks"},
		{"\xaa\xaa\xaa\xaa", "5View"},
		{"TR\x00\x64\x00", "HP-UX's nettl"},
		{"\x00\x00\x02\x00\x12\x05\x00\x10", "Tektronix K12"},
		{"+---------+------", "Tektronix K12"},
		{"\x1c\x00\x01\xac", "Ixia"},
		{"\x1c\x00\x01\xab", "Ixia"},
		{"\xac\x01\x00\x1c", "Ixia"},
		{"\xab\x01\x00\x1c", "Ixia"},
	} {
		if strings.HasPrefix(head, f.magic) {
			return f.program
		}
	}
	if isERF(head) {
		return "Endace's ERF"
	}
	return ""
}

// isERF tells whether head looks like a record of the Extensible Record Format,
// which has no magic number: a time, a type, and two lengths that agree.
func isERF(head string) bool {
	const headerLen, types = 16, 48
	const longest = 8 << 10 // of a jumbo frame; a text's letters would make it longer
	if len(head) < headerLen {
		return false
	}
	seconds := binary.LittleEndian.Uint32([]byte(head[4:8]))
	kind := head[8] &^ 0x80 // the high bit: more headers follow
	length, wire := binary.BigEndian.Uint16([]byte(head[10:12])), binary.BigEndian.Uint16([]byte(head[14:16]))
	return isRecent(seconds) && kind > 0 && kind <= types && length > headerLen && length < longest && wire < longest
}

// isPacketLogger tells whether head looks like a record of Apple's PacketLogger:
// a length, a time in seconds and microseconds, a kind.
func isPacketLogger(head string) bool {
	const headerLen = 13
	if len(head) < headerLen {
		return false
	}
	for _, order := range [...]binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		length, seconds, micros := order.Uint32([]byte(head)), order.Uint32([]byte(head[4:])), order.Uint32([]byte(head[8:]))
		if kind := head[12]; length >= headerLen-4 && length < 1<<16 && isRecent(seconds) && micros < 1e6 && (kind < 4 || kind > 0xfa) {
			return true
		}
	}
	return false
}

// isRecent tells whether seconds since 1970 are of a time in which captures are
// taken, 1990 to 2060.
func isRecent(seconds uint32) bool {
	year := time.Unix(int64(seconds), 0).UTC().Year()
	return year >= 1990 && year < 2060
}

// isHexdump tells whether head is text as hexdump, tcpdump -x and Wireshark
// write bytes: an offset, and pairs of digits.
func isHexdump(head string) bool {
	found, _ := regexp.MatchString(`^\s*(0x)?[0-9a-fA-F]{4,8}:?\s+[0-9a-fA-F]{2} ?[0-9a-fA-F]{2}\b`, head)
	return found
}

// errTar refuses a tar archive, whose magic number stands far behind its head.
var errTar = fmt.Errorf("%w, but a tar archive; unpack it with tar -xf", errNotCapture)

// isTar reads on behind a file's head to see whether it is a tar archive (POSIX
// pax, ustar).
func isTar(r io.Reader) bool {
	const magicAt = 257
	rest := make([]byte, magicAt+len("ustar")-fileHeaderLen)
	_, err := io.ReadFull(r, rest)
	return err == nil && strings.HasSuffix(string(rest), "ustar")
}
