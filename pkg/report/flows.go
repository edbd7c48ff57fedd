package report

import (
	"net"
	"strconv"
	"strings"
)

// flows has a row for each flow, in the report's order. Remotes come first, as
// in every table: the question is where bytes went.
func (t tables) flows() table {
	left := []column{
		{title: "REMOTE", least: 21, code: true, middle: true}, {title: "HOSTNAME", least: 20, drop: 3, code: true, middle: true},
		{title: "VIA", drop: 6}, {title: "COUNTRY", drop: 2},
	}
	right := []column{
		{title: "PROTO", drop: 4}, {title: "DEVICE", least: 21, drop: 5, code: true, middle: true},
		{title: "ENCRYPTION", drop: 8}, {title: "MARKS", drop: 9}, {title: "FIRST SEEN (UTC)", drop: 10},
	}
	shown, others := cut(t, t.report.Flows)
	var records []record
	for _, f := range shown {
		first := ""
		if f.First != nil {
			first = f.First.UTC().Format("2006-01-02 15:04:05.000")
		}
		records = append(records, record{
			[]string{endpoint(f.Remote, f.RemotePort), hostname(f.Host), f.Via, f.Country}, f.counts(),
			[]string{f.Proto, endpoint(f.Device, f.DevicePort), f.Encryption, strings.Join(f.Marks, " "), first},
		})
	}
	flowsColumn := len(left) + figureColumns - 1 // 1 in each row
	return t.table("FLOWS", left, right, records, others).without(flowsColumn).withoutEmpty()
}

func (f Flow) counts() Counts {
	return Counts{Sent: f.Sent, Received: f.Received, Flows: 1}
}

// endpoint is an address with its port, if it has one.
func endpoint(addr string, port *uint16) string {
	if port == nil {
		return addr
	}
	return net.JoinHostPort(addr, strconv.Itoa(int(*port)))
}
