package report

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// writeText writes a block for each capture: what a person asks before its
// frames.
func (l *InfoList) writeText(w io.Writer, o Options) error {
	p := page{width: cmp.Or(max(0, o.Width), unlimited), color: o.Color}
	for i := range l.Inputs {
		if i > 0 {
			p.blank()
		}
		p.info(&l.Inputs[i], figures{o.Exact})
	}
	_, err := io.WriteString(w, p.text.String())
	return err
}

func (p *page) info(in *Info, f figures) {
	n := notes{f, &Report{Inputs: []Input{in.Input}, Capture: Capture{Frames: in.Frames, Dropped: in.Dropped}}}
	p.paragraph("", "  ", heading, inputName(in.Input), n.bytesInText(uint64(in.Size)))
	p.paragraph("DAMAGED", " · ", alarm, in.damage()...)
	p.paragraph("LOST", " · ", alarm, n.lost()...)
	p.paragraph("FORMAT", ", ", heading, in.format()...)
	p.paragraph("WRITTEN", "; ", heading, in.written()...)
	p.paragraph("FRAMES", ", ", heading, n.sizes(in)...)
	p.paragraph("TIME", " ", heading, in.time()...)
	p.paragraph("RATE", ", ", heading, n.rates(in)...)
	if in.NameRecords > 0 {
		p.paragraph("NAMES", "", heading, n.count(in.NameRecords, "name record"))
	}
	comments := n.comments(len(in.Comments))
	if rest := in.CommentCount - uint64(len(in.Comments)); rest > 0 {
		comments = append(comments, n.number(rest)+" more")
	}
	p.paragraph("COMMENTS", " · ", heading, comments...)
	if in.SHA256 != "" {
		p.paragraph("SHA-256", "", heading, in.SHA256)
	}
	p.table(n.interfaces(in))
}

func (i *Info) damage() []string {
	if i.Damage == "" {
		return nil
	}
	return []string{i.Damage}
}

// format is "pcapng 1.0", "little-endian", "gzip".
func (i *Info) format() []string {
	var versions, orders []string
	for _, s := range i.Sections {
		versions, orders = appendNew(versions, s.Version), appendNew(orders, s.ByteOrder)
	}
	items := []string{strings.TrimSpace(i.Format + " " + strings.Join(versions, " and "))}
	if len(orders) > 0 {
		items = append(items, strings.Join(orders, " and "))
	}
	if i.Compression != "" {
		items = append(items, "packed with "+i.Compression)
	}
	return items
}

// written is what wrote each section, and where.
func (i *Info) written() []string {
	var items []string
	for _, s := range i.Sections {
		var words []string
		for _, w := range []struct{ before, word string }{{"by ", s.Application}, {"on ", s.OS}, {"on ", s.Hardware}} {
			if w.word != "" {
				words = append(words, w.before+w.word)
			}
		}
		if len(words) > 0 {
			items = appendNew(items, strings.Join(words, ", "))
		}
	}
	return items
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// sizes is "514", "190 kB on the wire", "all captured".
func (n notes) sizes(i *Info) []string {
	items := []string{n.number(i.Frames)}
	switch {
	case i.Frames == 0:
		return items
	case i.CapturedBytes == i.WireBytes:
		return append(items, n.bytesInText(i.WireBytes)+" on the wire", "all captured")
	}
	return append(items, n.bytesInText(i.WireBytes)+" on the wire", n.bytesInText(i.CapturedBytes)+" captured ("+share(i.CapturedBytes, i.WireBytes)+")")
}

// time is the first and the last frame's, as exact as they are told.
func (i *Info) time() []string {
	if i.First == nil || i.Last == nil {
		return nil
	}
	layout := "2006-01-02 15:04:05.000000"
	if i.First.Nanosecond()%1000 != 0 || i.Last.Nanosecond()%1000 != 0 {
		layout += "000"
	}
	return []string{i.First.UTC().Format(layout), "–", i.Last.UTC().Format(layout), "UTC", "(" + length(i.span()) + ")"}
}

// rates are averages over the time between the first and the last frame.
func (n notes) rates(i *Info) []string {
	if i.FramesPerSecond == nil || i.BytesPerSecond == nil {
		return nil
	}
	return []string{
		n.threeDigits(*i.FramesPerSecond) + " frames/s",
		n.bytesInText(uint64(math.Round(*i.BytesPerSecond))) + "/s",
		n.bytesInText(i.WireBytes/max(1, i.Frames)) + " a frame",
	}
}

// threeDigits is v with three significant digits, or as a whole number.
func (f figures) threeDigits(v float64) string {
	switch {
	case v > 0 && v < 0.005:
		return "<0.01"
	case v < 10:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return f.number(uint64(math.Round(v)))
}

// maxInterfaces is how many interfaces text shows.
const maxInterfaces = 20

// interfaces lists where frames were captured, numbered as Wireshark does.
func (n notes) interfaces(i *Info) table {
	t := table{title: "INTERFACES", columns: []column{
		{title: "INTERFACE", least: 10, code: true}, {title: "LINK TYPE"}, {title: "FRAMES", right: true}, {title: "LOST", right: true, drop: 3},
		{title: "SNAP LENGTH", right: true, drop: 4}, {title: "CLOCK", drop: 6}, {title: "FILTER", least: 10, drop: 2, code: true},
		{title: "SYSTEM", least: 10, drop: 7, code: true}, {title: "DESCRIPTION", least: 12, drop: 5, code: true},
	}}
	var rest, dropped uint64
	for number, face := range i.Interfaces {
		if number >= maxInterfaces {
			rest, dropped = rest+face.Frames, dropped+face.Dropped
			continue
		}
		snap := "–"
		if face.SnapLength > 0 {
			snap = n.number(uint64(face.SnapLength))
		}
		system := slices.DeleteFunc([]string{face.OS, face.Hardware}, func(s string) bool { return s == "" })
		t.rows = append(t.rows, row{cells: []string{strings.TrimSpace(strconv.Itoa(number) + " " + face.Name), face.LinkType, n.number(face.Frames),
			n.number(face.Dropped), snap, resolution(face.TicksPerSecond), face.Filter, strings.Join(system, ", "), face.Description}})
	}
	if left := len(i.Interfaces) - len(t.rows); left > 0 {
		t.rows = append(t.rows, row{kind: more, cells: []string{"… " + n.number(uint64(left)) + " more", "", n.number(rest), n.number(dropped), "", "", "", "", ""}})
	}
	if i.Dropped == 0 { // which few formats can tell from not knowing
		t = t.without(slices.IndexFunc(t.columns, func(c column) bool { return c.title == "LOST" }))
	}
	return t.withoutEmpty()
}

// resolution is how long a clock's tick is: "1 µs", "1/1048576s".
func resolution(ticks uint64) string {
	switch {
	case ticks == 0:
		return "<1ns"
	case ticks <= uint64(time.Second) && uint64(time.Second)%ticks == 0:
		return time.Duration(uint64(time.Second) / ticks).String()
	}
	return "1/" + strconv.FormatUint(ticks, 10) + "s"
}
