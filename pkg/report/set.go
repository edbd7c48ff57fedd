package report

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// set is a set of values. Most sets have one: it needs no map, which takes 200 bytes.
type set[T comparable] struct {
	first T // valid if any
	any   bool
	more  map[T]struct{} // those that are not first; nil if there are none
}

func (s *set[T]) add(v T) {
	switch {
	case !s.any:
		s.first, s.any = v, true
	case v == s.first:
	case s.more == nil:
		s.more = map[T]struct{}{v: {}}
	default:
		s.more[v] = struct{}{}
	}
}

func (s *set[T]) len() int {
	if !s.any {
		return 0
	}
	return 1 + len(s.more)
}

// all yields the values in no particular order.
func (s *set[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) {
		if !s.any || !yield(s.first) {
			return
		}
		maps.Keys(s.more)(yield)
	}
}

// sortedSet returns the values of s in order; never nil.
func sortedSet[T cmp.Ordered](s *set[T]) []T {
	list := slices.AppendSeq(make([]T, 0, s.len()), s.all())
	slices.Sort(list)
	return list
}
