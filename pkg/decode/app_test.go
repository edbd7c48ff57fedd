package decode

import (
	"fmt"
	"testing"
)

func TestApps(t *testing.T) {
	var a apps
	shop, other := a.get(10123, []byte("Shop\x00padding")), a.get(10124, []byte("Shop"))
	if *shop != (App{UID: 10123, Name: "Shop"}) || *other != (App{UID: 10124, Name: "Shop"}) {
		t.Errorf("%+v, %+v", shop, other)
	}
	name := []byte("Shop")
	if n := testing.AllocsPerRun(100, func() {
		if a.get(10123, name) != shop {
			t.Error("an app was made twice")
		}
	}); n != 0 {
		t.Errorf("%v allocations for an app that is known", n)
	}
	for i := range 2 * maxApps {
		a.get(0, fmt.Append(nil, i))
	}
	if len(a.made) > maxApps {
		t.Errorf("%d apps are remembered, at most %d should", len(a.made), maxApps)
	}
}

func TestWholeRunes(t *testing.T) {
	for name, want := range map[string]string{
		"":                     "",
		"Chrome":               "Chrome",
		"微信":                   "微信",
		"微\xe4\xbf":            "微",
		"微\xe4":                "微",
		"\xf0\x9f\x98":         "",
		"a\xff":                "a\xff", // never was a character
		"\x80\x80\x80\x80\x80": "\x80\x80\x80\x80\x80",
	} {
		if got := wholeRunes([]byte(name)); string(got) != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}
