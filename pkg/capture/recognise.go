package capture

import (
	"errors"
	"fmt"
	"strings"
)

// fileHeaderLen is how much of a file is needed to know it: a pcap file header,
// or the fixed part of a pcapng section header.
const fileHeaderLen = 24

// errNotCapture is wrapped by errors about files that are no captures. In
// directories such files are passed over.
var errNotCapture = errors.New("not a capture")

// recognise tells a capture's format by its head, up to fileHeaderLen bytes. It
// returns what of head is still to be cut.
func recognise(head []byte, in *Input) (format, []byte, error) {
	if len(head) == 0 {
		return nil, nil, fmt.Errorf("%w: it is empty", errNotCapture)
	}
	var h [fileHeaderLen]byte
	n := copy(h[:], head)
	_, _, isPcap := pcapMagic(&h)
	_, isPcapng := sectionOrder(&h)
	switch {
	case n < fileHeaderLen && (isPcap || isPcapng):
		return nil, nil, fmt.Errorf("cut off in its file header: %d of %d bytes", n, fileHeaderLen)
	case isPcap:
		f, err := newPcap(&h, in)
		return f, nil, err
	case isPcapng:
		f, err := newPcapng(&h, in)
		return f, head, err
	}
	if what := knownFormat(string(head)); what != "" {
		return nil, nil, fmt.Errorf("%w in pcap or pcapng format, but %s", errNotCapture, what)
	}
	return nil, nil, fmt.Errorf("%w: it begins with %q, and neither pcap nor pcapng does", errNotCapture, head[:min(len(head), 8)])
}

// knownFormat names formats that users take for captures, and what turns them
// into one.
func knownFormat(head string) string {
	for _, f := range [...]struct{ magic, what string }{
		{"\xfd7zXZ\x00", "compressed with xz; unpack it with xz -d"},
		{"BZh", "compressed with bzip2; unpack it with bzip2 -d"},
		{"\x04\x22\x4d\x18", "compressed with lz4; unpack it with lz4 -d"},
		{"PK\x03\x04", "a zip archive; unpack it"},
		{"snoop\x00", "Solaris snoop's; convert it with editcap -F pcapng"},
		{"btsnoop\x00", "Bluetooth snoop's; convert it with editcap -F pcapng"},
		{"GMBU", "Microsoft Network Monitor's; convert it with editcap -F pcapng"},
		{"RTSS", "Microsoft Network Monitor's; convert it with editcap -F pcapng"},
		{"XCP\x00", "NetXRay's; convert it with editcap -F pcapng"},
	} {
		if strings.HasPrefix(head, f.magic) {
			return f.what
		}
	}
	return ""
}
