package device

import (
	"encoding/binary"
	"testing"
	"time"
)

// The blocks are old and will stay: the registry takes none back.
func TestVendor(t *testing.T) {
	for _, test := range []struct {
		name string
		mac  MAC
		want string
	}{
		{"a protocol's", MAC{0x00, 0x00, 0x5e, 0x00, 0x53, 0x23}, ""},
		{"MA-L, the first of all", MAC{0, 0, 0, 0, 0, 1}, "XEROX"},
		{"MA-L of a phone", MAC{0x28, 0x6c, 0x07, 1, 2, 3}, "XIAOMI Electronics"},
		{"MA-M", MAC{0x00, 0x55, 0xda, 0x5f, 0xff, 0xff}, "Nanoleaf"},
		{"MA-M that is not assigned", MAC{0x00, 0x55, 0xda, 0xf0, 0, 0}, ""},
		{"MA-S", MAC{0x70, 0xb3, 0xd5, 0x00, 0x1f, 0xff}, "SOREDI touch systems"},
		{"random", MAC{0x2a, 0x6c, 0x07, 1, 2, 3}, ""},
		{"a group", MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, ""},
	} {
		if got := test.mac.Vendor(); got != test.want {
			t.Errorf("%s: %v is of %q, want %q", test.name, test.mac, got, test.want)
		}
	}
}

// TestVendors looks every block of the table up by its last address.
func TestVendors(t *testing.T) {
	blocks := vendors[vendorCount*len(vendorBits):]
	for i, bits := range vendorBits {
		n := int(binary.BigEndian.Uint32(vendors[vendorCount*i:]))
		if n < 5000 {
			t.Errorf("%d blocks of %d bits", n, bits)
		}
		before := uint64(0)
		for j := range n {
			record := binary.BigEndian.Uint64(blocks[j*vendorRecord:])
			if j > 0 && record&^vendorName <= before {
				t.Fatalf("block %d of %d bits: %#x is not above %#x", j, bits, record, before)
			}
			before = record &^ vendorName
			var last [8]byte
			binary.BigEndian.PutUint64(last[:], before|(1<<(64-bits)-1))
			if mac := MAC(last[:6]); mac.Vendor() == "" != mac.Random() {
				t.Fatalf("block %d of %d bits: %v is of %q", j, bits, mac, mac.Vendor())
			}
		}
		blocks = blocks[n*vendorRecord:]
	}
}

func TestVendorsBuilt(t *testing.T) {
	if _, err := time.Parse(time.DateOnly, VendorsBuilt); err != nil {
		t.Error(err)
	}
}
