package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// block is a part of the MAC addresses: those that begin with bits bits of prefix.
type block struct {
	prefix  uint64 // left-aligned in 40 bits
	bits    int    // 24, 28 or 36
	company string
}

// notVendors are holders who make nothing.
var notVendors = []string{
	"Private",                     // does not want to be named
	"IEEE Registration Authority", // divides its blocks into those of MA-M and MA-S
	"ICANN, IANA Department",      // gives its own to protocols, such as VRRP (RFC 9542 §2.1)
}

// parseBlocks reads a JSON object of hexadecimal prefixes and their holders, whose
// first line is the name, the others the address.
func parseBlocks(listed []byte) ([]block, error) {
	var holders map[string]string
	if err := json.Unmarshal(listed, &holders); err != nil {
		return nil, err
	}
	var blocks []block
	for hex, holder := range holders {
		b := block{bits: 4 * len(hex)}
		prefix, err := strconv.ParseUint(hex, 16, 40)
		if err != nil || !slices.Contains([]int{24, 28, 36}, b.bits) {
			return nil, fmt.Errorf("%q is no block of 24, 28 or 36 bits", hex)
		}
		b.prefix = prefix << (40 - b.bits)
		name, _, _ := strings.Cut(holder, "\n")
		if name = strings.TrimSpace(name); slices.Contains(notVendors, name) {
			continue
		}
		b.company = withoutLegalForm(name)
		blocks = append(blocks, b)
	}
	return blocks, nil
}

// legalForms are the words that end companies' names, as their letters in lower
// case: "S.p.A." is spa.
var legalForms = strings.Fields(`ab ag aps as asa bhd bv bvba co coltd corp corporation cv doo gmbh inc
	incorporated jsc kft kg kk limited llc llp lp ltd ltda lda mbh nv oy oyj plc pte pty pvt sa sarl sas
	sdn sia sl spa srl sro`)

// withoutLegalForm cuts "Co., Ltd.", "GmbH & Co. KG" and the like off a name.
func withoutLegalForm(name string) string {
	for {
		name = strings.TrimRight(name, " ,，.;&")
		last := strings.LastIndexAny(name, " ,")
		if last <= 0 || !slices.Contains(legalForms, letters(name[last:])) {
			return name
		}
		name = name[:last]
	}
}

// letters returns the ASCII letters of s in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r |= 0x20; 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, s)
}
