package capture

import (
	"fmt"
	"strings"
	"testing"
)

// Blocks as PCAPdroid writes them.
const (
	mapping = ` # a custom block of 62652 for UID 10123
		ad0b0000 2c000000 bcf40000 0100 01 00 8b270000
		0d 03 636f6d2e7368 6f702e63617274 41 7070 # com.shop.cart, App
		0000 2c000000`
	mappingBig = `
		00000bad 00000020 0000f4bc 0001 01 00 000003e8
		02 03 616263 6465 00 00000020 # UID 1000: ab, cde`
	comment = ` # a frame of u-10123
		06000000 34000000 00000000 00000000 05ca9a3b 01000000 01000000 aa000000
		0100 0700 752d3130 31323300 0000 0000 34000000`
	direction = ` # the same, after epb_flags, as PCAPdroid writes when it runs as root
		06000000 3c000000 00000000 00000000 05ca9a3b 01000000 01000000 aa000000
		0200 0400 01000000 0100 0700 752d3130 31323300 0000 0000 3c000000`
	nobody = ` # u--1
		06000000 30000000 00000000 00000000 05ca9a3b 01000000 01000000 aa000000
		0100 0400 752d2d31 0000 0000 30000000`
	remark = ` # a comment of somebody: u-turn
		06000000 34000000 00000000 00000000 05ca9a3b 01000000 01000000 aa000000
		0100 0600 752d7475 726e0000 0000 0000 34000000`
)

// showApps writes the app of each frame.
func showApps(frames []Frame) string {
	var all []string
	for _, f := range frames {
		one := "-"
		if f.App != nil {
			one = fmt.Sprintf("%d %s %s", f.App.UID, f.App.Name, f.App.Package)
		}
		all = append(all, strings.TrimSpace(one))
	}
	return strings.Join(all, "; ")
}

func TestApps(t *testing.T) {
	const shop = "10123 App com.shop.cart"
	other := strings.Replace(mapping, "41 7070", "41 7071", 1)
	for _, test := range []struct{ name, data, want string }{
		{"named by a comment", section + raw + mapping + comment, shop},
		{"after another option", section + raw + mapping + direction, shop},
		{"of no app", section + raw + mapping + enhanced + comment, "-; " + shop},
		{"of no app that Android knows", section + raw + nobody, "-1"},
		{"not mapped", section + raw + comment, "10123"},
		{"mapped in another section", section + raw + mapping + section + raw + comment, "10123"},
		{"mapped twice", section + raw + mapping + other + comment, shop},
		{"a comment of somebody", section + raw + mapping + remark, "-"},
		{"a mapping of another enterprise", section + raw + strings.Replace(mapping, "bcf4", "bcf5", 1) + comment, "10123"},
		{"a mapping of another version", section + raw + strings.Replace(mapping, "0100 01", "0200 01", 1) + comment, "10123"},
		{"another kind of block", section + raw + strings.Replace(mapping, "0100 01", "0100 02", 1) + comment, "10123"},
		{"a package name longer than its block", section + raw + strings.Replace(mapping, "0d 03", "ff 03", 1) + comment, "10123"},
		{"an app name longer than its block", section + raw + strings.Replace(mapping, "0d 03", "0d ff", 1) + comment, "10123"},
		{"big-endian", sectionBig + `
			00000001 00000014 0065 0000 0000ffff 00000014` + mappingBig + `
			00000006 00000034 00000000 00000000 3b9aca05 00000001 00000001 aa000000
			0001 0006 752d3130 30300000 0000 0000 00000034`, "1000 cde ab"},
	} {
		t.Run(test.name, func(t *testing.T) {
			frames, in := read(t, unhex(test.data))
			if got := showApps(frames); got != test.want || in.Damage != "" {
				t.Errorf("%s (damage %q), want %s", got, in.Damage, test.want)
			}
		})
	}
}

func TestAppsCutShort(t *testing.T) {
	data, ends := []byte{}, map[int]int{}
	for i, block := range []string{section, raw, mapping, comment} {
		data = append(data, unhex(block)...)
		ends[len(data)] = max(0, i-2)
	}
	testCutShort(t, data, ends)
}

// A file of nothing but UIDs must not fill the memory.
func TestTooManyApps(t *testing.T) {
	known := make(apps)
	for uid := range 2 * maxApps {
		known.by(fmt.Append(nil, uidComment, uid))
	}
	if len(known) != maxApps {
		t.Errorf("%d apps, want %d", len(known), maxApps)
	}
	if app := known.by([]byte("u-7")); app == nil || app.UID != 7 {
		t.Errorf("an app known is forgotten: %+v", app)
	}
}

// A block too long to map a UID is passed over, however long it claims to be.
func TestLongCustomBlock(t *testing.T) {
	_, in := read(t, unhex(section+raw+enhanced+`ad0b0000 00000004 bcf40000`))
	if want := "cut off in a block after frame 1: 67108852 bytes are missing"; in.Damage != want {
		t.Errorf("damage %q, want %q", in.Damage, want)
	}
}
