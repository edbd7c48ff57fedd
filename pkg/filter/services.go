package filter

import (
	"strconv"
	"strings"
)

// service is a port that has a name. Where proto is 0, TCP and UDP have the same.
type service struct{ port, proto uint32 }

// services are those that expressions usually name, as IANA assigned them
// (https://www.iana.org/assignments/service-names-port-numbers) and Debian's
// netbase lists them. The machine's own list is not read: an expression means
// the same everywhere.
var services = map[string]service{
	"ftp-data": {20, tcp}, "ftp": {21, tcp}, "ssh": {22, tcp}, "telnet": {23, tcp}, "smtp": {25, tcp},
	"whois": {43, tcp}, "domain": {53, 0}, "bootps": {67, udp}, "bootpc": {68, udp}, "tftp": {69, udp},
	"http": {80, tcp}, "www": {80, tcp}, "kerberos": {88, 0}, "pop3": {110, tcp}, "sunrpc": {111, 0},
	"nntp": {119, tcp}, "ntp": {123, udp}, "netbios-ns": {137, udp}, "netbios-dgm": {138, udp},
	"netbios-ssn": {139, tcp}, "imap": {143, tcp}, "imap2": {143, tcp}, "snmp": {161, 0}, "snmp-trap": {162, 0},
	"bgp": {179, tcp}, "ldap": {389, 0}, "https": {443, 0}, "microsoft-ds": {445, tcp}, "submissions": {465, tcp},
	"isakmp": {500, udp}, "syslog": {514, udp}, "dhcpv6-client": {546, udp}, "dhcpv6-server": {547, udp},
	"rtsp": {554, 0}, "submission": {587, tcp}, "ldaps": {636, 0}, "domain-s": {853, 0}, "rsync": {873, tcp},
	"ftps": {990, tcp}, "imaps": {993, tcp}, "pop3s": {995, tcp}, "socks": {1080, tcp}, "openvpn": {1194, 0},
	"radius": {1812, 0}, "nfs": {2049, 0}, "mysql": {3306, tcp}, "ms-wbt-server": {3389, tcp},
	"ipsec-nat-t": {4500, udp}, "sip": {5060, 0}, "sip-tls": {5061, 0}, "xmpp-client": {5222, tcp},
	"mdns": {5353, udp}, "postgresql": {5432, tcp}, "redis": {6379, tcp}, "http-alt": {8080, tcp}, "git": {9418, tcp},
}

// lookupService returns the service of a name, or a number's: one on any protocol.
func lookupService(word string) (service, bool) {
	if n, err := strconv.ParseUint(word, 10, 16); err == nil {
		return service{port: uint32(n)}, true
	}
	s, ok := services[word]
	return s, ok
}

// ofPort is the meaning of a service's name behind "port".
func (p *parser) ofPort(qual qualifiers, t token) node {
	s, ok := lookupService(t.text)
	if !ok {
		p.fail(t.span, "no service whose port is known here; write the number")
	}
	return p.ports(qual, port{low: s.port, high: s.port, span: t.span}, s.proto)
}

// ofPortRange is the meaning of "6000-6010", or of two services' names, behind
// "portrange".
func (p *parser) ofPortRange(qual qualifiers, t token) node {
	first, last, _ := strings.Cut(t.text, "-")
	a, okA := lookupService(first)
	b, okB := lookupService(last)
	if !okA || !okB {
		p.fail(t.span, "expected two ports, as in 6000-6010")
	}
	if a.proto != b.proto {
		a.proto = 0
	}
	r := port{low: min(a.port, b.port), high: max(a.port, b.port), ranged: true, span: t.span}
	return p.ports(qual, r, a.proto)
}

// ports completes r by what is before it. on is the only protocol that has the
// service, 0 if it is any's.
func (p *parser) ports(qual qualifiers, r port, on uint32) node {
	switch qual.proto {
	case "":
		r.proto = on
	case "tcp", "udp", "sctp":
		r.proto = protocols[qual.proto].number
		if on != 0 && on != r.proto {
			p.fail(r.span, "a service of another protocol than %s", qual.proto)
		}
	default:
		p.fail(r.span, "ports go with tcp, udp and sctp, not with %s", qual.proto)
	}
	r.ends = p.ends(qual, r.span)
	return r
}
