package capture

import (
	"encoding/binary"
	"slices"
	"testing"
)

// Blocks that the variants below are put together from.
const (
	section = `
		0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000`
	sectionBig = `
		0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c`
	ethernet = `
		01000000 14000000 0100 0000 ffff0000 14000000`
	raw = `
		01000000 14000000 6500 0000 00000000 14000000`
	// At 1000.000005, 3 of 4 bytes.
	enhanced = `
		06000000 24000000 00000000 00000000 05ca9a3b 03000000 04000000 aabbcc00 24000000`
)

// block is a little-endian block around a body in hex.
func block(kind uint32, body string) []byte {
	b := unhex(body)
	size := binary.LittleEndian.AppendUint32(nil, uint32(minBlock+len(b)))
	return slices.Concat(binary.LittleEndian.AppendUint32(nil, kind), size, b, size)
}

var pcapngVariants = []variant{
	{
		name:   "little-endian",
		data:   unhex(section + ethernet + enhanced),
		frames: []string{"#1 if0 EN10MB 1000.000005000 aabbcc/4"},
	},
	{
		name: "big-endian",
		data: unhex(sectionBig + `
			00000001 00000014 0071 0000 0000ffff 00000014
			00000006 00000024 00000000 00000000 3b9aca05 00000003 00000004 aabbcc00 00000024`),
		frames: []string{"#1 if0 LINUX_SLL 1000.000005000 aabbcc/4"},
	},
	{
		name: "two interfaces, link types and clocks",
		data: unhex(section + ethernet + `
			01000000 20000000 e400 0000 00000000
				0900 0100 09000000 # if_tsresol: nanoseconds
				0000 0000
				20000000
			06000000 20000000 01000000 e8000000 05000000 00000000 04000000 20000000` + enhanced),
		frames: []string{"#1 if1 IPV4 996.432412677 /4", "#2 if0 EN10MB 1000.000005000 aabbcc/4"},
	},
	{
		name: "sections of either byte order, each with its own interface 0",
		data: unhex(section + ethernet + enhanced + sectionBig + `
			00000001 00000014 0065 0000 0000ffff 00000014
			00000006 00000024 00000000 00000000 3b9aca06 00000001 00000001 dd000000 00000024`),
		frames: []string{"#1 if0 EN10MB 1000.000005000 aabbcc/4", "#2 if1 RAW 1000.000006000 dd/1"},
	},
	{
		name: "time offset",
		data: unhex(section + `
			01000000 20000000 0100 0000 00000000
				0e00 0800 18fcffffffffffff # if_tsoffset: -1000 s
				20000000` + enhanced),
		frames: []string{"#1 if0 EN10MB 0.000005000 aabbcc/4"},
	},
	{
		name: "simple packets: no time, as long as snap length, length and block allow",
		data: unhex(section + `
			01000000 14000000 0100 0000 02000000 14000000
			03000000 14000000 05000000 aabb0000 14000000 # 2 of 5 bytes
			03000000 14000000 01000000 cc000000 14000000
			01000000 14000000 6500 0000 00000000 14000000 # not its interface` +
			section + raw + `
			03000000 14000000 ff000000 aabbccdd 14000000 # no snap length, but cut`),
		frames: []string{"#1 if0 EN10MB untimed aabb/5", "#2 if0 EN10MB untimed cc/1", "#3 if2 RAW untimed aabbccdd/255"},
	},
	{
		name: "obsolete packet block",
		data: unhex(section + ethernet + `
			02000000 24000000 0000 ffff 00000000 05ca9a3b 03000000 04000000 aabbcc00 24000000`),
		frames: []string{"#1 if0 EN10MB 1000.000005000 aabbcc/4"},
	},
	{
		name: "options after the packet, well-formed or not",
		data: unhex(section + ethernet + `
			06000000 28000000 00000000 00000000 05ca9a3b 01000000 01000000 aa000000 0200 ffff 28000000`),
		frames: []string{"#1 if0 EN10MB 1000.000005000 aa/1"},
	},
	{
		name: "blocks that hold no frames",
		data: unhex(section + ethernet + `
			04000000 10000000 00000000 10000000                   # names, none
			0a000000 14000000 4b534c54 00000000 14000000          # secrets
			ad0b0000 14000000 e7a00000 01020304 14000000          # custom
			7856344a 0c000000 0c000000                            # of no known type` + enhanced),
		frames: []string{"#1 if0 EN10MB 1000.000005000 aabbcc/4"},
	},
	{
		name: "total length without the padding",
		data: unhex(section + ethernet + `
			06000000 23000000 00000000 00000000 05ca9a3b 03000000 04000000 aabbcc00 23000000` + enhanced),
		frames: []string{"#1 if0 EN10MB 1000.000005000 aabbcc/4", "#2 if0 EN10MB 1000.000005000 aabbcc/4"},
	},
	{
		name: "time beyond the year 2262",
		data: unhex(section + ethernet + `
			06000000 20000000 00000000 ffffffff ffffffff 00000000 00000000 20000000`),
		frames: []string{"#1 if0 EN10MB untimed /0"},
	},
	{
		name: "no frames",
		data: unhex(section),
	},
}

var pcapngDamaged = []variant{
	{
		name:   "section shorter than its fixed part",
		data:   unhex(section + ethernet + enhanced + `0a0d0d0a 18000000 4d3c2b1a 0100 0000 00000000 18000000`),
		frames: pcapngVariants[0].frames,
		damage: "after frame 1: a section block of 12 bytes",
	},
	{
		name:   "unknown interface",
		data:   unhex(section + ethernet + enhanced + section + enhanced),
		frames: pcapngVariants[0].frames,
		damage: "after frame 1: a packet block names interface 0 of 0",
	},
	{
		name:   "simple packet without an interface",
		data:   unhex(section + `03000000 14000000 01000000 cc000000 14000000`),
		damage: "after frame 0: a simple packet block before any interface",
	},
	{
		name: "more packet than block",
		data: unhex(section + ethernet + enhanced + `
			06000000 24000000 00000000 00000000 05ca9a3b 05000000 05000000 aabbccdd 24000000`),
		frames: pcapngVariants[0].frames,
		damage: "after frame 1: a packet block claims 5 bytes of packet, and has room for 4",
	},
	{
		name:   "packet block shorter than its fixed part",
		data:   unhex(section + ethernet + `06000000 1c000000 00000000 00000000 05ca9a3b 05000000 1c000000`),
		damage: "after frame 0: a packet block of 16 bytes",
	},
	{
		name:   "interface block shorter than its fixed part",
		data:   unhex(section + `01000000 10000000 0100 0000 10000000`),
		damage: "after frame 0: an interface block of 4 bytes",
	},
	{
		name:   "statistics shorter than their fixed part",
		data:   unhex(section + ethernet + `05000000 10000000 00000000 10000000`),
		damage: "after frame 0: an interface statistics block of 4 bytes",
	},
	{
		name:   "statistics of no interface",
		data:   unhex(section + `05000000 18000000 00000000 00000000 00000000 18000000`),
		damage: "after frame 0: statistics of interface 0 of 0",
	},
	{
		name:   "block shorter than its header",
		data:   unhex(section + ethernet + enhanced + `06000000 0b000000 0b000000`),
		frames: pcapngVariants[0].frames,
		damage: "after frame 1: a block of type 0x6 claims 11 bytes",
	},
	{
		name:   "packet block of 4 GB",
		data:   unhex(section + ethernet + `06000000 fcffffff 00000000`),
		damage: "after frame 0: a block of type 0x6 claims 4294967292 bytes",
	},
	{
		name:   "block of no known type and 4 GB",
		data:   unhex(section + ethernet + enhanced + `7856344a fdffffff 00000000`),
		frames: pcapngVariants[0].frames,
		damage: "cut off in a block after frame 1: 4294967284 bytes are missing",
	},
	{
		name:   "two lengths that differ",
		data:   unhex(section + ethernet + `06000000 20000000 00000000 00000000 05ca9a3b 00000000 00000000 24000000`),
		damage: "after frame 0: a block of type 0x6 gives its length as 32 and as 36 bytes",
	},
	{
		name:   "second section of an unknown version",
		data:   unhex(section + ethernet + enhanced + `0a0d0d0a 1c000000 4d3c2b1a 0200 0000 ffffffffffffffff 1c000000`),
		frames: pcapngVariants[0].frames,
		damage: "after frame 1: a section of pcapng version 2, which is not known (1 is usual)",
	},
	{
		name:   "second section of an unknown byte order",
		data:   unhex(section + ethernet + enhanced + `0a0d0d0a 1c000000 4d3c2b1b 0100 0000 ffffffffffffffff 1c000000`),
		frames: pcapngVariants[0].frames,
		damage: "after frame 1: a section's byte-order magic is 4d 3c 2b 1b",
	},
}

func TestPcapng(t *testing.T) {
	testVariants(t, slices.Concat(pcapngVariants, pcapngDamaged))
}

func TestPcapngCutShort(t *testing.T) {
	ends := map[int]int{}
	data, frames := []byte{}, 0
	for _, b := range []struct {
		block  []byte
		frames int
	}{
		{unhex(section), 0},
		{unhex(ethernet), 0},
		{unhex(enhanced), 1},
		{block(blockNames, recordA), 0},
		{unhex(`0a000000 14000000 4b534c54 00000000 14000000`), 0}, // secrets, passed over
		{unhex(`03000000 14000000 05000000 aabb0000 14000000`), 1}, // simple packet
		{commented, 1},
	} {
		data = append(data, b.block...)
		frames += b.frames
		ends[len(data)] = frames
	}
	testCutShort(t, data, ends)
}

func TestPcapngInput(t *testing.T) {
	_, in := read(t, unhex(section+`
		01000000 38000000 7f00 0000 60000000
			0200 0500 776c616e 30000000 # if_name wlan0
			0300 0700 666c6f77 20313200 # if_description
			0900 0100 09000000          # if_tsresol
			0000 0000
			38000000`+raw+ethernet+raw+`
		06000000 20000000 00000000 00000000 07000000 00000000 04000000 20000000
		06000000 20000000 00000000 00000000 05000000 00000000 04000000 20000000`))
	wlan0 := Interface{Name: "wlan0", Description: "flow 12", Link: LinkIEEE80211Radio, SnapLen: 96, TicksPerSecond: 1_000_000_000, Frames: 2}
	const micros = 1_000_000
	checkInput(t, in, Input{
		Path: "-", Size: 208, Format: "pcapng",
		LinkTypes: []LinkType{LinkIEEE80211Radio, LinkRaw, LinkEthernet},
		Interfaces: []Interface{wlan0, {Link: LinkRaw, TicksPerSecond: micros},
			{Link: LinkEthernet, SnapLen: 65535, TicksPerSecond: micros}, {Link: LinkRaw, TicksPerSecond: micros}},
		Sections: []Section{{Major: 1}},
		SnapLen:  96,
		Frames:   2, WireBytes: 8,
		First: 5, Last: 7, Timed: true,
	})
}

func FuzzPcapng(f *testing.F) {
	for _, v := range slices.Concat(pcapngVariants, pcapngDamaged) {
		f.Add(v.data)
	}
	f.Add(slices.Concat(unhex(section+ethernet), block(blockNames, recordA), commented))
	f.Add(unhex(section + raw + mapping + comment + nobody))
	f.Fuzz(fuzz)
}
