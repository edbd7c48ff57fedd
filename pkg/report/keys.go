package report

import (
	"fmt"
	"slices"
	"strings"
)

// Key is what a table groups bytes by.
type Key string

// The keys, in the order help texts list them.
const (
	ByCountry Key = "country"
	ByHost    Key = "host"
	ByDomain  Key = "domain"
	ByNetwork Key = "network"
	ByDevice  Key = "device"
	ByApp     Key = "app"
	ByProto   Key = "proto"
)

// Keys returns every key.
func Keys() []Key {
	return []Key{ByCountry, ByHost, ByDomain, ByNetwork, ByDevice, ByApp, ByProto}
}

// ParseKey returns the key called s.
func ParseKey(s string) (Key, error) {
	return parseName(s, "table", Keys())
}

// ParsePivot returns the keys of a pivot, written "app,country": two or three, each
// once.
func ParsePivot(s string) ([]Key, error) {
	var keys []Key
	for word := range strings.SplitSeq(s, ",") {
		key, err := ParseKey(strings.TrimSpace(word))
		if err != nil {
			return nil, err
		}
		if slices.Contains(keys, key) {
			return nil, fmt.Errorf("%s stands there twice", key)
		}
		keys = append(keys, key)
	}
	if len(keys) < 2 || len(keys) > maxPivot {
		return nil, fmt.Errorf("%q is not two or three of %s", s, list(Keys()))
	}
	return keys, nil
}

// Format is a way to write a report.
type Format string

// The formats, in the order help texts list them.
const (
	Table    Format = "table"
	JSON     Format = "json"
	NDJSON   Format = "ndjson"
	CSV      Format = "csv"
	Markdown Format = "markdown"
)

// Formats returns every format.
func Formats() []Format {
	return []Format{Table, JSON, NDJSON, CSV, Markdown}
}

// ParseFormat returns the format called s.
func ParseFormat(s string) (Format, error) {
	return parseName(s, "format", Formats())
}

// parseName's error has no prefix: it is about a word of the user's, and whoever
// passes that on says where it stood.
func parseName[T ~string](s, what string, allowed []T) (T, error) {
	for _, name := range allowed {
		if string(name) == s {
			return name, nil
		}
	}
	return "", fmt.Errorf("no %s is called %q; there are %s", what, s, list(allowed))
}

// list is "a, b and c".
func list[T ~string](names []T) string {
	var b strings.Builder
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			b.WriteString(" and ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(name))
	}
	return b.String()
}
