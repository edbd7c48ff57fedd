//go:build nogeo

package geo

import (
	"net/netip"
	"testing"
)

func TestNoData(t *testing.T) {
	db, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if got := db.Lookup(netip.MustParseAddr("8.8.8.8")); got != (Record{}) {
		t.Errorf("got %+v, want nothing", got)
	}
	if len(db.Sources()) != 0 {
		t.Errorf("sources %v, want none", db.Sources())
	}
}
