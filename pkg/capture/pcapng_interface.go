package capture

import "fmt"

const (
	interfaceLen  = 8 // link type, reserved, snap length
	statisticsLen = 12
	// maxInterfaces bounds what a file of nothing but interfaces can claim. A
	// capture joined from thousands of others has one for each of them.
	maxInterfaces = 1 << 16
	// maxDropped is the largest count of lost frames believed: what 100 Gbit/s
	// carry in two hours, of the shortest frames. All interfaces' fit an uint64.
	maxDropped = 1 << 40
)

// Option codes of section 4.2.
const (
	optionName           = 2
	optionDescription    = 3
	optionTimeResolution = 9
	optionFilter         = 11
	optionOS             = 12
	optionTimeOffset     = 14
	optionHardware       = 15
)

// Option codes of section 4.6.
const (
	optionDropped       = 5 // by the interface
	optionSystemDropped = 7 // by the operating system
)

// iface is what frames of an interface need of its description.
type iface struct {
	index   uint32 // in Input.Interfaces
	link    LinkType
	snapLen uint32
	clock   clock

	dropped, systemDropped uint64 // by its last statistics
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
	for code, value := range p.options(options) {
		switch code {
		case optionComment:
			in.comment(0, value)
		case optionName:
			about.Name = p.text(value)
		case optionDescription:
			about.Description = p.text(value)
		case optionOS:
			about.OS = p.text(value)
		case optionHardware:
			about.Hardware = p.text(value)
		case optionFilter:
			if len(value) > 0 && value[0] == 0 { // an expression, no program
				about.Filter = p.text(value[1:])
			}
		case optionTimeResolution:
			if len(value) == 1 {
				resolution = value[0]
			}
		case optionTimeOffset:
			if len(value) == 8 {
				offset = int64(p.order.uint64(value))
			}
		}
	}
	about.TicksPerSecond = ticksPerSecond(resolution)
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
	from := &p.ifaces[id]
	for code, value := range p.options(options) {
		switch {
		case code == optionComment:
			in.comment(0, value)
		case len(value) != 8 || p.order.uint64(value) > maxDropped:
		case code == optionDropped:
			from.dropped = p.order.uint64(value)
		case code == optionSystemDropped:
			from.systemDropped = p.order.uint64(value)
		}
	}
	about := &in.Interfaces[from.index]
	in.Dropped -= about.Dropped
	about.Dropped = from.dropped + from.systemDropped
	in.Dropped += about.Dropped
	return nil
}
