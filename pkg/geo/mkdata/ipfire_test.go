package main

import (
	"fmt"
	"testing"
)

func TestParseIPFire(t *testing.T) {
	tests := []struct {
		line, want string // FIRST-LAST, "" if left out
		fails      bool
	}{
		{"16777216,16777471,AU", "1.0.0.0-1.0.0.255", false},
		{"2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP", "2001:200::-2001:200:ffff:ffff:ffff:ffff:ffff:ffff", false},
		{"15726992,15726999,??", "", false},
		{"16777216,16777471,AP", "", false},
		{"16777216,16777471", "", true},
		{"16777216,4294967296,AU", "", true},
		{"2001:200::,x:,JP", "", true},
	}
	for _, test := range tests {
		e, ok, err := parseIPFire(test.line)
		got := ""
		if ok {
			got = fmt.Sprintf("%v-%v", e.first, e.last)
		}
		if err == nil == test.fails || err == nil && got != test.want {
			t.Errorf("%s: got %q, %v, want %q", test.line, got, err, test.want)
		}
	}
}
