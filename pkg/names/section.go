package names

import (
	"errors"
	"net/netip"

	"github.com/flowscan/flowscan/pkg/hostname"
	"golang.org/x/net/dns/dnsmessage"
)

// maxRecords is how many records of a section are looked at: a 4096-byte answer holds
// 250 addresses, and following an alias means to look at them all again.
const maxRecords = 512

// cacheFlush is the top bit of the class in mDNS, where it is no part of it (RFC 6762
// §10.2). No other service uses it.
const cacheFlush = 1 << 15

// section walks over the records of one section. A copy of it walks over them again.
type section struct {
	parser     dnsmessage.Parser
	additional bool // the section after the answers and authorities
	seen       int
	whole      bool // its end was reached
}

// record is one record. Its body can be read once.
type record struct {
	dnsmessage.ResourceHeader
	body dnsmessage.Parser
}

// next reads the next whole record of class IN. Records whose owner has bytes that the
// library refuses are passed over; ok is false at the section's end, and where it is
// broken or cut off.
func (s *section) next(r *record) (ok bool) {
	for ; s.seen < maxRecords; s.seen++ {
		h, err := s.header()
		if errors.Is(err, dnsmessage.ErrSectionDone) {
			s.whole = true
			return false
		}
		body := s.parser
		if s.skip() != nil {
			return false
		}
		if err == nil && h.Class&^cacheFlush == dnsmessage.ClassINET {
			r.ResourceHeader, r.body = h, body
			s.seen++
			return true
		}
	}
	return false
}

func (s *section) header() (dnsmessage.ResourceHeader, error) {
	if s.additional {
		return s.parser.AdditionalHeader()
	}
	return s.parser.AnswerHeader()
}

func (s *section) skip() error {
	if s.additional {
		return s.parser.SkipAdditional()
	}
	return s.parser.SkipAnswer()
}

// ttl is the record's TTL in seconds; one with the top bit set counts as 0 (RFC 2181 §8).
func (r *record) ttl() uint32 {
	if r.TTL > 1<<31-1 {
		return 0
	}
	return r.TTL
}

// address reads an A or AAAA record (RFC 1035 §3.4.1, RFC 3596 §2.2).
func (r *record) address() (addr netip.Addr, ok bool) {
	switch {
	case r.Type == dnsmessage.TypeA && r.Length == 4:
		a, err := r.body.AResource()
		return remote(netip.AddrFrom4(a.A), err == nil)
	case r.Type == dnsmessage.TypeAAAA && r.Length == 16:
		a, err := r.body.AAAAResource()
		return remote(netip.AddrFrom16(a.AAAA), err == nil)
	}
	return netip.Addr{}, false
}

// remote is an address as packets to it carry it: a mapped one is reached over IPv4.
// 0.0.0.0 and :: are how filters say no.
func remote(a netip.Addr, valid bool) (netip.Addr, bool) {
	a = a.Unmap().WithZone("")
	return a, valid && a.IsValid() && !a.IsUnspecified()
}

// pointer reads a PTR record that points to a hostname (RFC 1035 §3.3.12).
func (r *record) pointer() (host string, ok bool) {
	ptr, err := r.body.PTRResource()
	if err != nil {
		return "", false
	}
	return hostname.Parse(wire(&ptr.PTR))
}
