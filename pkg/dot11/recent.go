package dot11

import "iter"

// recent is a map of bounded size. To make room it forgets what was not asked for
// the longest, so that what a flood of made-up addresses costs is bounded.
type recent[K comparable, V any] struct {
	limit  int
	forget func(K, *V) // told of what is forgotten; may be nil
	index  map[K]*entry[K, V]
	first  *entry[K, V] // longest ago
	last   *entry[K, V]
}

type entry[K comparable, V any] struct {
	key          K
	value        V
	older, newer *entry[K, V]
}

// get returns the value of k, nil if there is none.
func (r *recent[K, V]) get(k K) *V {
	if r.last != nil && r.last.key == k { // frames come in runs
		return &r.last.value
	}
	e := r.index[k]
	if e == nil {
		return nil
	}
	r.unlink(e)
	r.push(e)
	return &e.value
}

// at returns the value of k, a zero one if there was none, and says so.
func (r *recent[K, V]) at(k K) (v *V, added bool) {
	if v = r.get(k); v != nil {
		return v, false
	}
	if r.index == nil {
		r.index = make(map[K]*entry[K, V])
	}
	var e *entry[K, V]
	if len(r.index) < r.limit {
		e = new(entry[K, V])
	} else {
		e = r.first
		r.drop(e)
		*e = entry[K, V]{}
	}
	e.key = k
	r.index[k] = e
	r.push(e)
	return &e.value, true
}

// remove forgets k, which must be there.
func (r *recent[K, V]) remove(k K) { r.drop(r.index[k]) }

func (r *recent[K, V]) drop(e *entry[K, V]) {
	delete(r.index, e.key)
	r.unlink(e)
	if r.forget != nil {
		r.forget(e.key, &e.value)
	}
}

func (r *recent[K, V]) push(e *entry[K, V]) {
	e.older, e.newer = r.last, nil
	if r.last != nil {
		r.last.newer = e
	} else {
		r.first = e
	}
	r.last = e
}

func (r *recent[K, V]) unlink(e *entry[K, V]) {
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		r.first = e.newer
	}
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		r.last = e.older
	}
}

// all yields what is remembered, in no particular order.
func (r *recent[K, V]) all() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		for k, e := range r.index {
			if !yield(k, &e.value) {
				return
			}
		}
	}
}
