package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

func (t tables) hosts() table {
	left := []column{{title: "HOSTNAME", least: 26, code: true, middle: true}, {title: "VIA", drop: 4}, {title: "COUNTRY", drop: 2}}
	right := []column{{title: "ENCRYPTION", drop: 8}, {title: "MARKS", drop: 7}, {title: "NETWORK", least: 16, drop: 9}}
	shown, others := cut(t, foldLocal(t.report.Hosts))
	var records []record
	for _, h := range shown {
		records = append(records, record{
			[]string{hostLabel(h), cmp.Or(h.Via, "–"), few(h.Countries, ",")}, h.Counts,
			[]string{h.Encryption.label(), strings.Join(h.Marks, " "), few(h.Networks, ", ")},
		})
	}
	return t.table("BYTES SENT BY HOSTNAME", left, right, records, others).withoutEmpty()
}

// foldLocal joins the nameless remotes on the LAN into one row and nameless
// multicast groups into another: text is about who is farther away.
func foldLocal(hosts []Host) []*Host {
	far := make([]*Host, 0, len(hosts))
	local := map[string]*Host{"LAN": {}, "MULTICAST": {}}
	for i := range hosts {
		h := &hosts[i]
		if h.Host != "" || len(h.Countries) != 1 || local[h.Countries[0]] == nil {
			far = append(far, h)
			continue
		}
		sum := local[h.Countries[0]]
		sum.Countries = h.Countries
		sum.Addresses = append(sum.Addresses, h.Addresses...)
		sum.Counts = plus(sum.Counts, h.Counts)
		for _, e := range h.Encryption {
			sum.Encryption.add(e.Kind, e.Sent)
		}
	}
	for _, scope := range []string{"LAN", "MULTICAST"} {
		if len(local[scope].Countries) > 0 {
			far = append(far, local[scope])
		}
	}
	slices.SortStableFunc(far, func(a, b *Host) int { return cmp.Compare(b.Sent, a.Sent) })
	return far
}

// hostLabel is a hostname, "[203.0.113.7]" where no name is known, or
// "[12 LAN addresses]" or "[3 multicast groups]" for a row of foldLocal.
func hostLabel(h *Host) string {
	switch {
	case h.Host != "":
		return hostname(h.Host)
	case len(h.Addresses) == 0:
		return "[addresses not kept]"
	case len(h.Addresses) == 1:
		return "[" + h.Addresses[0] + "]"
	case slices.Contains(h.Countries, "MULTICAST"):
		return fmt.Sprintf("[%d multicast groups]", len(h.Addresses))
	default:
		return fmt.Sprintf("[%d LAN addresses]", len(h.Addresses))
	}
}

// few is the first of names, and how many more there are.
func few(names []string, separator string) string {
	const shown = 2
	if len(names) <= shown {
		return strings.Join(names, separator)
	}
	return strings.Join(names[:shown], separator) + fmt.Sprintf(" +%d", len(names)-shown)
}
