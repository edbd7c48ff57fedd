package names

import "testing"

func TestCutSuffix(t *testing.T) {
	for name, want := range map[string]string{
		"a.example.":   "a",
		"a.b.EXAMPLE.": "a.b",
		"example.":     "",
		".example.":    "",
		"xexample.":    "",
		"a.other.":     "",
	} {
		got, ok := cutSuffix([]byte(name), []byte("example."))
		if string(got) != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v", name, got, ok)
		}
	}
}
