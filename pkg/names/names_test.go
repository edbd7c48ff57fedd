package names

import "testing"

func TestServiceOf(t *testing.T) {
	for _, test := range []struct {
		a, b uint16
		want Service
	}{
		{40000, 53, DNS},
		{53, 40000, DNS},
		{5353, 5353, MDNS},
		{5355, 50000, LLMNR},
		{137, 137, NetBIOS},
		{40000, 443, None},
		{53, 5353, MDNS}, // a resolver's answer to that port reads alike but for the question
	} {
		if got := ServiceOf(test.a, test.b); got != test.want {
			t.Errorf("ports %d and %d: got %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestParseNone(t *testing.T) {
	msg := response("a.example.", 1, a("a.example.", 60, 192, 0, 2, 1)).pack(t)
	if m := None.Parse(msg, nil); m.OK || m.Records != nil {
		t.Errorf("got %+v", m)
	}
}
