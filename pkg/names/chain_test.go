package names

import (
	"fmt"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestFollowLength(t *testing.T) {
	for aliases, want := range map[int]int{maxChain - 1: 1, maxChain: 0} {
		m := response("0.x.example.", dnsmessage.TypeA)
		for i := range aliases {
			m.answers = append(m.answers, cname(fmt.Sprintf("%d.x.example.", i), 60, fmt.Sprintf("%d.x.example.", i+1)))
		}
		m.answers = append(m.answers, a(fmt.Sprintf("%d.x.example.", aliases), 60, 192, 0, 2, 1))
		if got := DNS.Parse(m.pack(t), nil).Records; len(got) != want {
			t.Errorf("%d aliases: got %v", aliases, got)
		}
	}
}

func TestAliasesUpTo(t *testing.T) {
	all := aliases{"a.example", "b.example"}
	if all.upTo(0) != nil {
		t.Error("an empty chain is not nil")
	}
	if _ = append(all.upTo(1), "c.example"); all[1] != "b.example" {
		t.Error("appending to a part changed the rest")
	}
}
