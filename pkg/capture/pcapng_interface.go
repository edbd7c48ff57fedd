package capture

import "fmt"

const (
	interfaceLen  = 8 // link type, reserved, snap length
	statisticsLen = 12
	// maxInterfaces bounds what a file of nothing but interfaces can claim. A
	// capture joined from thousands of others has one for each of them.
	maxInterfaces = 1 << 16
	// maxInterfaceName is the longest name or description kept, in bytes;
	// Windows' are some 60.
	maxInterfaceName = 256
)

// Option codes of sections 3.5, 4.2 and 4.6.
const (
	optionEnd            = 0
	optionName           = 2
	optionDescription    = 3
	optionTimeResolution = 9
	optionTimeOffset     = 14
	optionDropped        = 5 // of Interface Statistics
)

// iface is what frames of an interface need of its description.
type iface struct {
	index   uint32 // in Input.Interfaces
	link    LinkType
	snapLen uint32
	clock   clock
}

// addInterface reads an Interface Description Block, section 4.2.
func (p *pcapngFormat) addInterface(body []byte, in *Input) error {
	switch {
	case len(body) < interfaceLen:
		return fmt.Errorf("an interface block of %d bytes", len(body))
	case len(in.Interfaces) == maxInterfaces:
		return fmt.Errorf("more than %d interfaces", maxInterfaces)
	}
	h, options := (*[interfaceLen]byte)(body), body[interfaceLen:]
	about := Interface{Link: LinkType(p.order.uint16(h[0:])), SnapLen: p.order.uint32(h[4:])}
	resolution, offset := byte(defaultResolution), int64(0)
	for {
		code, value := p.nextOption(&options)
		if code == optionEnd {
			break
		}
		switch {
		case code == optionName:
			about.Name = clip(value)
		case code == optionDescription:
			about.Description = clip(value)
		case code == optionTimeResolution && len(value) == 1:
			resolution = value[0]
		case code == optionTimeOffset && len(value) == 8:
			offset = int64(p.order.uint64(value))
		}
	}
	p.ifaces = append(p.ifaces, iface{
		index:   uint32(len(in.Interfaces)),
		link:    about.Link,
		snapLen: about.SnapLen,
		clock:   newClock(resolution, offset),
	})
	if len(in.Interfaces) == 0 {
		in.SnapLen = about.SnapLen
	}
	in.Interfaces = append(in.Interfaces, about)
	if !p.links[about.Link] {
		p.links[about.Link] = true
		in.LinkTypes = append(in.LinkTypes, about.Link)
	}
	return nil
}

// statistics reads an Interface Statistics Block, section 4.6. Its counts are
// since the capture began, so the last one of an interface is right.
func (p *pcapngFormat) statistics(body []byte, in *Input) error {
	if len(body) < statisticsLen {
		return fmt.Errorf("an interface statistics block of %d bytes", len(body))
	}
	id, options := p.order.uint32(body), body[statisticsLen:]
	if uint64(id) >= uint64(len(p.ifaces)) {
		return fmt.Errorf("statistics of interface %d of %d", id, len(p.ifaces))
	}
	about := &in.Interfaces[p.ifaces[id].index]
	for {
		code, value := p.nextOption(&options)
		if code == optionEnd {
			return nil
		}
		if code == optionDropped && len(value) == 8 {
			in.Dropped -= about.Dropped
			about.Dropped = p.order.uint64(value)
			in.Dropped += about.Dropped
		}
	}
}

// nextOption consumes one option of b, section 3.5. Whatever is not an option
// counts as their end: frames do not depend on it.
func (p *pcapngFormat) nextOption(b *[]byte) (code uint16, value []byte) {
	const headerLen = 4
	if len(*b) < headerLen {
		return optionEnd, nil
	}
	h := (*[headerLen]byte)(*b)
	length := p.order.uint16(h[2:])
	rest := (*b)[headerLen:]
	if len(rest) < int(length) {
		return optionEnd, nil
	}
	value = rest[:length]
	*b = rest[min(padded(uint32(length)), int64(len(rest))):]
	return p.order.uint16(h[0:]), value
}

// clip copies a name, cut to maxInterfaceName.
func clip(b []byte) string { return string(b[:min(len(b), maxInterfaceName)]) }
