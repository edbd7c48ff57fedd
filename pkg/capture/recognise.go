package capture

import (
	"errors"
	"fmt"
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
	_, _, isPcap := pcapMagic(h[:])
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
	return nil, nil, foreign(string(head))
}
