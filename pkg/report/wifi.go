package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
)

// air is what was heard of Wi-Fi, by the MACs of stations.
type air map[device.MAC]*airStation

// airStation is a station, in whichever networks it was.
type airStation struct {
	ssid           string // of the network where it was heard most
	frames         uint64 // there
	sent, received uint64 // octets that stayed encrypted, in all
}

// wifi adds the networks that were heard, and what of them stayed encrypted.
func (b *builder) wifi(networks []decode.WiFiNetwork) {
	b.air = make(air)
	b.report.WiFi = make([]WiFi, 0, len(networks))
	spot := BlindSpot{Kind: "wifi_encrypted"}
	hiddenIn := make(map[string]uint64) // by network and reason
	for i := range networks {
		n := &networks[i]
		row := wifiRow(n)
		spot.Received += n.Group.Hidden
		before := spot.Sent + spot.Received - n.Group.Hidden
		for _, s := range n.Stations {
			b.air.add(row.SSID, s)
			spot.Sent += s.Sent.Hidden
			spot.Received += s.Received.Hidden
		}
		if row.Decrypted < row.Encrypted {
			hiddenIn[row.name()+": "+row.Why] += spot.Sent + spot.Received - before
		}
		b.report.WiFi = append(b.report.WiFi, row)
	}
	slices.SortStableFunc(b.report.WiFi, func(x, y WiFi) int { return cmp.Compare(y.Frames, x.Frames) }) // else by BSSID
	if len(hiddenIn) > 0 {
		most := func(x, y string) int { return cmp.Or(cmp.Compare(hiddenIn[y], hiddenIn[x]), cmp.Compare(x, y)) }
		spot.Detail = strings.Join(slices.SortedFunc(maps.Keys(hiddenIn), most), ", ")
		b.blind.put(&spot)
	}
}

func (a air) add(ssid string, s decode.WiFiStation) {
	known := a[device.MAC(s.Addr)]
	if known == nil {
		known = new(airStation)
		a[device.MAC(s.Addr)] = known
	}
	if frames := s.Sent.Frames + s.Received.Frames; frames > known.frames {
		known.ssid, known.frames = ssid, frames
	}
	known.sent += s.Sent.Hidden
	known.received += s.Received.Hidden
}

// wifiRow is the row of a network.
func wifiRow(n *decode.WiFiNetwork) WiFi {
	row := WiFi{
		BSSID: n.BSSID.String(), SSID: ssidText(n.SSID), Channel: n.Channel, Security: n.Security, Ciphers: n.Ciphers,
		Group: wifiTraffic(n.Group), Fragments: n.Partial, Missed: n.Missed, Why: n.Why.String(),
	}
	if n.BSSID == [6]byte{} {
		row.BSSID = ""
	}
	all := n.Group
	for _, s := range n.Stations {
		station := WiFiStation{Sent: wifiTraffic(s.Sent), Received: wifiTraffic(s.Received), Why: s.Why.String()}
		if s.Addr != [6]byte{} {
			mac := device.MAC(s.Addr)
			station.MAC, station.RandomMAC, station.Vendor = mac.String(), mac.Random(), mac.Vendor()
		}
		row.Stations = append(row.Stations, station)
		all.Add(s.Sent)
		all.Add(s.Received)
	}
	row.Frames, row.Encrypted, row.Decrypted = all.Frames, all.Protected, all.Opened
	return row
}

func wifiTraffic(t decode.WiFiTraffic) WiFiTraffic {
	return WiFiTraffic{Frames: t.Frames, Encrypted: t.Protected, Decrypted: t.Opened, EstimatedBytes: t.Hidden}
}

// ssidText is an SSID, which may have any octets, as text: those that are no UTF-8
// are written as --wifi-key takes them.
func ssidText(ssid string) string {
	if utf8.ValidString(ssid) {
		return ssid
	}
	var b strings.Builder
	for len(ssid) > 0 {
		r, n := utf8.DecodeRuneInString(ssid)
		if r == utf8.RuneError && n == 1 || r == '%' {
			fmt.Fprintf(&b, "%%%02x", ssid[0])
		} else {
			b.WriteString(ssid[:n])
		}
		ssid = ssid[n:]
	}
	return b.String()
}

// name is what to call a network.
func (w *WiFi) name() string { return cmp.Or(w.SSID, w.BSSID, "other networks") }

// silent returns a row for each station of whose traffic nothing could be read:
// nobody's zero is to be taken for silence.
func (b *builder) silent() []Device {
	var list []Device
	for mac, s := range b.air {
		if _, known := b.devices.ids[mac]; known || s.sent+s.received == 0 || mac == (device.MAC{}) {
			continue
		}
		list = append(list, Device{ID: mac.String(), MAC: mac.String(), RandomMAC: mac.Random(), Vendor: mac.Vendor(), SSID: s.ssid,
			EncryptedSent: s.sent, EncryptedReceived: s.received, Addresses: []string{}, Encryption: Encryption{}})
	}
	slices.SortFunc(list, func(x, y Device) int {
		return cmp.Or(cmp.Compare(y.EncryptedSent, x.EncryptedSent), cmp.Compare(x.ID, y.ID))
	})
	return list
}

// maxWiFi is how many networks the table has: those with most frames. A monitor
// hears the whole neighbourhood, and JSON lists it.
const maxWiFi = 5

// wifi is the table of networks that data was heard of, none if there were none.
func (t tables) wifi() (table, bool) {
	columns := []column{
		{title: "BSSID", drop: 5}, {title: "SSID", least: 8, code: true}, {title: "CH", right: true, drop: 4}, {title: "SECURITY", least: 8, drop: 3},
		{title: "STATIONS", right: true, drop: 2}, {title: "FRAMES", right: true}, {title: "MISSED", right: true, drop: 1},
		{title: "DECRYPTED", right: true}, {title: "WHY NOT", least: 12},
	}
	made := table{title: "WI-FI NETWORKS", columns: columns}
	hidden := 0
	for i := range t.report.WiFi {
		w := &t.report.WiFi[i]
		switch {
		case w.Frames == 0:
		case len(made.rows) == maxWiFi:
			hidden++
		default:
			made.rows = append(made.rows, row{cells: t.wifiCells(w)})
		}
	}
	if hidden > 0 {
		made.rows = append(made.rows, row{kind: more, cells: append([]string{"", fmt.Sprintf("… %d more", hidden)}, make([]string, len(columns)-2)...)})
	}
	return made.withoutEmpty(), len(made.rows) > 0
}

func (t tables) wifiCells(w *WiFi) []string {
	channel, decrypted := "", "–"
	if w.Channel > 0 {
		channel = strconv.Itoa(w.Channel)
	}
	if w.Encrypted > 0 {
		decrypted = share(w.Decrypted, w.Encrypted)
	}
	return []string{
		w.BSSID, cmp.Or(w.SSID, "[hidden]"), channel, strings.Join(w.Security, " "),
		t.number(uint64(len(w.Stations))), t.number(w.Frames), t.number(w.Missed), decrypted, w.Why,
	}
}
