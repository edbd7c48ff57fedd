package capture

import "fmt"

// Lengths of the fixed parts of packet blocks' bodies.
const (
	enhancedPacketLen = 20
	simplePacketLen   = 4
)

// enhancedPacket reads an Enhanced Packet Block, section 4.3. Of its options
// only comments are wanted.
func (p *pcapngFormat) enhancedPacket(body []byte, in *input, c *Chunk) error {
	if len(body) < enhancedPacketLen {
		return fmt.Errorf("a packet block of %d bytes", len(body))
	}
	h, data := (*[enhancedPacketLen]byte)(body), body[enhancedPacketLen:]
	return p.timedPacket(p.order.uint32(h[0:]), h, data, in, c)
}

// packet reads an obsolete Packet Block, appendix A. It differs in 16 bits of
// the interface being a count of drops, which Interface Statistics repeat.
func (p *pcapngFormat) packet(body []byte, in *input, c *Chunk) error {
	if len(body) < enhancedPacketLen {
		return fmt.Errorf("a packet block of %d bytes", len(body))
	}
	h, data := (*[enhancedPacketLen]byte)(body), body[enhancedPacketLen:]
	return p.timedPacket(uint32(p.order.uint16(h[0:])), h, data, in, c)
}

// timedPacket appends the frame of h, whose interface is given, and data.
func (p *pcapngFormat) timedPacket(id uint32, h *[enhancedPacketLen]byte, data []byte, in *input, c *Chunk) error {
	captured := p.order.uint32(h[12:])
	switch {
	case captured > maxFrame || int(captured) > len(data):
		return fmt.Errorf("a packet block claims %d bytes of packet, and has room for %d", captured, len(data))
	case uint64(id) >= uint64(len(p.ifaces)):
		return fmt.Errorf("a packet block names interface %d of %d", id, len(p.ifaces))
	}
	from := &p.ifaces[id]
	time, timed := from.clock.time(uint64(p.order.uint32(h[4:]))<<32 | uint64(p.order.uint32(h[8:])))
	in.frames++
	c.Frames = append(c.Frames, Frame{
		Data:      data[:captured:captured],
		Time:      time,
		Number:    in.frames,
		Length:    p.order.uint32(h[16:]),
		Input:     in.index,
		Interface: from.index,
		Link:      from.link,
		Timed:     timed,
	})
	if end := padded(captured); end < int64(len(data)) {
		p.comments(data[end:], in, &c.Frames[len(c.Frames)-1])
	}
	return nil
}

// comments reads those among a frame's options: what somebody wrote, or which app
// it is of.
func (p *pcapngFormat) comments(options []byte, in *input, f *Frame) {
	for code, value := range p.options(options) {
		if code != optionComment {
			continue
		}
		if app := p.apps.by(value); app != nil {
			f.App = app
		} else {
			in.comment(f.Number, value)
		}
	}
}

// simplePacket reads a Simple Packet Block, section 4.4: of the section's first
// interface, without a time, and as long as that interface's snap length and
// the block let it be.
func (p *pcapngFormat) simplePacket(body []byte, in *input, c *Chunk) error {
	switch {
	case len(body) < simplePacketLen:
		return fmt.Errorf("a simple packet block of %d bytes", len(body))
	case len(p.ifaces) == 0:
		return fmt.Errorf("a simple packet block before any interface")
	}
	from := &p.ifaces[0]
	length, data := p.order.uint32(body), body[simplePacketLen:]
	captured := uint64(length)
	if from.snapLen > 0 {
		captured = min(captured, uint64(from.snapLen))
	}
	captured = min(captured, uint64(len(data)))
	in.frames++
	c.Frames = append(c.Frames, Frame{
		Data:      data[:captured:captured],
		Number:    in.frames,
		Length:    length,
		Input:     in.index,
		Interface: from.index,
		Link:      from.link,
	})
	return nil
}
