package capture

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const recordA = `
	0100 0800 cb007107 612e6200 # 203.0.113.7 a.b`

// TestNames keeps what records name, each with the frame it stands before.
func TestNames(t *testing.T) {
	_, in := read(t, slices.Concat(unhex(section),
		block(blockNames, recordA+`
			0200 1200 20010db8000000000000000000000007 63000000 # 2001:db8::7 c
			0300 0800 00005e005323 7800                         # of a MAC
			0000 0000`),
		unhex(ethernet+enhanced),
		block(blockNames, `
			0100 0c00 cb007108 612e6300 62696700 # two names: a.c, and big for an alias
			0000 0000
			0200 0800 3139322e302e322e           # an option, ns_dnsname`),
		unhex(enhanced+enhanced),
		block(blockNames, `
			0100 0500 cb007109 00000000 # of an empty name
			0100 0400 cb00710a          # of none`),
		block(blockNames, `
			0100 0600 cb00710b 7a000000 # the last record need not be the end
			0100 ff00 cb00710c          # longer than the block`)))
	want := []Name{
		{netip.MustParseAddr("203.0.113.7"), "a.b", 1},
		{netip.MustParseAddr("2001:db8::7"), "c", 1},
		{netip.MustParseAddr("203.0.113.8"), "a.c", 2},
		{netip.MustParseAddr("203.0.113.11"), "z", 4},
	}
	if diff := cmp.Diff(want, in.Names, sameAddrs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if in.Frames != 3 || in.NameRecords != 5 || in.Damage != "" {
		t.Errorf("%d frames, %d records, damage %q; want 3 and 5", in.Frames, in.NameRecords, in.Damage)
	}
}

// TestTooManyNames keeps the first and counts all.
func TestTooManyNames(t *testing.T) {
	const blocks, each = maxNames/1000 + 1, 1000
	names := block(blockNames, strings.Repeat(recordA, each))
	_, in := read(t, slices.Concat(unhex(section), slices.Repeat(names, blocks)))
	if len(in.Names) != maxNames || in.NameRecords != blocks*each || in.Damage != "" {
		t.Errorf("%d of %d names, damage %q; want %d of %d", len(in.Names), in.NameRecords, in.Damage, maxNames, blocks*each)
	}
}

// TestLongName keeps no part of a name that is too long for one.
func TestLongName(t *testing.T) {
	for _, n := range []int{maxNameLen, maxNameLen + 1} {
		var in input
		in.addName(netip.MustParseAddr("203.0.113.7"), slices.Repeat([]byte("a"), n))
		if kept := len(in.Names) == 1; kept != (n <= maxNameLen) || in.NameRecords != 1 {
			t.Errorf("a name of %d bytes: kept %v", n, kept)
		}
	}
}
