package report

import (
	"strings"
	"testing"
)

func TestWriteColumns(t *testing.T) {
	var b strings.Builder
	err := WriteColumns(&b, [][]string{
		{"NAME", "ADDRESS", "VIA"},
		{"小米.example", "192.0.2.1", "dns"},        // two columns a character
		{"e\u0301.example", "192.0.2.23", "mdns"}, // none for the accent
		{"one cell is as long as it likes"},
	})
	want := `NAME          ADDRESS     VIA
小米.example  192.0.2.1   dns
` + "e\u0301.example     192.0.2.23  mdns" + `
one cell is as long as it likes
`
	if err != nil || b.String() != want {
		t.Errorf("%v, got:\n%swant:\n%s", err, b.String(), want)
	}
}
