package capture

import (
	"slices"
	"strings"
	"testing"
)

// pcapTwoFrames is an ordinary file: microseconds, little-endian, version 2.4,
// snap length 65535, Ethernet.
const pcapTwoFrames = `
	d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
	e8030000 05000000 02000000 02000000 aabb   # at 1000.000005, 2 of 2 bytes
	e9030000 3f420f00 03000000 ea050000 ccddee # at 1001.999999, 3 of 1514 bytes
`

var pcapVariants = []variant{
	{
		name:   "microseconds, little-endian",
		data:   unhex(pcapTwoFrames),
		frames: []string{"#1 if0 EN10MB 1000.000005000 aabb/2", "#2 if0 EN10MB 1001.999999000 ccddee/1514"},
	},
	{
		name: "microseconds, big-endian",
		data: unhex(`
			a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000065 # raw IP
			000003e8 00000005 00000002 00000003 aabb`),
		frames: []string{"#1 if0 RAW 1000.000005000 aabb/3"},
	},
	{
		name: "nanoseconds, little-endian",
		data: unhex(`
			4d3cb2a1 0200 0400 00000000 00000000 ffff0000 14010000 # Linux cooked v2: more than 8 bits
			e8030000 ffc99a3b 01000000 01000000 aa`),
		frames: []string{"#1 if0 LINUX_SLL2 1000.999999999 aa/1"},
	},
	{
		name: "nanoseconds, big-endian",
		data: unhex(`
			a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000071
			000003e8 00000001 00000001 00000001 aa`),
		frames: []string{"#1 if0 LINUX_SLL 1000.000000001 aa/1"},
	},
	{
		name: "Kuznetzov's records",
		data: unhex(`
			34cdb2a1 0200 0400 00000000 00000000 ffff0000 01000000
			e8030000 05000000 02000000 02000000
				02000000 0008 04 00 # interface, protocol, direction, padding
				aabb
			e9030000 05000000 01000000 01000000 02000000 0008 04 00 cc`),
		frames: []string{"#1 if0 EN10MB 1000.000005000 aabb/2", "#2 if0 EN10MB 1001.000005000 cc/1"},
	},
	{
		name: "version 2.2: len before caplen",
		data: unhex(`
			d4c3b2a1 0200 0200 00000000 00000000 ffff0000 01000000
			e8030000 00000000 05000000 02000000 aabb
			e9030000 00000000 01000000 01000000 cc`),
		frames: []string{"#1 if0 EN10MB 1000.000000000 aabb/5", "#2 if0 EN10MB 1001.000000000 cc/1"},
	},
	{
		name: "version 2.0 in name only: caplen before len",
		data: unhex(`
			d4c3b2a1 0200 0000 00000000 00000000 ffff0000 01000000
			e8030000 00000000 02000000 05000000 aabb`),
		frames: []string{"#1 if0 EN10MB 1000.000000000 aabb/5"},
	},
	{
		name: "version 543.0, of DG/UX: len before caplen",
		data: unhex(`
			a1b2c3d4 021f 0000 00000000 00000000 0000ffff 00000001
			000003e8 00000000 00000005 00000002 aabb`),
		frames: []string{"#1 if0 EN10MB 1000.000000000 aabb/5"},
	},
	{
		name: "FCS length beside the link type",
		data: unhex(`
			d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000024
			e8030000 00000000 01000000 01000000 aa`),
		frames: []string{"#1 if0 EN10MB 1000.000000000 aa/1"},
	},
	{
		name: "snap length 0",
		data: unhex(`
			d4c3b2a1 0200 0400 00000000 00000000 00000000 01000000
			e8030000 00000000 01000000 01000000 aa`),
		frames: []string{"#1 if0 EN10MB 1000.000000000 aa/1"},
	},
	{
		name: "caplen beyond the snap length",
		data: unhex(`
			d4c3b2a1 0200 0400 00000000 00000000 01000000 01000000
			e8030000 00000000 02000000 02000000 aabb`),
		frames: []string{"#1 if0 EN10MB 1000.000000000 aabb/2"},
	},
	{
		name: "caplen beyond len",
		data: unhex(`
			d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
			e8030000 00000000 02000000 01000000 aabb`),
		frames: []string{"#1 if0 EN10MB 1000.000000000 aabb/1"},
	},
	{
		name: "2.5 million microseconds are 2.5 s",
		data: unhex(`
			d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
			e8030000 a0252600 01000000 01000000 aa`),
		frames: []string{"#1 if0 EN10MB 1002.500000000 aa/1"},
	},
	{
		name: "the latest time there is, in 2106",
		data: unhex(`
			d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
			ffffffff ffffffff 01000000 01000000 aa`),
		frames: []string{"#1 if0 EN10MB 4294971589.967295000 aa/1"},
	},
	{
		name: "two files joined as if they were text",
		data: unhex(pcapTwoFrames + pcapTwoFrames + `
			d4c3b2a1 0200 0400 00000000 00000000 ffff0000 65000000 # raw IP
			e8030000 05000000 01000000 01000000 aa`),
		frames: []string{
			"#1 if0 EN10MB 1000.000005000 aabb/2", "#2 if0 EN10MB 1001.999999000 ccddee/1514",
			"#3 if0 EN10MB 1000.000005000 aabb/2", "#4 if0 EN10MB 1001.999999000 ccddee/1514", "#5 if1 RAW 1000.000005000 aa/1",
		},
	},
	{
		name: "files of other computers and precisions joined as if they were text",
		data: unhex(pcapTwoFrames + `
			a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000001 # big-endian, nanoseconds
			000003ea 00000007 00000001 00000001 aa
			34cdb2a1 0200 0400 00000000 00000000 ffff0000 01000000 # Kuznetzov's records
			eb030000 05000000 01000000 01000000 02000000 0008 04 00 bb
			d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
			ec030000 05000000 01000000 01000000 cc`),
		frames: []string{
			"#1 if0 EN10MB 1000.000005000 aabb/2", "#2 if0 EN10MB 1001.999999000 ccddee/1514",
			"#3 if1 EN10MB 1002.000000007 aa/1", "#4 if2 EN10MB 1003.000005000 bb/1", "#5 if2 EN10MB 1004.000005000 cc/1",
		},
	},
	{
		name: "no frames",
		data: unhex(`d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000`),
	},
	{
		name: "frame of no bytes",
		data: unhex(`
			d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
			e8030000 00000000 00000000 01000000`),
		frames: []string{"#1 if0 EN10MB 1000.000000000 /1"},
	},
}

var pcapDamaged = []variant{
	{
		name: "caplen of 4 GB",
		data: unhex(pcapTwoFrames + `
			ea030000 00000000 ffffffff ffffffff aabbccdd`),
		frames: pcapVariants[0].frames,
		damage: "frame 3 claims 4294967295 bytes: damaged from there on",
	},
	{
		name: "caplen just believed",
		data: unhex(pcapTwoFrames + `
			ea030000 00000000 00000001 00000001 aabbccdd`),
		frames: pcapVariants[0].frames,
		damage: "cut off in frame 3: 4 of 16777216 bytes",
	},
	{
		name: "caplen just not believed",
		data: unhex(pcapTwoFrames + `
			ea030000 00000000 01000001 01000001 aabbccdd`),
		frames: pcapVariants[0].frames,
		damage: "frame 3 claims 16777217 bytes: damaged from there on",
	},
	{
		name:   "zeros at the end",
		data:   unhex(pcapTwoFrames + strings.Repeat("00", 2*16+3)),
		frames: append(slices.Clip(pcapVariants[0].frames), "#3 if0 EN10MB untimed /0", "#4 if0 EN10MB untimed /0"),
		damage: "nothing but zeros from frame 3 on",
	},
	{
		name:   "zeros between frames",
		data:   unhex(pcapTwoFrames + strings.Repeat("00", 16) + `ea030000 05000000 01000000 02000000 aa ea03`),
		frames: append(slices.Clip(pcapVariants[0].frames), "#3 if0 EN10MB untimed /0", "#4 if0 EN10MB 1002.000005000 aa/2"),
		damage: "cut off in the header of frame 5: 2 of 16 bytes",
	},
	{
		name:   "text at the end",
		data:   append(unhex(pcapTwoFrames), "and that was my capture of the day"...),
		frames: pcapVariants[0].frames,
		damage: "frame 3 claims 1935767328 bytes: damaged from there on",
	},
	{
		name:   "cut off in the header of a file joined to it",
		data:   unhex(pcapTwoFrames + `d4c3b2a1 0200 0400 00000000 00000000 ffff`),
		frames: pcapVariants[0].frames,
		damage: "cut off in another file header after frame 2: 18 of 24 bytes",
	},
	{
		name:   "cut off in the header of another computer's file joined to it",
		data:   unhex(pcapTwoFrames + `a1b2c3d4 0002 0004 00000000 00000000 0000`),
		frames: pcapVariants[0].frames,
		damage: "cut off in another file header after frame 2: 18 of 24 bytes",
	},
	{
		name: "cut off in a record header",
		data: unhex(pcapTwoFrames + `
			ea030000 000000`),
		frames: pcapVariants[0].frames,
		damage: "cut off in the header of frame 3: 7 of 16 bytes",
	},
	{
		name: "cut off in the first frame",
		data: unhex(`
			d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
			e8030000 00000000 04000000 04000000 aabbcc`),
		damage: "cut off in frame 1: 3 of 4 bytes",
	},
}

func TestPcap(t *testing.T) {
	testVariants(t, slices.Concat(pcapVariants, pcapDamaged))
}

func TestPcapCutShort(t *testing.T) {
	const first, second = 24 + 16 + 2, 24 + 16 + 2 + 16 + 3
	testCutShort(t, unhex(pcapTwoFrames), map[int]int{24: 0, first: 1, second: 2})
}

func TestPcapTooManyJoined(t *testing.T) {
	data := pcapHeader()
	for i := range maxInterfaces {
		next := pcapHeader()
		next[16], next[17], next[18] = byte(i), byte(i>>8), byte(i>>16) // snap length
		data = append(data, next...)
	}
	_, in := read(t, data)
	if want := "after frame 0: more than 65536 interfaces"; in.Damage != want || len(in.Interfaces) != maxInterfaces {
		t.Errorf("%d interfaces, damage %q; want %d, %q", len(in.Interfaces), in.Damage, maxInterfaces, want)
	}
}

func TestPcapInput(t *testing.T) {
	_, in := read(t, unhex(pcapTwoFrames))
	want := Input{
		Path: "-", Size: 61, Format: "pcap",
		LinkTypes:  []LinkType{LinkEthernet},
		Interfaces: []Interface{{Link: LinkEthernet, SnapLen: 65535, TicksPerSecond: 1_000_000, Frames: 2}},
		Sections:   []Section{{Major: 2, Minor: 4}},
		SnapLen:    65535,
		Frames:     2, WireBytes: 1516, CapturedBytes: 5,
		First: 1000_000005_000, Last: 1001_999999_000, Timed: true,
	}
	checkInput(t, in, want)
}

func FuzzPcap(f *testing.F) {
	for _, v := range slices.Concat(pcapVariants, pcapDamaged) {
		f.Add(v.data)
	}
	f.Fuzz(fuzz)
}
