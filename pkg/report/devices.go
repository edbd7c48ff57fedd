package report

import (
	"cmp"
	"strings"
)

// maxDevices is how many devices get a line of the first screen; --by device
// lists all.
const maxDevices = 5

// devices writes one line for each device that sent most: how much, and how
// much of it in clear, for that is the first question after whom it was sent to.
func (p *page) devices(n notes) {
	t := table{columns: []column{{}, {}, {least: 12, drop: 1}, {}, {drop: 2}}}
	all := n.report.Devices
	shown := all
	if len(all) > maxDevices+1 {
		shown = all[:maxDevices]
	}
	for _, d := range shown {
		t.rows = append(t.rows, row{cells: []string{"device", deviceLabel(d), describe(d), n.sent(d), n.received(d)}})
	}
	var rest Device
	for _, d := range all[len(shown):] {
		rest.Counts = plus(rest.Counts, d.Counts)
		rest.EncryptedSent += d.EncryptedSent
		rest.EncryptedReceived += d.EncryptedReceived
	}
	if more := len(all) - len(shown); more > 0 {
		sent := "sent " + n.bytesInText(rest.Sent)
		if rest.Sent == 0 {
			sent = n.sent(rest)
		}
		t.rows = append(t.rows, row{cells: []string{"…", n.number(uint64(more)) + " more devices", "", sent, n.received(rest)}})
	}
	if len(t.rows) == 0 {
		return
	}
	t = t.withoutEmpty().sanitised()
	if fitted := t.fit(p.width + 1); tableWidth(fitted.widths()) <= p.width+1 {
		for _, line := range fitted.lines() {
			p.line(strings.TrimPrefix(line, " "), plain)
		}
		return
	}
	for _, r := range t.rows {
		p.paragraph("", "  ", plain, r.cells...)
	}
}

// deviceLabel is a device's id, "[not kept]" for flows that lost it to the memory bound.
func deviceLabel(d Device) string { return cmp.Or(d.ID, "[not kept]") }

// sent is "sent 1.92 MB (4.1% clear, 30.2% unknown)"; of a Wi-Fi station of which
// nothing could be read, an estimate.
func (n notes) sent(d Device) string {
	if d.Sent == 0 && d.EncryptedSent > 0 {
		return "sent about " + n.bytesInText(d.EncryptedSent) + " encrypted"
	}
	s := "sent " + n.bytesInText(d.Sent)
	if d.Sent == 0 {
		return s
	}
	s += " (" + share(d.Encryption.Sent("clear"), d.Sent) + " clear"
	if unknown := d.Encryption.Sent("unknown"); unknown > 0 {
		s += ", " + share(unknown, d.Sent) + " unknown"
	}
	return s + ")"
}

func (n notes) received(d Device) string {
	if d.Received == 0 && d.EncryptedReceived > 0 {
		return "received about " + n.bytesInText(d.EncryptedReceived) + " encrypted"
	}
	return "received " + n.bytesInText(d.Received)
}
