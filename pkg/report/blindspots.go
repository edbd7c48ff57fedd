package report

import (
	"slices"
	"strings"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/flowscan/flowscan/pkg/sni"
)

// blindSpots gathers what the capture cannot show.
type blindSpots struct {
	spots     map[string]*BlindSpot
	resolvers set[string] // hosts that were sent encrypted DNS
}

// protoESP carries IPsec's packets (RFC 4303).
const protoESP = 50

// blindKinds is the order they are listed in.
var blindKinds = [...]string{"no_name", "ech", "encrypted_dns", "vpn", "midstream", "length_beyond_frame"}

func (b *blindSpots) add(f *scan.Flow, to *remote) {
	if nameless(f, to) {
		b.note("no_name", f, f.Sent().Bytes)
	}
	if slices.Contains(f.Marks, scan.MarkECH) || slices.Contains(f.Marks, scan.MarkMaybeECH) {
		b.note("ech", f, f.Sent().Bytes)
	}
	if encryptedDNS(f) {
		b.note("encrypted_dns", f, f.Sent().Bytes)
		if f.Host != "" {
			b.resolvers.add(f.Host)
		}
	}
	if f.Encryption == sni.EncryptedVPN || f.Key.Proto == protoESP {
		b.note("vpn", f, f.Sent().Bytes)
	}
	if f.Midstream() {
		b.note("midstream", f, f.Sent().Bytes)
	}
	if f.Beyond > 0 {
		b.note("length_beyond_frame", f, f.Beyond)
	}
}

func (b *blindSpots) note(kind string, f *scan.Flow, sent uint64) {
	if b.spots == nil {
		b.spots = make(map[string]*BlindSpot)
	}
	s := b.spots[kind]
	if s == nil {
		s = &BlindSpot{Kind: kind}
		b.spots[kind] = s
	}
	s.Sent += sent
	s.Flows += f.Parts
}

func (b *blindSpots) list() []BlindSpot {
	list := make([]BlindSpot, 0, len(b.spots))
	for _, kind := range blindKinds {
		if s := b.spots[kind]; s != nil {
			if kind == "encrypted_dns" {
				s.Detail = strings.Join(sortedSet(b.resolvers), ", ")
			}
			list = append(list, *s)
		}
	}
	return list
}

// nameless says whether a name is missed: LAN and multicast need none, and DNS
// and NTP servers are usually known by address alone.
func nameless(f *scan.Flow, to *remote) bool {
	if f.Host != "" || to.scope != geo.ScopeGlobal || f.Sent().Bytes == 0 {
		return false
	}
	port := f.Key.Port(f.Remote() == flow.B)
	return !(f.Key.Ports && (port == 53 || port == 123 && f.Key.Proto == decode.UDP))
}

// encryptedDNS says whether f carries DNS that cannot be read: DNS over TLS or
// QUIC by its port (RFC 7858 §3.1, RFC 9250 §4.1.1), DNS over HTTPS by the
// resolver's name.
func encryptedDNS(f *scan.Flow) bool {
	switch f.Encryption {
	case sni.EncryptedTLS, sni.EncryptedQUIC, sni.EncryptedDTLS:
		return f.Key.Port(f.Remote() == flow.B) == 853 || isResolver(f.Host)
	}
	return false
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
