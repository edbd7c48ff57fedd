package capture

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInterfaceTexts reads what an interface says of itself.
func TestInterfaceTexts(t *testing.T) {
	_, in := read(t, slices.Concat(unhex(section),
		block(blockInterface, `
			0100 0000 00000000
			0200 0300 65746800            # if_name eth
			0300 0200 4c414e00            # if_description LA; its padding is not read
			0b00 0500 0074637037000000    # if_filter, an expression: tcp7
			0c00 0400 4c696e75            # if_os Linu
			0f00 0300 69374900            # if_hardware i7I
			0900 0100 94000000            # if_tsresol 2^-20
			6400 0400 00000000            # of no known code
			0000 0000`),
		block(blockInterface, `
			0100 0000 00000000
			0b00 0500 0106000000000000    # if_filter, a program`)))
	want := []Interface{
		{Name: "eth", Description: "LA", Filter: "tcp7", OS: "Linu", Hardware: "i7I", Link: LinkEthernet, TicksPerSecond: 1 << 20},
		{Link: LinkEthernet, TicksPerSecond: 1_000_000},
	}
	if diff := cmp.Diff(want, in.Interfaces); diff != "" || in.Damage != "" {
		t.Errorf("damage %q (-want +got):\n%s", in.Damage, diff)
	}
}

// TestStatistics takes each interface's last figures, of its own drops and of its
// system's.
func TestStatistics(t *testing.T) {
	_, in := read(t, slices.Concat(unhex(section+raw+ethernet),
		block(blockStatistics, `
			00000000 00000000 00000000
			0500 0800 0300000000000000 # isb_ifdrop: 3, by now
			0000 0000`),
		block(blockStatistics, `
			00000000 00000000 00000000
			0700 0800 0400000000000000 # isb_osdrop: 4
			0500 0800 0900000000000000 # isb_ifdrop: 9 in the end`),
		block(blockStatistics, `
			01000000 00000000 00000000
			0500 0800 0100000000000000 # and 1 of the other interface`),
		block(blockStatistics, `
			01000000 00000000 00000000
			0500 0400 ffffffff         # of the wrong length
			0700 0800 ffffffffffffffff # of a number that cannot be`)))
	if in.Interfaces[0].Dropped != 13 || in.Interfaces[1].Dropped != 1 || in.Dropped != 14 || in.Damage != "" {
		t.Errorf("dropped %d and %d, %d in all, damage %q; want 13, 1, 14", in.Interfaces[0].Dropped, in.Interfaces[1].Dropped, in.Dropped, in.Damage)
	}
}

func TestTooManyInterfaces(t *testing.T) {
	_, in := read(t, slices.Concat(unhex(section), slices.Repeat(unhex(ethernet), maxInterfaces+1)))
	if want := "after frame 0: more than 65536 interfaces"; in.Damage != want || len(in.Interfaces) != maxInterfaces {
		t.Errorf("%d interfaces, damage %q; want %d, %q", len(in.Interfaces), in.Damage, maxInterfaces, want)
	}
}

// TestTooManyTexts keeps interfaces that have no room for their names.
func TestTooManyTexts(t *testing.T) {
	long := block(blockInterface, `
		0100 0000 00000000
		0200 0001`+strings.Repeat("61", maxText))
	_, in := read(t, slices.Concat(unhex(section), slices.Repeat(long, maxTexts/maxText+2)))
	named := 0
	for _, i := range in.Interfaces {
		named += len(i.Name)
	}
	if named != maxTexts || len(in.Interfaces) != maxTexts/maxText+2 || in.Damage != "" {
		t.Errorf("%d bytes of names in %d interfaces, damage %q", named, len(in.Interfaces), in.Damage)
	}
}
