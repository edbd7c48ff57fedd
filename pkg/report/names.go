package report

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/scan"
)

// NamesSchema names the version of NameList's JSON form.
const NamesSchema = "flowscan.names/1"

// NameList is every name a capture gives, with the frames that prove it, for
// people who check by hand.
type NameList struct {
	Schema string    `json:"schema"`
	Inputs []string  `json:"inputs"` // paths
	Names  []NameUse `json:"names"`  // by name, then address, then way
}

// NameUse is one name for one address, known in one way.
type NameUse struct {
	Name    string   `json:"name"`
	Address string   `json:"address"`
	Via     string   `json:"via"`
	Input   int      `json:"input"` // index in Inputs of the first frame that proves it
	Frame   uint64   `json:"frame"` // number of that frame, from 1
	Chain   []string `json:"chain"` // the CNAMEs between name and address
	Flows   int      `json:"flows"` // that go by this name and way
	First   *Use     `json:"first"` // the first of them, null if none
}

// Use is where a flow begins.
type Use struct {
	Input int        `json:"input"`
	Frame uint64     `json:"frame"`
	Time  *time.Time `json:"time"`
}

// nameKey tells the uses of a NameList apart.
type nameKey struct {
	name string
	addr netip.Addr
	via  scan.Via
}

// proof tells answers apart.
type proof struct {
	name string
	addr netip.Addr
	decode.Place
}

// Names lists the names that answers and flows gave.
func Names(res *scan.Result) *NameList {
	var uses rows[nameKey, NameUse]
	at := func(k nameKey, place decode.Place, chain []string) *NameUse {
		u := uses.at(k)
		if u.Address == "" { // new
			*u = NameUse{Name: k.name, Address: k.addr.String(), Via: k.via.String(),
				Input: int(place.Input), Frame: place.Frame, Chain: append([]string{}, chain...)}
		}
		return u
	}
	ways := make(map[proof]scan.Via)
	for _, a := range res.Answers {
		key := nameKey{a.Name, a.Addr, scan.ViaOfAnswer(a.Via)}
		at(key, a.Place, a.Chain)
		ways[proof{a.Name, a.Addr, a.Place}] = key.via
	}
	for i := range res.Flows {
		f := &res.Flows[i]
		for _, n := range f.Names {
			via, addr := n.Via, f.Key.Addr(f.Remote() == flow.B)
			if via == scan.ViaDNSOther { // listed in the way of the answer itself
				via = ways[proof{n.Host, addr, n.Place}]
			}
			u := at(nameKey{n.Host, addr, via}, n.Place, n.Chain)
			u.Flows++
			if u.First == nil {
				u.First = &Use{Input: int(f.Input), Frame: f.Frame}
				if f.Timed {
					u.First.Time = clock(f.First)
				}
			}
		}
	}
	list := &NameList{Schema: NamesSchema, Inputs: []string{}, Names: []NameUse{}}
	for _, in := range res.Inputs {
		list.Inputs = append(list.Inputs, in.Path)
	}
	slices.SortFunc(uses.keys, func(a, b nameKey) int {
		return cmp.Or(cmp.Compare(a.name, b.name), a.addr.Compare(b.addr), cmp.Compare(a.via, b.via))
	})
	for _, k := range uses.keys {
		list.Names = append(list.Names, *uses.index[k])
	}
	return list
}

// WriteNames writes a NameList as a table, as JSON, or in the form of a hosts
// file ("hosts": address, name).
func WriteNames(w io.Writer, l *NameList, format string) error {
	switch format {
	case "json":
		encoded, err := encode(l, "", "  ")
		if err != nil {
			return err
		}
		_, err = w.Write(encoded)
		return err
	case "hosts":
		return l.writeHosts(w)
	case "table":
		return l.writeTable(w)
	}
	return fmt.Errorf("no format is called %q; there are table, json and hosts", format)
}

func (l *NameList) writeTable(w io.Writer) error {
	rows := [][]string{{"NAME", "ADDRESS", "VIA", "PROOF", "FLOWS", "FIRST USED"}}
	for _, u := range l.Names {
		used := "–"
		if u.First != nil {
			used = l.frame(u.First.Input, u.First.Frame)
			if u.First.Time != nil {
				used += u.First.Time.Format(", 2006-01-02 15:04:05")
			}
		}
		rows = append(rows, []string{Sanitise(u.Name), u.Address, u.Via, l.proof(u), strconv.Itoa(u.Flows), used})
	}
	if len(l.Names) == 0 {
		rows = append(rows, []string{"no name was seen"})
	}
	return WriteColumns(w, rows)
}

// proof writes what proves a name. A name record is no frame, but stands before
// one.
func (l *NameList) proof(u NameUse) string {
	if u.Via == scan.ViaNRB.String() {
		return "before " + l.frame(u.Input, u.Frame)
	}
	return l.frame(u.Input, u.Frame)
}

// frame writes where a frame stands; the input by its number on the command
// line, if there are several.
func (l *NameList) frame(input int, frame uint64) string {
	if len(l.Inputs) < 2 {
		return fmt.Sprintf("frame %d", frame)
	}
	return fmt.Sprintf("input %d frame %d", input+1, frame)
}

// writeHosts writes each pair of address and name once, in the form of hosts(5).
func (l *NameList) writeHosts(w io.Writer) error {
	written := make(map[[2]string]bool)
	for _, u := range l.Names {
		pair := [2]string{u.Address, u.Name}
		if _, err := netip.ParseAddr(u.Name); err == nil || written[pair] {
			continue
		}
		written[pair] = true
		if _, err := fmt.Fprintf(w, "%s\t%s\n", u.Address, Sanitise(u.Name)); err != nil {
			return err
		}
	}
	return nil
}
