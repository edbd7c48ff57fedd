package dot11

import "testing"

// TestMichael is the chain of IEEE 802.11-2020 J.3.1: each MIC is the next key. It
// has no header before the message.
func TestMichael(t *testing.T) {
	key := make([]byte, 8)
	for _, test := range []struct{ message, want string }{
		{"", "82925c1ca1d130b8"},
		{"M", "434721ca40639b3f"},
		{"Mi", "e8f9becae97e5d29"},
		{"Mic", "90038fc6cf13c1db"},
		{"Mich", "d55e100510128986"},
		{"Michael", "0a942b124ecaa546"},
	} {
		m := newMichael(key)
		mic := m.sum([]byte(test.message))
		if mic != [8]byte(unhex(t, test.want)) {
			t.Fatalf("%q: %x, want %s", test.message, mic, test.want)
		}
		key = mic[:]
	}
}
