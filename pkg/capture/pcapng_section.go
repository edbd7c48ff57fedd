package capture

import (
	"fmt"
	"slices"
)

// sectionLen is the fixed part of a section header's body: byte-order magic,
// version, length of the section.
const sectionLen = 16

// maxSections is how many sections that differ are kept. A capture joined from
// others has as many as there were programs that wrote those.
const maxSections = 16

// Option codes of section 4.1.
const (
	optionSectionHardware    = 2
	optionSectionOS          = 3
	optionSectionApplication = 4
)

// section reads a Section Header Block, section 4.1. The byte order is set
// already; interfaces are numbered anew, and apps are those of another device.
func (p *pcapngFormat) section(body []byte, in *Input) error {
	if len(body) < sectionLen {
		return fmt.Errorf("a section block of %d bytes", len(body))
	}
	p.ifaces, p.apps = p.ifaces[:0], make(apps)
	h, options := (*[sectionLen]byte)(body), body[sectionLen:]
	s := Section{Major: p.order.uint16(h[4:]), Minor: p.order.uint16(h[6:]), BigEndian: p.order.big}
	for code, value := range p.options(options) {
		switch code {
		case optionComment:
			in.comment(0, value)
		case optionSectionHardware:
			s.Hardware = p.text(value)
		case optionSectionOS:
			s.OS = p.text(value)
		case optionSectionApplication:
			s.Application = p.text(value)
		}
	}
	in.section(s)
	return nil
}

// section keeps s, unless it is known or one too many.
func (in *Input) section(s Section) {
	if len(in.Sections) < maxSections && !slices.Contains(in.Sections, s) {
		in.Sections = append(in.Sections, s)
	}
}

// sectionOrder returns the byte order of the section that h begins, and false
// if it begins none.
func sectionOrder(h *[fileHeaderLen]byte) (byteOrder, bool) {
	const magic = 0x1a2b3c4d
	var o byteOrder
	if o.uint32(h[0:]) != blockSection {
		return o, false
	}
	if o.uint32(h[8:]) == magic {
		return o, true
	}
	o.big = true
	return o, o.uint32(h[8:]) == magic
}

// parseSection reads the fixed part of a Section Header Block, section 4.1.
// The minor version says nothing (1.2 was written for 1.0), nor does the
// section's length: a section ends where the next begins.
func parseSection(h *[fileHeaderLen]byte) (byteOrder, error) {
	order, ok := sectionOrder(h)
	if !ok {
		return order, fmt.Errorf("a section's byte-order magic is % x", h[8:12])
	}
	if major := order.uint16(h[12:]); major != 1 {
		return order, fmt.Errorf("a section of pcapng version %d, which is not known (1 is usual)", major)
	}
	return order, nil
}
