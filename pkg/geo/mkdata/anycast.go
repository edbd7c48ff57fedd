package main

import (
	"net/netip"

	"github.com/maxmind/mmdbwriter/mmdbtype"
)

// Anycast addresses are announced from many places at once: one database names
// the owner's country, another some site's, and none can be right. No public
// list is complete. IPFire's flags are not used, because they also cover all of
// Akamai and CloudFront, whose edges are unicast and have a country.

// anycastNetworks are AS whose whole business is anycast, so that everything
// they announce counts.
var anycastNetworks = map[uint32]string{
	42:     "PCH: DNS for top-level domains",
	112:    "AS112 project: reverse DNS of private addresses, RFC 7534",
	13335:  "Cloudflare: CDN, 1.1.1.1, WARP",
	19281:  "Quad9: 9.9.9.9",
	19551:  "Imperva: DDoS-protecting CDN",
	30148:  "Sucuri: DDoS-protecting CDN",
	57724:  "DDoS-Guard: DDoS-protecting CDN",
	59796:  "StormWall: DDoS-protecting CDN",
	205157: "CleanBrowsing: public DNS",
	209242: "Cloudflare: customers' own prefixes",
	212772: "AdGuard: public DNS",
	398962: "Control D: public DNS",
}

// anycastPrefixes are the anycast parts of networks that are not anycast as a
// whole, by reason. The operators publish them.
var anycastPrefixes = map[string][]string{
	"Google Public DNS": {"8.8.4.0/24", "8.8.8.0/24", "2001:4860:4860::/48"},
	"Google's name servers, NTP, front ends (ns1-4, time, ghs.google.com)": {"216.239.32.0/21", "2001:4860:4802::/48", "2001:4860:4806::/48"},
	"Google Cloud global load balancers (scope global of cloud.json)": {
		"34.8.0.0/16", "34.36.0.0/16", "34.49.0.0/16", "34.54.0.0/16", "34.95.64.0/18", "34.96.64.0/18", "34.98.64.0/18",
		"34.102.128.0/17", "34.104.27.0/24", "34.107.128.0/17", "34.110.128.0/17", "34.111.0.0/16", "34.116.0.0/21",
		"34.117.0.0/16", "34.120.0.0/16", "34.128.128.0/18", "34.144.192.0/18", "34.149.0.0/16", "34.160.0.0/16",
		"35.186.192.0/18", "35.190.0.0/18", "35.190.64.0/19", "35.190.112.0/20", "35.201.64.0/18", "35.227.192.0/18",
		"35.241.0.0/18", "35.244.128.0/17", "107.178.240.0/20", "130.211.4.0/22", "130.211.8.0/21", "130.211.16.0/20",
		"130.211.32.0/20", "2600:1901::/48",
	},
	"AWS Global Accelerator (GLOBALACCELERATOR, region GLOBAL, of ip-ranges.json)": {
		"3.33.128.0/17", "13.248.128.0/17", "15.197.128.0/17", "35.71.128.0/17", "52.223.0.0/17", "75.2.0.0/17",
		"76.223.0.0/17", "99.83.128.0/17",
	},
	"AWS Route 53 name servers":                {"205.251.192.0/21", "2600:9000:5300::/45"},
	"Vercel":                                   {"76.76.21.0/24"},
	"Microsoft 365, Azure Front Door, Bing":    {"13.107.0.0/16", "150.171.32.0/22", "150.171.40.0/22", "204.79.197.0/24", "2620:1ec::/36"},
	"Fastly's shared addresses, GitHub Pages":  {"151.101.0.0/16", "185.199.108.0/22", "2a04:4e42::/32", "2606:50c0:8000::/46"},
	"Cisco OpenDNS":                            {"208.67.220.0/24", "208.67.222.0/24", "2620:119:35::/48", "2620:119:53::/48"},
	"NextDNS":                                  {"45.90.28.0/24", "45.90.30.0/24", "2a07:a8c0::/32", "2a07:a8c1::/32"},
	"Neustar/Vercara public DNS":               {"64.6.64.0/23", "156.154.70.0/23"},
	"Level 3 public DNS":                       {"4.2.2.0/24"},
	"Hurricane Electric public DNS":            {"74.82.42.0/24", "2001:470:20::/48"},
	"Mullvad public DNS":                       {"194.242.2.0/24", "2a07:e340::/48"},
	"6to4 relays, RFC 3068":                    {"192.88.99.0/24"},
	"PCP and TURN servers, RFC 7723, RFC 8155": {"192.0.0.9/32", "192.0.0.10/32", "2001:1::1/128", "2001:1::2/128"},
	"DNS root servers (root-servers.org)": {
		"198.41.0.0/24", "2001:503:ba3e::/48", // a
		"170.247.170.0/24", "2801:1b8:10::/48", // b
		"192.33.4.0/24", "2001:500:2::/48", // c
		"199.7.91.0/24", "2001:500:2d::/48", // d
		"192.203.230.0/24", "2001:500:a8::/48", // e
		"192.5.5.0/24", "2001:500:2f::/48", // f
		"192.112.36.0/24", "2001:500:12::/48", // g
		"198.97.190.0/24", "2001:500:1::/48", // h
		"192.36.148.0/24", "2001:7fe::/48", // i
		"192.58.128.0/24", "2001:503:c27::/48", // j
		"193.0.14.0/24", "2001:7fd::/48", // k
		"199.7.83.0/24", "2001:500:9f::/48", // l
		"202.12.27.0/24", "2001:dc3::/48", // m
	},
}

// anycastEntries marks those prefixes, and what those networks announce.
func anycastEntries(networks []entry) []entry {
	fields := mmdbtype.Map{"traits": mmdbtype.Map{"is_anycast": mmdbtype.Bool(true)}}
	var entries []entry
	for _, n := range networks {
		number, _ := n.fields["autonomous_system_number"].(mmdbtype.Uint32)
		if anycastNetworks[uint32(number)] != "" {
			entries = append(entries, entry{n.first, n.last, fields})
		}
	}
	for _, prefixes := range anycastPrefixes {
		for _, s := range prefixes {
			p := netip.MustParsePrefix(s)
			entries = append(entries, entry{p.Masked().Addr(), lastOf(p), fields})
		}
	}
	return entries
}

// lastOf returns the last address of p.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for bit := p.Bits(); bit < p.Addr().BitLen(); bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(b)
	return last
}
