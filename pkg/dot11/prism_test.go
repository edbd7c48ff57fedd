package dot11

import "testing"

func TestPrism(t *testing.T) {
	for _, test := range []struct {
		name, header string
		want         int // octets left; −1 for what is no header
	}{
		{"little-endian", "44000000 0c000000 00000000 aabb", 2},
		{"big-endian", "00000044 0000000c 00000000 aabb", 2},
		{"the other code", "41000000 0c000000 00000000 aabb", 2},
		{"another code", "45000000 0c000000 00000000 aabb", -1},
		{"a length that cannot be", "44000000 07000000 00000000 aabb", -1},
		{"a length beyond the frame", "44000000 0f000000 00000000 aabb", -1},
		{"AVS", "80211001 0000000c 00000000 aabb", 2},
		{"AVS, version 2", "80211002 0000000c 00000000 aabb", 2},
		{"AVS, a length beyond the frame", "80211001 0000000f 00000000 aabb", -1},
		{"cut off", "44000000 0c0000", -1},
	} {
		_, rest, ok := prism(unhex(t, test.header))
		if ok != (test.want >= 0) || ok && len(rest) != test.want {
			t.Errorf("%s: %d octets left, %v", test.name, len(rest), ok)
		}
	}
}
