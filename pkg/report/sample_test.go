package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// talk is one flow of a sample, as short as a test wants to write it.
type talk struct {
	device, remote, host, via, country string
	asn                                uint32
	encryption                         string
	sent, received                     uint64
}

// phone is what a vendor's phone might say in seven minutes.
func phone() []talk {
	const device = "192.168.2.100"
	talks := []talk{
		{device, "203.0.113.5", "tracking.vendor.example", "sni", "CN", 64500, "tls", 610_400, 22_310},
		{device, "203.0.113.6", "xiaoqiang-push-gateway-07.cn-north.cloud.messaging.vendor.example", "sni", "CN", 64500, "tls", 402_118, 1_980_000},
		{device, "198.51.100.9", "api.ads.vendor.example", "quic", "SG", 64501, "quic", 201_400, 340_002},
		{device, "198.51.100.10", "log.ads.vendor.example", "http", "SG", 64501, "clear", 199_870, 760_400},
		{device, "2001:db8:85a3::8a2e:370:7334", "xn--mnchen-3ya.example", "sni", "DE", 64502, "tls", 96_220, 64_000},
		{device, "192.0.2.80", "cdn.example", "quic", "US", 64503, "quic", 58_201, 5_020_000},
		{device, "203.0.113.65", "", "", "CN", 64500, "unknown", 12_004, 3_107},
		{device, "192.168.2.1", "", "", "LAN", 0, "clear", 9_310, 11_204},
		{device, "192.168.2.7", "", "", "LAN", 0, "unknown", 2_204, 2_811},
		{device, "224.0.0.251", "", "", "MULTICAST", 0, "clear", 1_830, 0},
		{"192.168.2.31", "203.0.113.5", "tracking.vendor.example", "dns", "CN", 64500, "unknown", 4_100, 3_900},
	}
	for i := range 30 {
		talks = append(talks, talk{device, fmt.Sprintf("198.51.100.%d", 100+i), fmt.Sprintf("edge-%02d.video.example", i),
			"sni", "US", 64503, "tls", uint64(1_000 + 37*i), uint64(40_000 + 900*i)})
	}
	return talks
}

// sample sums talks up into a report that balances.
func sample(talks []talk) *Report {
	r := &Report{
		Schema: Schema, Tool: Tool{Name: "flowscan", Version: "test"},
		Inputs: []Input{{Path: "phone.pcapng", Size: 13_000_000, Format: "pcapng", LinkTypes: []string{"EN10MB"}, Frames: 18_204}},
		Geo: []Geo{{Source: "embedded", Type: "IP2Location LITE", Built: "2026-09-01", Licence: "CC BY-SA 4.0"},
			{Source: "embedded", Type: "IPFire", Built: "2026-06-12", Licence: "CC BY-SA 4.0"}},
		BlindSpots: []BlindSpot{{Kind: "no_name", Sent: 12_004, Flows: 1}, {Kind: "ech", Sent: 58_201, Flows: 1},
			{Kind: "encrypted_dns", Sent: 4_210, Flows: 2, Detail: "dns.resolver.example"}},
		Flows: []Flow{},
	}
	for i, t := range talks {
		r.add(i, t)
	}
	bySent := func(a, b Counts) int { return cmp.Compare(b.Sent, a.Sent) }
	slices.SortStableFunc(r.Countries, func(a, b Country) int { return bySent(a.Counts, b.Counts) })
	slices.SortStableFunc(r.Hosts, func(a, b Host) int { return bySent(a.Counts, b.Counts) })
	slices.SortStableFunc(r.Domains, func(a, b Domain) int { return bySent(a.Counts, b.Counts) })
	slices.SortStableFunc(r.Networks, func(a, b Network) int { return bySent(a.Counts, b.Counts) })
	slices.SortStableFunc(r.Apps, func(a, b App) int { return bySent(a.Counts, b.Counts) })
	slices.SortStableFunc(r.Devices, func(a, b Device) int { return bySent(a.Counts, b.Counts) })
	ip := r.Totals.Sent + r.Totals.Received
	r.Overhead = 14 * 17_950
	r.Ledger = []Entry{{Reason: "flow", Frames: 17_950, WireBytes: ip + 14*17_950}, {Reason: "non_ip", Frames: 211, WireBytes: 211 * 60}, {Reason: "malformed", Frames: 43, WireBytes: 43 * 64}}
	r.Capture = Capture{First: at("2026-11-20T09:14:02.1Z"), Last: at("2026-11-20T09:21:40.3Z"), Frames: 18_204,
		WireBytes: ip + 14*17_950 + 211*60 + 43*64, CapturedBytes: ip}
	return r
}

func (r *Report) add(i int, t talk) {
	c := Counts{Sent: t.sent, Received: t.received, Flows: 1}
	r.Totals = plus(r.Totals, c)
	names := map[string]string{"CN": "China", "SG": "Singapore", "DE": "Germany", "US": "United States"}
	scope := map[string]string{"LAN": "lan", "MULTICAST": "multicast"}

	country := rowOf(&r.Countries, func(c Country) bool { return c.Country == t.country },
		Country{Country: t.country, Name: names[t.country], Scope: cmp.Or(scope[t.country], "global")})
	host := rowOf(&r.Hosts, func(h Host) bool {
		return h.Host == t.host && (t.host != "" || h.Addresses[0] == t.remote)
	}, Host{Host: t.host, Domain: t.host, Via: t.via, Addresses: []string{t.remote}, Countries: []string{t.country}})
	if host.Flows == 0 {
		if t.host != "" {
			country.Hosts++
		}
	}
	host.Encryption.add(t.encryption, t.sent)
	if t.asn != 0 && len(host.Networks) == 0 {
		host.Networks = []string{fmt.Sprintf("AS%d Sample Network %d", t.asn, t.asn-64499)}
	}
	if t.host == "cdn.example" {
		host.Marks = []string{"ech"}
		country.AnycastSent += t.sent
	}
	device := rowOf(&r.Devices, func(d Device) bool { return d.ID == t.device },
		Device{ID: t.device, MAC: "02:00:5e:00:53:01", Addresses: []string{t.device}})
	if t.device == "192.168.2.100" {
		device.Vendor, device.Name = "Xiaomi", "Anna’s phone"
	}
	device.Encryption.add(t.encryption, t.sent)
	domain := rowOf(&r.Domains, func(d Domain) bool { return d.Domain == t.host }, Domain{Domain: t.host, Hosts: 1})
	network := rowOf(&r.Networks, func(n Network) bool { return n.ASN == t.asn },
		Network{ASN: t.asn, Name: fmt.Sprintf("Sample Network %d", t.asn-64499)})
	proto := rowOf(&r.Protos, func(p Proto) bool { return p.Proto == "tcp" }, Proto{Proto: "tcp"})
	who := App{UID: noUID}
	if t.via == "quic" {
		who = App{UID: 10123, App: "Browser", Package: "com.vendor.browser"}
	}
	app := rowOf(&r.Apps, func(a App) bool { return a.UID == who.UID }, who)
	for _, counts := range []*Counts{&country.Counts, &host.Counts, &device.Counts, &domain.Counts, &network.Counts, &proto.Counts, &app.Counts} {
		*counts = plus(*counts, c)
	}
	first, port := at("2026-11-20T09:14:02.1Z"), uint16(443)
	r.Flows = append(r.Flows, Flow{ID: i + 1, Proto: "tcp", Device: t.device, DevicePort: new(uint16(40000 + i)), Remote: t.remote, RemotePort: &port,
		Role: "private", First: first, Last: first, Sent: t.sent, Received: t.received, Host: t.host, Via: t.via, Country: t.country,
		Encryption: t.encryption, Names: []Name{{Name: t.host, Via: t.via, Frame: 7}}})
}

// rowOf finds or adds a row. Rows must not be kept: the next one may move them.
func rowOf[T any](rows *[]T, is func(T) bool, fresh T) *T {
	i := slices.IndexFunc(*rows, is)
	if i < 0 {
		i = len(*rows)
		*rows = append(*rows, fresh)
	}
	return &(*rows)[i]
}

func at(s string) *time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return &t
}
