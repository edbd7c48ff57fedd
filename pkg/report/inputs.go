package report

import (
	"strings"

	"github.com/flowscan/flowscan/pkg/scan"
)

// inputs tells what the captures say of themselves.
func inputs(res *scan.Result) []Input {
	list := make([]Input, 0, len(res.Inputs))
	for _, in := range res.Inputs {
		about := Input{
			Path: in.Path, SHA256: in.SHA256, Size: in.Size, Format: in.Format, Compression: in.Compression,
			Frames: in.Frames, Damage: in.Damage,
		}
		for _, t := range in.LinkTypes {
			about.LinkTypes = append(about.LinkTypes, t.String())
		}
		for _, i := range in.Interfaces {
			about.Interfaces = append(about.Interfaces, Interface{
				Name: i.Name, Description: i.Description, LinkType: i.Link.String(), SnapLength: i.SnapLen, Filter: i.Filter,
				OS: i.OS, Hardware: i.Hardware, TicksPerSecond: i.TicksPerSecond, Frames: i.Frames, Dropped: i.Dropped,
			})
		}
		for _, c := range in.Comments {
			about.Comments = append(about.Comments, Comment{Frame: c.Frame, Text: c.Text})
		}
		list = append(list, about)
	}
	return list
}

// maxComments is how many comments a report shows; JSON and info have them all.
const maxComments = 3

// lost warns of frames that the capturing side had no time for, or we.
func (n notes) lost() []string {
	c := n.report.Capture
	var items []string
	if c.Dropped > 0 {
		items = append(items, n.count(c.Dropped, "frame")+", "+share(c.Dropped, c.Dropped+c.Frames)+" of all, while capturing: figures are too low")
	}
	if skipped := n.frames("skipped"); skipped > 0 {
		items = append(items, n.count(skipped, "frame")+" captured, but not decoded for want of time")
	}
	return items
}

// comments are the first of what people wrote into the captures; those about
// frames are told by their number.
func (n notes) comments(shown int) []string {
	const longest = 160 // columns
	var items []string
	rest := uint64(0)
	for _, in := range n.report.Inputs {
		for _, c := range in.Comments {
			if len(items) == shown {
				rest++
				continue
			}
			item := clip(Sanitise(strings.Join(strings.Fields(c.Text), " ")), longest)
			if c.Frame > 0 {
				item = "frame " + n.number(c.Frame) + ": " + item
			}
			if len(n.report.Inputs) > 1 {
				item = inputName(in) + ": " + item
			}
			items = append(items, item)
		}
	}
	if rest > 0 {
		items = append(items, n.number(rest)+" more")
	}
	return items
}
