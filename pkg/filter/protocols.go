package filter

import "strings"

// protocol is what an expression can name: one over a link layer, or one over IP.
type protocol struct {
	ether  uint32 // EtherType, or the service access point of IEEE 802.2 if at most maxLength; 0 for those over IP
	number uint32 // of IP
	over   string // "ip", "ip6", "" for both
	fields fields
}

// fields says where the bytes are that an index counts from.
type fields uint8

const (
	noFields        fields = iota
	networkFields          // behind the link layer
	transportFields        // behind the IPv4 header, in packets that begin one
	icmp6Fields            // behind the fixed IPv6 header
)

// EtherTypes and service access points that code elsewhere asks for.
const (
	etherIP, etherARP, etherRARP, etherIPv6 = 0x0800, 0x0806, 0x8035, 0x86dd
	etherVLAN, etherQinQ, etherOldQinQ      = 0x8100, 0x88a8, 0x9100
	etherMPLS, etherPPPoED, etherPPPoES     = 0x8847, 0x8863, 0x8864
	etherDECnet, etherNS                    = 0x6003, 0x0600
	etherAppleTalk, etherAARP, etherIPX     = 0x809b, 0x80f3, 0x8137
	sapIP, sapSTP, sapIPX, sapNetBEUI       = 0x06, 0x42, 0xe0, 0xf0
	sapOSI                                  = 0xfe
)

// maxLength is the highest value that the field behind Ethernet's addresses has
// as a length (IEEE 802.3); what is higher is an EtherType.
const maxLength = 1500

// protocols are by keyword.
var protocols = map[string]protocol{
	"ip":      {ether: etherIP, fields: networkFields},
	"ip6":     {ether: etherIPv6, fields: networkFields},
	"arp":     {ether: etherARP, fields: networkFields},
	"rarp":    {ether: etherRARP, fields: networkFields},
	"atalk":   {ether: etherAppleTalk, fields: networkFields},
	"aarp":    {ether: etherAARP},
	"decnet":  {ether: etherDECnet, fields: networkFields},
	"lat":     {ether: 0x6004, fields: networkFields},
	"sca":     {ether: 0x6007, fields: networkFields},
	"mopdl":   {ether: 0x6001, fields: networkFields},
	"moprc":   {ether: 0x6002, fields: networkFields},
	"iso":     {ether: sapOSI},
	"stp":     {ether: sapSTP},
	"ipx":     {ether: sapIPX},
	"netbeui": {ether: sapNetBEUI},

	// https://www.iana.org/assignments/protocol-numbers; carp took vrrp's.
	"icmp":  {number: 1, over: "ip", fields: transportFields},
	"igmp":  {number: 2, over: "ip", fields: transportFields},
	"igrp":  {number: 9, over: "ip", fields: transportFields},
	"vrrp":  {number: 112, over: "ip", fields: transportFields},
	"carp":  {number: 112, over: "ip", fields: transportFields},
	"tcp":   {number: tcp, fields: transportFields},
	"udp":   {number: udp, fields: transportFields},
	"sctp":  {number: sctp, fields: transportFields},
	"pim":   {number: 103, fields: transportFields},
	"esp":   {number: 50},
	"ah":    {number: 51},
	"icmp6": {number: 58, over: "ip6", fields: icmp6Fields},
}

const tcp, udp, sctp = 6, 17, 132

// isProtocol says whether word may stand before other qualifiers.
func isProtocol(word string) bool {
	_, ok := protocols[word]
	return ok || word == "link" || word == "radio"
}

// hasFields says whether word may stand before an index.
func hasFields(word string) bool {
	return protocols[word].fields != noFields || word == "link" || word == "radio"
}

// protocol is the meaning of a protocol's keyword alone.
func (p *parser) protocol(t token) node {
	info, ok := protocols[t.text]
	switch {
	case !ok:
		p.fail(t.span, "alone it selects nothing; say host, proto, broadcast … behind it")
	case info.ether != 0:
		return overLink{info.ether, t.span}
	}
	return overIP{info.number, info.over, t.span}
}

// encapsulated is the meaning of "proto N" behind the protocol that carries it.
func (p *parser) encapsulated(carrier string, n uint32, at span) node {
	switch carrier {
	case "", "ip", "ip6":
		return overIP{n, carrier, at}
	case "link":
		return overLink{n, at}
	}
	p.fail(at, "proto goes with ether, ip and ip6, not with %s", carrier)
	return nil
}

// protocolNumber looks up the name of a protocol behind "proto".
func (p *parser) protocolNumber(carrier string, t token) uint32 {
	if carrier == "link" {
		if info := protocols[t.text]; info.ether != 0 {
			return info.ether
		}
		if t.text == "loopback" {
			return 0x9000
		}
	} else if n, ok := ipProtocols[strings.ToLower(t.text)]; ok {
		return n
	}
	p.fail(t.span, "no protocol known here; write its number")
	return 0
}

// ipProtocols are names as operating systems have them in /etc/protocols.
var ipProtocols = map[string]uint32{
	"ip": 0, "hopopt": 0, "icmp": 1, "igmp": 2, "ggp": 3, "ipencap": 4, "tcp": 6, "egp": 8, "igp": 9, "udp": 17,
	"dccp": 33, "ipv6": 41, "ipv6-route": 43, "ipv6-frag": 44, "rsvp": 46, "gre": 47, "esp": 50, "ah": 51,
	"ipv6-icmp": 58, "ipv6-nonxt": 59, "ipv6-opts": 60, "eigrp": 88, "ospf": 89, "ipip": 94, "etherip": 97,
	"pim": 103, "ipcomp": 108, "vrrp": 112, "l2tp": 115, "sctp": 132, "mobility-header": 135, "udplite": 136,
	"mpls-in-ip": 137, "hip": 139, "shim6": 140,
}
