package report

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// Encryption is bytes sent by kind of encryption, each kind once. In JSON it is an
// object. Most rows have one kind: a map would take five times as much, and there
// may be half a million rows.
type Encryption []Encrypted

// Encrypted is the bytes that were sent by one kind of encryption.
type Encrypted struct {
	Kind string // as of Flow.Encryption
	Sent uint64
}

// Sent returns the bytes sent by a kind.
func (e Encryption) Sent(kind string) uint64 {
	for _, sum := range e {
		if sum.Kind == kind {
			return sum.Sent
		}
	}
	return 0
}

func (e *Encryption) add(kind string, sent uint64) {
	i := slices.IndexFunc(*e, func(sum Encrypted) bool { return sum.Kind == kind })
	if i < 0 {
		*e = append(*e, Encrypted{kind, sent})
		return
	}
	(*e)[i].Sent += sent
}

// label lists the kinds that bytes were sent by, most bytes first.
func (e Encryption) label() string {
	var kinds []string
	for _, sum := range slices.SortedFunc(slices.Values(e), Encrypted.compare) {
		if sum.Sent > 0 {
			kinds = append(kinds, sum.Kind)
		}
	}
	return strings.Join(kinds, ",")
}

func (e Encrypted) compare(f Encrypted) int {
	return cmp.Or(cmp.Compare(f.Sent, e.Sent), cmp.Compare(e.Kind, f.Kind))
}

func (e Encryption) object() map[string]uint64 {
	m := make(map[string]uint64, len(e))
	for _, sum := range e {
		m[sum.Kind] = sum.Sent
	}
	return m
}

// MarshalJSON implements [json.Marshaler].
func (e Encryption) MarshalJSON() ([]byte, error) { return json.Marshal(e.object()) }

// UnmarshalJSON implements [json.Unmarshaler].
func (e *Encryption) UnmarshalJSON(b []byte) error {
	var m map[string]uint64
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	*e = nil
	for kind, sent := range m {
		*e = append(*e, Encrypted{kind, sent})
	}
	slices.SortFunc(*e, Encrypted.compare)
	return nil
}
