package report

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// set is a set of values, nil until something is added.
type set[T comparable] map[T]struct{}

func (s *set[T]) add(v T) {
	if *s == nil {
		*s = make(set[T])
	}
	(*s)[v] = struct{}{}
}

func (s set[T]) all() iter.Seq[T] { return maps.Keys(s) }

// sortedSet returns the values of s in order; never nil.
func sortedSet[T cmp.Ordered](s set[T]) []T {
	list := slices.AppendSeq(make([]T, 0, len(s)), s.all())
	slices.Sort(list)
	return list
}
