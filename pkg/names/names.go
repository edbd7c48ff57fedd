// Package names remembers which names devices were told for which addresses.
package names

import (
	"math"
	"net/netip"
)

// NoTTL is the TTL of a record whose source tells none. No DNS record has it: TTLs are
// 31 bits (RFC 2181 §8).
const NoTTL = math.MaxUint32

// Record is one name for one address, as a message says.
type Record struct {
	Name  string     // the name asked for: a lower-case A-label hostname without trailing dot; for ViaPTR the name answered
	Addr  netip.Addr // without zone; never an IPv4-mapped or unspecified one
	Chain []string   // the aliases between Name and Addr in order, nil if none; may be shared by several records: read only
	TTL   uint32     // seconds; the smallest along the chain; NoTTL if unknown
	Via   Via
}

// Message is what one name-service message says.
type Message struct {
	OK       bool // it is a message of the service; the others are valid only then
	Response bool
	Records  []Record // the caller's slice, with what this message adds
	Offer    Offer    // valid if its Name is not empty
}

// Service is a name service, or one in which hosts say who they are.
type Service uint8

const (
	None            Service = iota
	DNS                     // RFC 1035
	MDNS                    // RFC 6762
	LLMNR                   // RFC 4795
	NetBIOS                 // RFC 1002 §4.2
	NetBIOSDatagram         // RFC 1002 §4.4
)

// ServiceOf is the service that a UDP or TCP conversation between two ports speaks; the
// order of the ports does not matter.
func ServiceOf(a, b uint16) Service {
	return max(serviceOn(a), serviceOn(b))
}

func serviceOn(port uint16) Service {
	switch port {
	case 53:
		return DNS
	case 5353:
		return MDNS
	case 5355:
		return LLMNR
	case 137:
		return NetBIOS
	case 138:
		return NetBIOSDatagram
	}
	return None
}

// Parse reads a message of the service: the payload of a UDP datagram, or what [Reader]
// cuts out of a TCP connection. It appends the records to dst and keeps nothing of msg.
// What is broken or cut off gives nothing; whole records before it do.
func (s Service) Parse(msg []byte, dst []Record) Message {
	switch s {
	case DNS, LLMNR:
		return parseDNS(s, msg, dst)
	case MDNS:
		return parseMDNS(msg, dst)
	case NetBIOS:
		return parseNetBIOS(msg, dst)
	case NetBIOSDatagram:
		return parseDatagram(msg, dst)
	}
	return Message{Records: dst}
}
