package names

import (
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/net/dns/dnsmessage"
)

// aliasMode is the priority of a record that only names another owner (RFC 9460 §2.4.2).
const aliasMode = 0

// services collects what the SVCB and HTTPS records of one answer say.
type services struct {
	aliased, seen bool // a record in AliasMode, in ServiceMode was there
	ech           bool
	configs       []ECHConfig
}

// service reads an SVCB or HTTPS record.
func (r *record) service() (dnsmessage.SVCBResource, bool) {
	if r.Type == dnsmessage.TypeHTTPS {
		h, err := r.body.HTTPSResource()
		return h.SVCBResource, err == nil
	}
	svc, err := r.body.SVCBResource()
	return svc, err == nil
}

// add takes in a record that the aliases lead to. It returns its address hints (RFC
// 9460 §7.3), and the aliases to them.
func (s *services) add(r *record, aliases []string) (toHints []string, hints []netip.Addr) {
	svc, ok := r.service()
	if !ok {
		return nil, nil
	}
	if svc.Priority == aliasMode {
		s.aliased = true
		return nil, nil
	}
	s.seen = true
	if list, ok := svc.GetParam(dnsmessage.SVCParamECH); ok {
		s.ech = true
		s.configs = appendECHConfigs(s.configs, list)
	}
	if svc.Target.Length > 1 && !sameName(wire(&svc.Target), wire(&r.Name)) {
		aliases = append(aliases, escaped(&svc.Target))
	}
	v4, _ := svc.GetParam(dnsmessage.SVCParamIPv4Hint)
	v6, _ := svc.GetParam(dnsmessage.SVCParamIPv6Hint)
	return aliases, appendHints(appendHints(nil, v4, 4), v6, 16)
}

// appendHints appends addresses of size bytes. A list that does not end with one is no list.
func appendHints(dst []netip.Addr, list cryptobyte.String, size int) []netip.Addr {
	if len(list)%size != 0 {
		return dst
	}
	var b []byte
	for list.ReadBytes(&b, size) {
		if addr, ok := remote(netip.AddrFromSlice(b)); ok {
			dst = append(dst, addr)
		}
	}
	return dst
}

// offer is what the whole answer says of ECH for host. Nothing, if it only leads on to
// another question.
func (s *services) offer(host string) Offer {
	if s.aliased && !s.seen {
		return Offer{}
	}
	return Offer{Name: host, ECH: s.ech, Configs: s.configs}
}
