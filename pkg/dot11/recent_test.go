package dot11

import (
	"slices"
	"testing"
)

func TestRecent(t *testing.T) {
	var forgotten []int
	r := recent[int, string]{limit: 3, forget: func(k int, v *string) { forgotten = append(forgotten, k) }}
	for k, v := range []string{"zero", "one", "two"} {
		p, added := r.at(k)
		if *p = v; !added {
			t.Errorf("%d was there", k)
		}
	}
	if p, added := r.at(0); added || *p != "zero" {
		t.Errorf("%q, added %v", *p, added)
	}
	if p, _ := r.at(3); *p != "" { // instead of 1, which was not asked for the longest
		t.Errorf("a new value is %q", *p)
	}
	if p := r.get(2); p == nil || *p != "two" {
		t.Errorf("%v", p)
	}
	r.at(4) // instead of 0
	r.remove(3)
	if !slices.Equal(forgotten, []int{1, 0, 3}) || r.get(1) != nil || r.get(0) != nil || r.get(3) != nil {
		t.Errorf("forgotten: %v", forgotten)
	}
	var left []int
	for k := range r.all() {
		left = append(left, k)
	}
	if slices.Sort(left); !slices.Equal(left, []int{2, 4}) {
		t.Errorf("left: %v", left)
	}
}
