package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// notes says in words what stands around the tables.
type notes struct {
	figures
	report *Report
}

// capture is which files, when, and how much.
func (n notes) capture() []string {
	r := n.report
	items := []string{"no capture"}
	switch len(r.Inputs) {
	case 0:
	case 1:
		items[0] = inputName(r.Inputs[0])
	default:
		items[0] = inputName(r.Inputs[0]) + " and " + n.count(uint64(len(r.Inputs)-1), "other file")
	}
	if r.Capture.First != nil && r.Capture.Last != nil {
		items = append(items, span(*r.Capture.First, *r.Capture.Last))
	}
	return append(items, n.count(r.Capture.Frames, "frame")+", "+n.bytesInText(r.Totals.Sent+r.Totals.Received)+" of IP")
}

func inputName(in Input) string {
	if in.Path == "-" {
		return "standard input"
	}
	return in.Path
}

// span is "2026-11-20 09:14:02–09:21:40 UTC (7m38s)".
func span(first, last time.Time) string {
	first, last = first.UTC(), last.UTC()
	until := "–" + last.Format(time.TimeOnly)
	if first.Format(time.DateOnly) != last.Format(time.DateOnly) {
		until = " – " + last.Format(time.DateTime)
	}
	return first.Format(time.DateTime) + until + " UTC (" + length(last.Sub(first)) + ")"
}

// length rounds to what matters: 12ms, 7.4s, 7m38s, 26h3m0s, 14d6h.
func length(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return d.Round(100 * time.Millisecond).String()
	case d >= 48*time.Hour:
		hours := int(d.Round(time.Hour).Hours())
		return fmt.Sprintf("%dd%dh", hours/24, hours%24)
	}
	return d.Round(time.Second).String()
}

func (n notes) damage() []string {
	const shown = 5
	var items []string
	for _, in := range n.report.Inputs {
		if in.Damage != "" {
			items = append(items, inputName(in)+": "+in.Damage)
		}
	}
	if len(items) > shown {
		rest := n.count(uint64(len(items)-shown), "more damaged file")
		items = append(items[:shown], rest)
	}
	return items
}

// filter says by which expression frames were chosen. The ledger says how many.
func (n notes) filter() []string {
	if n.report.Capture.Filter == "" {
		return nil
	}
	return []string{n.report.Capture.Filter}
}

// selected is how many frames were looked at.
func (n notes) selected() uint64 { return n.report.Capture.Frames - n.frames("filtered") }

func (n notes) empty() string {
	switch {
	case n.report.Capture.Frames == 0:
		return "Nothing was captured: there are no frames."
	case n.selected() == 0:
		return "No flows: the filter selects no frame."
	}
	return "No flows: no IP packet was found in " + n.count(n.selected(), "frame") + "."
}

// notVisible lists the blind spots that have something to say.
func (n notes) notVisible() []string {
	var items []string
	for _, spot := range n.report.BlindSpots {
		items = append(items, n.blindSpot(spot))
	}
	if folded := n.report.Folded.Flows; folded > 0 {
		items = append(items, n.count(uint64(folded), "flow")+" counted without detail, to bound memory")
	}
	return items
}

func (n notes) blindSpot(b BlindSpot) string {
	flows, sent := n.count(uint64(b.Flows), "flow"), n.bytesInText(b.Sent)
	whom := few(strings.Split(b.Detail, ", "), ", ")
	detail := ""
	if whom != "" {
		detail = " (" + whom + ")"
	}
	switch b.Kind {
	case "no_name":
		return sent + " sent without a name (" + flows + ")"
	case "ech":
		return sent + " under a front name only (ECH, " + flows + ")" + detail
	case "ech?":
		return sent + " under a name that may be a front (ECH or GREASE, " + flows + ")" + detail
	case "encrypted_dns":
		return "encrypted DNS" + to(whom) + " (" + flows + ")"
	case "vpn":
		return sent + " inside a VPN" + to(whom) + " (" + flows + ")"
	case "truncated":
		return sent + " in " + flows + " whose names may be cut off" + detail
	case "midstream":
		return sent + " in " + flows + " that began before the capture" + detail
	case "wifi_encrypted":
		return "about " + sent + " sent and " + n.bytesInText(b.Received) + " received by Wi-Fi that stayed encrypted" + detail
	case "length_beyond_frame":
		return sent + " claimed by headers beyond their frames (" + flows + ")" + detail
	}
	return b.Kind + ": " + sent + " sent (" + flows + ")" + detail
}

func to(whom string) string {
	if whom == "" {
		return ""
	}
	return " to " + whom
}

func (n notes) frames(reason string) uint64 {
	for _, e := range n.report.Ledger {
		if e.Reason == reason {
			return e.Frames
		}
	}
	return 0
}

// geo says where countries come from, and how far two sources agree.
func (n notes) geo() []string {
	if len(n.report.Geo) == 0 {
		return []string{"no database: every country is unknown"}
	}
	var items []string
	for _, g := range n.report.Geo {
		item := cmp.Or(g.Type, g.Source)
		if g.Source != "embedded" && g.Type != "" {
			item += " " + g.Source
		}
		if g.Built != "" {
			item += " " + g.Built
		}
		if g.Licence != "" {
			item += " (" + g.Licence + ")"
		}
		items = append(items, item)
	}
	differs := uint64(0)
	for _, c := range n.report.Countries {
		if c.Scope == "unknown" { // other than what?
			continue
		}
		for _, sent := range c.Registered {
			differs += sent
		}
	}
	if differs > 0 {
		items = append(items, n.bytesInText(differs)+" sent to addresses registered in another country")
	}
	return items
}
