package dot11

import "bytes"

const (
	// maxGroups bounds the transmitters whose group keys are remembered.
	maxGroups = 1024
	// maxGroupKeys is how many of one transmitter are kept: it numbers them from 0
	// to 3, uses each for an hour or so, and may give each station its own.
	maxGroupKeys = 8
)

// groupKeys are the GTKs of one transmitter, the newest first.
type groupKeys struct {
	keys []*temporal
}

// keepGroup keeps a group key of an access point.
func (m *Monitor) keepGroup(ap Addr, g groupKey, s suite) {
	k, _ := m.groups.at(ap)
	for _, known := range k.keys {
		if known.id == g.id && bytes.Equal(known.key, g.key) {
			return
		}
	}
	for _, t := range newTemporal(s, g.key) {
		m.number(t)
		t.group, t.id = true, g.id
		k.keys = append([]*temporal{t}, k.keys[:min(len(k.keys), maxGroupKeys-1)]...)
	}
	m.known.set(pair{a: ap}, k.keys)
	m.due = append(m.due, pair{a: ap})
}
