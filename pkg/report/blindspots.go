package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/scan"
)

// blindSpots gathers what the capture cannot show.
type blindSpots struct {
	spots     map[string]*BlindSpot
	resolvers set[string]       // hosts that were sent encrypted DNS
	cut       map[uint32]uint32 // snap lengths of the inputs with frames that were cut
	snapped   set[uint32]       // those by which names may have been lost
}

// learn finds the inputs whose frames were cut by a snap length.
func (b *blindSpots) learn(res *scan.Result) {
	b.cut = make(map[uint32]uint32)
	for i := range res.Inputs {
		if in := &res.Inputs[i]; in.CapturedBytes < in.WireBytes {
			b.cut[uint32(i)] = in.SnapLen
		}
	}
}

// blindKinds is the order they are listed in.
var blindKinds = [...]string{"no_name", "ech", "ech?", "encrypted_dns", "vpn", "truncated", "midstream", "length_beyond_frame", "wifi_encrypted"}

func (b *blindSpots) add(f *scan.Flow, to *remote) {
	if nameless(f, to) {
		b.note("no_name", f, f.Sent().Bytes)
	}
	if isHello(f.Via) { // a name from DNS is the one behind the front
		for _, m := range f.Marks {
			if m == scan.MarkECH || m == scan.MarkMaybeECH {
				b.note(string(m), f, f.Sent().Bytes)
			}
		}
	}
	if encryptedDNS(f) {
		b.note("encrypted_dns", f, f.Sent().Bytes)
		if f.Host != "" {
			b.resolvers.add(f.Host)
		}
	}
	if f.VPN() {
		b.note("vpn", f, f.Sent().Bytes)
	}
	if snap, cut := b.cut[f.Input]; cut && mayBeCut(f, to) {
		b.note("truncated", f, f.Sent().Bytes)
		if snap > 0 {
			b.snapped.add(snap)
		}
	}
	if f.Midstream() {
		b.note("midstream", f, f.Sent().Bytes)
	}
	if f.Beyond > 0 {
		b.note("length_beyond_frame", f, f.Beyond)
	}
}

func (b *blindSpots) note(kind string, f *scan.Flow, sent uint64) {
	s := b.spots[kind]
	if s == nil {
		s = &BlindSpot{Kind: kind}
		b.put(s)
	}
	s.Sent += sent
	s.Flows += f.Parts
}

func (b *blindSpots) put(s *BlindSpot) {
	if b.spots == nil {
		b.spots = make(map[string]*BlindSpot)
	}
	b.spots[s.Kind] = s
}

func (b *blindSpots) list() []BlindSpot {
	list := make([]BlindSpot, 0, len(b.spots))
	for _, kind := range blindKinds {
		if s := b.spots[kind]; s != nil {
			switch kind {
			case "encrypted_dns":
				s.Detail = strings.Join(sortedSet(&b.resolvers), ", ")
			case "truncated":
				s.Detail = snapLengths(&b.snapped)
			}
			list = append(list, *s)
		}
	}
	return list
}

// nameless says whether a name is missed.
func nameless(f *scan.Flow, to *remote) bool {
	return f.Host == "" && needsName(f, to)
}

// needsName says whether a flow should have a name: LAN and multicast need none, DNS
// and NTP servers are usually known by address alone, and names that were given up
// to bound memory are the report's fault, not the capture's.
func needsName(f *scan.Flow, to *remote) bool {
	if to.scope != geo.ScopeGlobal || f.Sent().Bytes == 0 || f.Unnamed {
		return false
	}
	port := f.Service()
	return !(port == 53 || port == 123 && f.Key.Proto == decode.UDP)
}

// mayBeCut says whether a flow may have told a name in bytes that were not kept: it
// has payload, and what is left of that names nobody. It is not asked of the totals
// of several flows, which may be of several inputs.
func mayBeCut(f *scan.Flow, to *remote) bool {
	return needsName(f, to) && f.Parts == 1 && f.Sent().Payload+f.Received().Payload > 0 && (f.Via == scan.ViaNone || f.Via > scan.ViaApp)
}

// isHello says whether a name is that of a ClientHello.
func isHello(v scan.Via) bool {
	return v == scan.ViaSNI || v == scan.ViaQUIC || v == scan.ViaDTLS
}

// snapLengths is "snap length 96", "" if the inputs do not say.
func snapLengths(lengths *set[uint32]) string {
	var words []string
	for _, n := range slices.Sorted(lengths.all()) {
		words = append(words, strconv.FormatUint(uint64(n), 10))
	}
	if len(words) == 0 {
		return ""
	}
	return "snap length " + strings.Join(words, ", ")
}

// encryptedDNS says whether f carries DNS that cannot be read: DNS over TLS or
// QUIC by its port (RFC 7858 §3.1, RFC 9250 §4.1.1), DNS over HTTPS by the
// resolver's name.
func encryptedDNS(f *scan.Flow) bool {
	return f.OverTLS() && (f.Service() == 853 || isResolver(f.Host))
}

// isResolver says whether host is a public resolver's name for DNS over HTTPS.
func isResolver(host string) bool {
	switch host {
	case "dns.google", "dns64.dns.google", "dns.google.com",
		"cloudflare-dns.com", "one.one.one.one", "1dot1dot1dot1.cloudflare-dns.com", "mozilla.cloudflare-dns.com",
		"chrome.cloudflare-dns.com", "security.cloudflare-dns.com", "family.cloudflare-dns.com",
		"dns.quad9.net", "dns9.quad9.net", "dns10.quad9.net", "dns11.quad9.net",
		"doh.opendns.com", "dns.opendns.com", "doh.familyshield.opendns.com", "dns.umbrella.com",
		"dns.alidns.com", "doh.pub", "dot.pub", "doh.360.cn", "doh.apple.com",
		"dns.adguard.com", "dns.adguard-dns.com", "unfiltered.adguard-dns.com", "family.adguard-dns.com",
		"doh.cleanbrowsing.org", "dns.nextdns.io", "firefox.dns.nextdns.io", "chromium.dns.nextdns.io",
		"dns.mullvad.net", "doh.dns.sb", "dns.sb", "dns.controld.com", "freedns.controld.com",
		"common.dot.dns.yandex.net", "doh.xfinity.com", "dns.twnic.tw", "public.dns.iij.jp":
		return true
	}
	return strings.HasSuffix(host, ".dns.nextdns.io")
}
