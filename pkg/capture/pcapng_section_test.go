package capture

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSections lists the sections that differ, in order.
func TestSections(t *testing.T) {
	written := block(blockSection, `
		4d3c2b1a 0100 0200 ffffffffffffffff
		0200 0200 69370000 # shb_hardware i7
		0300 0200 4f530000 # shb_os OS
		0400 0400 61707000 # shb_userappl app, with the zero byte that some write
		0000 0000`)
	_, in := read(t, slices.Concat(unhex(section), written, unhex(sectionBig+section), written))
	want := []Section{
		{Major: 1},
		{Major: 1, Minor: 2, Hardware: "i7", OS: "OS", Application: "app"},
		{Major: 1, BigEndian: true},
	}
	if diff := cmp.Diff(want, in.Sections); diff != "" || in.Damage != "" {
		t.Errorf("damage %q (-want +got):\n%s", in.Damage, diff)
	}
}

func TestTooManySections(t *testing.T) {
	var data []byte
	for i := range 2 * maxSections {
		next := unhex(section)
		next[14] = byte(i) // minor version
		data = append(data, next...)
	}
	_, in := read(t, append(data, bytes.Repeat(unhex(section), 3)...))
	if len(in.Sections) != maxSections || in.Damage != "" {
		t.Errorf("%d sections, damage %q; want %d", len(in.Sections), in.Damage, maxSections)
	}
}
