package main

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
)

// pack writes blocks in the form that noteText describes.
func pack(blocks []block) ([]byte, error) {
	slices.SortFunc(blocks, func(a, b block) int {
		return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.prefix, b.prefix))
	})
	var companies []string
	for _, b := range blocks {
		companies = append(companies, b.company)
	}
	slices.Sort(companies)
	names, at, err := packNames(slices.Compact(companies))
	if err != nil {
		return nil, err
	}
	counts := make(map[int]uint32)
	var table []byte
	for _, b := range blocks {
		counts[b.bits]++
		table = binary.BigEndian.AppendUint64(table, b.prefix<<24|uint64(at[b.company]))
	}
	var packed []byte
	for _, bits := range []int{36, 28, 24} {
		packed = binary.BigEndian.AppendUint32(packed, counts[bits])
	}
	return slices.Concat(packed, table, names), nil
}

// packNames writes names and says where each stands.
func packNames(list []string) (packed []byte, at map[string]int, err error) {
	at = make(map[string]int)
	for _, name := range list {
		if name == "" || len(name) > 255 {
			return nil, nil, fmt.Errorf("a name of %d bytes: %q", len(name), name)
		}
		at[name] = len(packed)
		packed = append(append(packed, byte(len(name))), name...)
	}
	if len(packed) >= 1<<24 {
		return nil, nil, fmt.Errorf("%d bytes of names do not fit", len(packed))
	}
	return packed, at, nil
}
