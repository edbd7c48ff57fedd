package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// tables makes the tables that text and Markdown share.
type tables struct {
	figures
	report *Report
	top    int // rows shown; the others are summed. Negative: all
}

// A record is a row before its figures are written: the cells left and right of
// those, and the counts.
type record struct {
	left   []string
	counts Counts
	right  []string
}

func (t tables) by(k Key) table {
	switch k {
	case ByCountry:
		return t.countries()
	case ByHost:
		return t.hosts()
	case ByDomain:
		return t.domains()
	case ByNetwork:
		return t.networks()
	case ByDevice:
		return t.devices()
	case ByApp:
		return t.apps()
	default:
		return t.protos()
	}
}

func (t tables) countries() table {
	left := []column{{title: "COUNTRY", least: 12}}
	right := []column{{title: "HOSTS", right: true, drop: 7}, {drop: 2}}
	shown, others := cut(t, t.report.Countries)
	var records []record
	for _, c := range shown {
		remark := ""
		if c.AnycastSent > 0 {
			remark = t.bytesInText(c.AnycastSent) + " anycast"
		}
		records = append(records, record{[]string{countryName(c)}, c.Counts, []string{t.hostCount(c.Hosts), remark}})
	}
	made := t.table("BYTES SENT BY COUNTRY", left, right, records, others)
	made.bars = true
	named := 0
	for _, h := range t.report.Hosts {
		if h.Host != "" {
			named++
		}
	}
	made.rows[len(made.rows)-1].cells[len(left)+figureColumns] = t.hostCount(named) // not a sum: hosts are in several countries
	return made.withoutEmpty()
}

// hostCount is how many hostnames are known, "–" for none.
func (t tables) hostCount(n int) string {
	if n == 0 {
		return "–"
	}
	return t.number(uint64(n))
}

// countryName is "CN China", or what stands in a country's place: "LAN".
func countryName(c Country) string {
	if c.Scope != "global" || c.Name == "" {
		return c.Country
	}
	return c.Country + " " + c.Name
}

func (t tables) domains() table {
	left := []column{{title: "DOMAIN", least: 16, code: true, middle: true}}
	right := []column{{title: "HOSTS", right: true, drop: 7}}
	shown, others := cut(t, t.report.Domains)
	var records []record
	for _, d := range shown {
		label := "[no domain]"
		if d.Domain != "" {
			label = hostname(d.Domain)
		}
		records = append(records, record{[]string{label}, d.Counts, []string{t.hostCount(d.Hosts)}})
	}
	return t.table("BYTES SENT BY DOMAIN", left, right, records, others)
}

func (t tables) networks() table {
	shown, others := cut(t, t.report.Networks)
	var records []record
	for _, n := range shown {
		label := "[no network]"
		if n.ASN != 0 {
			label = strings.TrimSpace("AS" + strconv.FormatUint(uint64(n.ASN), 10) + " " + n.Name)
		}
		records = append(records, record{[]string{label}, n.Counts, nil})
	}
	return t.table("BYTES SENT BY NETWORK", []column{{title: "NETWORK", least: 16}}, nil, records, others)
}

func (t tables) devices() table {
	left := []column{{title: "DEVICE", least: 15, code: true, middle: true}, {title: "NAME", least: 10, drop: 4, code: true}}
	right := []column{{title: "CLEAR", right: true, drop: 2}, {title: "UNKNOWN", right: true, drop: 5}, {title: "MAC", drop: 8}}
	shown, others := cut(t, t.report.Devices)
	var records []record
	for _, d := range shown {
		records = append(records, record{
			[]string{deviceLabel(d), describe(d)}, d.Counts,
			[]string{share(d.Encryption.Sent("clear"), d.Sent), share(d.Encryption.Sent("unknown"), d.Sent), d.MAC},
		})
	}
	return t.table("BYTES SENT BY DEVICE", left, right, records, others).withoutEmpty()
}

// describe is what is known of a device beside its address.
func describe(d Device) string {
	words := []string{d.Name, cmp.Or(d.Vendor, d.VendorClass), d.Model}
	if d.ID == "0.0.0.0" || d.ID == "::" { // whoever asked by DHCP or took an address: maybe several
		words = append(words, "no address")
	}
	if d.SSID != "" {
		words = append(words, "Wi-Fi "+d.SSID)
	}
	if d.RandomMAC {
		words = append(words, "random MAC")
	}
	known := slices.DeleteFunc(words, func(s string) bool { return s == "" })
	return strings.Join(known, ", ")
}

func (t tables) protos() table {
	shown, others := cut(t, t.report.Protos)
	var records []record
	for _, p := range shown {
		records = append(records, record{[]string{p.Proto}, p.Counts, nil})
	}
	return t.table("BYTES SENT BY PROTOCOL", []column{{title: "PROTOCOL", least: 8}}, nil, records, others)
}
