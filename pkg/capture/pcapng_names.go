package capture

import (
	"bytes"
	"net/netip"
)

// Record types of section 4.5; those for hardware addresses are passed over.
const (
	recordIPv4 = 1
	recordIPv6 = 2
)

const (
	// maxNames is how many names of an input are kept. Wireshark writes those it
	// showed; the busiest of captures has a few thousand.
	maxNames = 1 << 14
	// maxNameLen is longer than any hostname; what exceeds it is none, and a part
	// of it would be a wrong one.
	maxNameLen = 255
)

// names reads a Name Resolution Block, section 4.5. Its records have the form of
// options; the first of a record's names is the address's, others are aliases.
// Whatever is no record counts as their end.
func (p *pcapngFormat) names(body []byte, in *input) {
	for kind, value := range p.options(body) {
		switch {
		case kind == recordIPv4 && len(value) > 4:
			in.addName(netip.AddrFrom4([4]byte(value)), value[4:])
		case kind == recordIPv6 && len(value) > 16:
			in.addName(netip.AddrFrom16([16]byte(value)), value[16:])
		}
	}
}

// addName counts a name of the address, and keeps it if there is room.
func (in *input) addName(addr netip.Addr, names []byte) {
	name, _, _ := bytes.Cut(names, []byte{0})
	in.NameRecords++
	if len(name) > 0 && len(name) <= maxNameLen && len(in.Names) < maxNames {
		in.Names = append(in.Names, Name{Addr: addr, Text: string(name), Frame: in.frames + 1})
	}
}
