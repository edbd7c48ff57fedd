package capture

import "fmt"

// Block types of draft-ietf-opsawg-pcapng section 4. Others hold nothing that
// is wanted here, least of all secrets, and are passed over.
const (
	blockSection        = 0x0a0d0d0a // the same in both byte orders
	blockInterface      = 1
	blockPacket         = 2 // obsolete
	blockSimplePacket   = 3
	blockNames          = 4
	blockStatistics     = 5
	blockEnhancedPacket = 6
)

const (
	blockHeaderLen  = 8 // type, total length
	blockTrailerLen = 4 // total length again
	minBlock        = blockHeaderLen + blockTrailerLen
	// maxBlock is the longest block that is looked into: the largest frame and
	// any sensible options.
	maxBlock = maxFrame + 1<<20
)

// pcapngFormat cuts frames out of a pcapng file's blocks. What is wrong with
// one block ends the file, as it does for Wireshark: after it nothing is sure.
type pcapngFormat struct {
	order  byteOrder // of the section
	ifaces []iface   // of the section
	apps   apps      // of the section

	links map[LinkType]bool // those in Input.LinkTypes
	skip  int64             // bytes of the current block still to be passed over
	texts int               // bytes of the texts kept
}

// newPcapng checks the beginning of a pcapng file's first section, which is
// then cut like any other.
func newPcapng(h *[fileHeaderLen]byte, in *Input) (*pcapngFormat, error) {
	in.Format = "pcapng"
	_, err := parseSection(h)
	return &pcapngFormat{links: map[LinkType]bool{}}, err
}

func (p *pcapngFormat) cut(data []byte, in *input, c *Chunk) ([]byte, error) {
	for {
		n := min(p.skip, int64(len(data)))
		p.skip -= n
		data = data[n:]
		kind, size, err := p.header(data)
		if err != nil {
			return data, fmt.Errorf("after frame %d: %w", in.frames, err)
		}
		if size == 0 {
			return data, nil // more of the header is needed
		}
		if !isKnownBlock(kind, size) {
			p.skip = size
			continue
		}
		if int64(len(data)) < size {
			return data, nil
		}
		if err := p.block(kind, data[:size], in, c); err != nil {
			return data, fmt.Errorf("after frame %d: %w", in.frames, err)
		}
		data = data[size:]
	}
}

func isKnownBlock(kind uint32, size int64) bool {
	switch kind {
	case blockCustom:
		return size <= maxUIDBlock
	case blockSection, blockInterface, blockPacket, blockSimplePacket, blockNames, blockStatistics, blockEnhancedPacket:
		return true
	}
	return false
}

// header returns the type and padded length of the block that data begins
// with; a length of 0 means that data is too short to tell. A section header
// sets the byte order, its own length's included.
func (p *pcapngFormat) header(data []byte) (kind uint32, size int64, err error) {
	if len(data) < blockHeaderLen {
		return 0, 0, nil
	}
	h := (*[blockHeaderLen]byte)(data)
	kind = p.order.uint32(h[:4])
	if kind == blockSection {
		if len(data) < fileHeaderLen {
			return 0, 0, nil
		}
		if p.order, err = parseSection((*[fileHeaderLen]byte)(data)); err != nil {
			return 0, 0, err
		}
	}
	total := p.order.uint32(h[4:])
	if total < minBlock || isKnownBlock(kind, int64(total)) && total > maxBlock {
		return 0, 0, fmt.Errorf("a block of type %#x claims %d bytes", kind, total)
	}
	return kind, padded(total), nil
}

// padded rounds a length up to the 32 bits that blocks and options are padded
// to. Some writers leave the padding out of a block's total length.
func padded(n uint32) int64 { return (int64(n) + 3) &^ 3 }

// block reads a whole block.
func (p *pcapngFormat) block(kind uint32, b []byte, in *input, c *Chunk) error {
	end := len(b) - blockTrailerLen
	if total := p.order.uint32(b[end:]); padded(total) != int64(len(b)) {
		return fmt.Errorf("a block of type %#x gives its length as %d and as %d bytes", kind, len(b), total)
	}
	body := b[blockHeaderLen:end]
	switch kind {
	case blockEnhancedPacket:
		return p.enhancedPacket(body, in, c)
	case blockSimplePacket:
		return p.simplePacket(body, in, c)
	case blockPacket:
		return p.packet(body, in, c)
	case blockInterface:
		return p.addInterface(body, &in.Input)
	case blockStatistics:
		return p.statistics(body, &in.Input)
	case blockCustom:
		p.apps.add(body, p.order)
		return nil
	case blockNames:
		p.names(body, in)
		return nil
	default: // blockSection
		return p.section(body, &in.Input)
	}
}

func (p *pcapngFormat) cutOff(rest []byte, in *input) error {
	if p.skip > 0 {
		return fmt.Errorf("cut off in a block after frame %d: %d bytes are missing", in.frames, p.skip)
	}
	if len(rest) == 0 {
		return nil
	}
	kind, size, err := p.header(rest)
	switch {
	case size == 0 || err != nil:
		return fmt.Errorf("cut off in the header of a block after frame %d: %d bytes", in.frames, len(rest))
	case kind == blockEnhancedPacket || kind == blockSimplePacket || kind == blockPacket:
		return fmt.Errorf("cut off in frame %d: %d of its block's %d bytes", in.frames+1, len(rest), size)
	default:
		return fmt.Errorf("cut off in a block after frame %d: %d of %d bytes", in.frames, len(rest), size)
	}
}
