package report

import (
	"maps"
	"slices"
	"strings"
)

// balance says whether everything adds up, and what does not.
func (n notes) balance() string {
	if wrong := unbalanced(n.report); len(wrong) > 0 {
		return "DOES NOT BALANCE: " + strings.Join(wrong, ", ")
	}
	return "bytes balance"
}

// ledger is "18,204 frames = 17,950 in flows + 254 non-IP".
func (n notes) ledger() string {
	var parts []string
	for _, e := range n.report.Ledger {
		if e.Frames > 0 {
			parts = append(parts, n.number(e.Frames)+" "+e.words())
		}
	}
	frames := n.count(n.report.Capture.Frames, "frame")
	switch {
	case len(parts) == 0:
		return frames
	case n.frames("flow") == n.report.Capture.Frames:
		return frames + ", all in flows"
	}
	return frames + " = " + strings.Join(parts, " + ")
}

// words are the reason's, with the link types that could not be read.
func (e *Entry) words() string {
	if len(e.LinkTypes) == 0 {
		return reasonWords(e.Reason)
	}
	return reasonWords(e.Reason) + " (" + few(slices.Sorted(maps.Keys(e.LinkTypes)), ", ") + ")"
}

func reasonWords(reason string) string {
	switch reason {
	case "flow":
		return "in flows"
	case "non_ip":
		return "non-IP"
	case "wifi_management":
		return "Wi-Fi management"
	case "wifi_control":
		return "Wi-Fi control"
	case "wifi_encrypted":
		return "encrypted Wi-Fi"
	case "wifi_retry":
		return "Wi-Fi retries"
	case "wifi_relay":
		return "relayed by Wi-Fi"
	case "wifi_bad_fcs":
		return "damaged on air"
	case "duplicate":
		return "duplicate"
	case "truncated":
		return "cut short"
	case "unsupported_link":
		return "of unsupported link types"
	case "filtered":
		return "filtered out"
	case "skipped":
		return "skipped"
	}
	return reason
}

// unbalanced names the sums in r that differ though they must be equal.
func unbalanced(r *Report) []string {
	var frames, wire, flowWire uint64
	for _, e := range r.Ledger {
		frames += e.Frames
		wire += e.WireBytes
		if e.Reason == "flow" {
			flowWire = e.WireBytes
		}
	}
	ip := flowWire - uint64(r.Overhead) // wraps as it should when negative
	var wrong []string
	check := func(balanced bool, what string) {
		if !balanced {
			wrong = append(wrong, what)
		}
	}
	check(frames == r.Capture.Frames, "frames of the capture")
	check(wire == r.Capture.WireBytes, "bytes of the capture")
	check(ip == r.Totals.Sent+r.Totals.Received, "bytes of flows")
	check(adds(r.Countries, r.Totals, func(c Country) Counts { return c.Counts }), "countries")
	check(adds(r.Hosts, r.Totals, func(h Host) Counts { return h.Counts }), "hostnames")
	check(adds(r.Domains, r.Totals, func(d Domain) Counts { return d.Counts }), "domains")
	check(adds(r.Networks, r.Totals, func(n Network) Counts { return n.Counts }), "networks")
	check(adds(r.Protos, r.Totals, func(p Proto) Counts { return p.Counts }), "protocols")
	check(adds(r.Apps, r.Totals, func(a App) Counts { return a.Counts }), "apps")
	check(adds(r.Devices, r.Totals, func(d Device) Counts { return d.Counts }), "devices")
	if r.Pivot != nil {
		check(adds(r.Pivot.Rows, r.Totals, func(p PivotRow) Counts { return p.Counts }), "pivot")
	}
	return wrong
}

func adds[T any](rows []T, totals Counts, counts func(T) Counts) bool {
	var c Counts
	for _, row := range rows {
		c = plus(c, counts(row))
	}
	return c.Sent == totals.Sent && c.Received == totals.Received && c.Flows == totals.Flows
}
