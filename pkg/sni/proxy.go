package sni

import "golang.org/x/crypto/cryptobyte"

// maxProxyV1 is the longest PROXY line, its end included (the PROXY protocol §2.1).
const maxProxyV1 = 107

// proxyV1 takes the line a load balancer puts in front of a connection off s: whatever
// it forwards follows.
func (r *Reader) proxyV1(s *cryptobyte.String) bool {
	if _, ok := line(s); !ok {
		return len(*s) >= maxProxyV1 && r.lose(s)
	}
	r.step = stepFirst
	return true
}

// proxyV2 takes the binary form off s (the PROXY protocol §2.2): signature, version and
// command, family, and a length of the rest.
func (r *Reader) proxyV2(s *cryptobyte.String) bool {
	rest := *s
	var addresses cryptobyte.String
	if !rest.Skip(12+1+1) || !rest.ReadUint16LengthPrefixed(&addresses) {
		return false
	}
	*s = rest
	r.step = stepFirst
	return true
}
