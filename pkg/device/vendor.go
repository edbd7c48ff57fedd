package device

import (
	_ "embed"
	"encoding/binary"
	"sort"
)

//go:generate go -C mkdata run .

// vendors is made by mkdata; data/README.md says from what, and in which form. It
// is searched as it lies there: opening it costs nothing.
//
//go:embed data/vendors.bin
var vendors []byte

// vendorBits are the lengths of assigned blocks, in the order they lie in: those
// of MA-S, MA-M, MA-L.
var vendorBits = [...]uint{36, 28, 24}

const (
	vendorCount  = 4 // bytes of the number of blocks of a length
	vendorRecord = 8 // bytes of a block: 5 of its prefix, 3 of where its name stands
	vendorName   = 1<<24 - 1
)

// Vendor returns the company that the IEEE assigned the address to, without its
// legal form; of blocks within blocks the smallest counts. It is "" if there is
// none, and for random addresses.
func (m MAC) Vendor() string {
	if m.Random() {
		return ""
	}
	address := binary.BigEndian.Uint64([]byte{m[0], m[1], m[2], m[3], m[4], 0, 0, 0})
	counts, blocks := vendors, vendors[vendorCount*len(vendorBits):]
	found := -1
	for _, bits := range vendorBits {
		n := int(binary.BigEndian.Uint32(counts))
		if found < 0 {
			found = findVendor(blocks[:n*vendorRecord], address>>(64-bits)<<(64-bits))
		}
		counts, blocks = counts[vendorCount:], blocks[n*vendorRecord:]
	}
	if found < 0 {
		return ""
	}
	name := blocks[found:] // the names are behind the blocks
	return string(name[1 : 1+name[0]])
}

// findVendor returns where the name of a block's company stands, -1 if the block
// is not there.
func findVendor(blocks []byte, block uint64) int {
	record := func(i int) uint64 { return binary.BigEndian.Uint64(blocks[i*vendorRecord:]) }
	n := len(blocks) / vendorRecord
	i := sort.Search(n, func(i int) bool { return record(i) >= block })
	if i == n || record(i)&^vendorName != block {
		return -1
	}
	return int(record(i) & vendorName)
}
