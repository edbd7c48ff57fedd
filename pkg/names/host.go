package names

import (
	"bytes"

	"golang.org/x/net/dns/dnsmessage"
)

// wire is the bytes of a name, its labels joined by dots, with a trailing dot.
func wire(n *dnsmessage.Name) []byte { return n.Data[:n.Length] }

// sameName compares names as DNS does, with ASCII letters of any case alike (RFC 4343
// §3): resolvers mix it on purpose.
func sameName(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// cutSuffix takes the labels of suffix off name. ok is false if name is not below it.
func cutSuffix(name, suffix []byte) (labels []byte, ok bool) {
	n := len(name) - len(suffix)
	if n < 2 || name[n-1] != '.' || !sameName(name[n:], suffix) {
		return nil, false
	}
	return name[:n-1], true
}

// escaped is a name for people to read, whatever its bytes (RFC 4343 §2.1).
func escaped(n *dnsmessage.Name) string {
	text := make([]byte, 0, n.Length)
	for _, c := range bytes.TrimSuffix(wire(n), []byte(".")) {
		if c <= ' ' || c >= 0x7f || c == '\\' {
			text = append(text, '\\', '0'+c/100, '0'+c/10%10, '0'+c%10)
			continue
		}
		text = append(text, lower(c))
	}
	return string(text)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}
