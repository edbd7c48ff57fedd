package scan

import (
	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/names"
	"github.com/flowscan/flowscan/pkg/sni"
)

// Result is all that a scan found out.
type Result struct {
	Inputs []capture.Input
	Ledger [decode.Reasons]Entry
	// Unsupported counts the frames of each link type that could not be read.
	Unsupported map[capture.LinkType]uint64
	// Copied is how large a part of the packets, from 0 to 1, are copies of others.
	Copied   float64
	Flows    []Flow // by first packet
	Devices  *device.Table
	Networks []decode.WiFiNetwork // by BSSID
	WiFiKeys []decode.WiFiKeyUse  // what each of Options.WiFi was good for; nil without Wi-Fi
	Answers  []*names.Answer      // what name services said, the oldest first
	// Folded are the totals of flows whose detail was given up to bound
	// memory: flows without ports, each the sum of Parts.
	Folded []Flow
}

// Entry is one line of the ledger.
type Entry struct {
	Frames    uint64
	WireBytes uint64
}

func (e *Entry) add(wireBytes uint32) {
	e.Frames++
	e.WireBytes += uint64(wireBytes)
}

func (e *Entry) remove(wireBytes uint32) {
	e.Frames--
	e.WireBytes -= uint64(wireBytes)
}

// Flow is a flow, told which end is the device, with the names it goes by.
type Flow struct {
	*flow.Flow
	flow.Oriented
	Parts      int    // how many flows it stands for: 1, or more for a folded one
	Unnamed    bool   // a folded one's names were given up
	Grouped    bool   // a folded one's remote stands for all of its group
	AnyDevice  bool   // a folded one's device stands for all devices
	Names      []Name // the one that became its host first, if any did, then by frame
	Host       string // "" if no name is known
	Via        Via    // of Host
	Marks      []Mark
	Encryption sni.Encryption
	Model      string // of the device, where a protocol tells it

	ech  sni.ECH  // what the ClientHello shows of it
	quic quicPath // for rebound

	service uint16 // Service of a folded one
}

// Remote returns the end that is not the device.
func (f *Flow) Remote() flow.End { return f.Device.Other() }

// Sent returns what the device sent.
func (f *Flow) Sent() flow.Count { return f.From[f.Device-flow.A] }

// Received returns what the remote sent.
func (f *Flow) Received() flow.Count { return f.From[f.Remote()-flow.A] }

// Service returns the remote's port, 0 if there is none. A folded flow has kept
// only that of a name or time service.
func (f *Flow) Service() uint16 {
	if f.Key.Ports {
		return f.Key.Port(f.Remote() == flow.B)
	}
	return f.service
}

// OverTLS says whether the handshake of TLS was seen, over TCP, UDP or as QUIC's.
func (f *Flow) OverTLS() bool { return overTLS(f.Encryption) }

func overTLS(e sni.Encryption) bool {
	return e == sni.EncryptedTLS || e == sni.EncryptedDTLS || e == sni.EncryptedQUIC
}

// VPN says whether f is the outside of a VPN: its handshake was seen, or it is ESP.
func (f *Flow) VPN() bool { return f.Encryption == sni.EncryptedVPN || f.Key.Proto == protoESP }

// Name is a name a flow was seen under, and the frame that proves it.
type Name struct {
	Host   string
	Via    Via
	IsAddr bool // Host is an IP address: what the client asked for, but no hostname
	decode.Place
	Chain []string // the CNAMEs between Host and the address, if an answer told it
	front bool     // Host stands in for an encrypted name
}

// Via says how a name is known.
type Via uint8

// The ways, strongest first; sni, quic and dtls are equals, since a flow has only
// one of them.
const (
	ViaNone Via = iota
	ViaSNI
	ViaQUIC
	ViaDTLS
	ViaHTTP
	ViaApp
	ViaHTTPDNS
	ViaDNS
	ViaDNSOther
	ViaMDNS
	ViaLLMNR
	ViaNetBIOS
	ViaNRB
	ViaCert
	ViaPTR
	ViaBanner
)

// String returns the way's name in reports, "" for ViaNone.
func (v Via) String() string {
	return [...]string{"", "sni", "quic", "dtls", "http", "app", "httpdns", "dns", "dns-other",
		"mdns", "llmnr", "netbios", "nrb", "cert", "ptr", "banner"}[v]
}

// Mark qualifies what is said of a flow.
type Mark string

// The marks of names.
const (
	MarkShared   Mark = "shared" // the address answered to several names
	MarkStale    Mark = "stale"  // the answer was older than its TTL
	MarkProxy    Mark = "proxy"  // the remote is a proxy: the hostname is beyond it, the country is its own
	MarkECH      Mark = "ech"    // the visible name is a front: the ClientHello hides the real one
	MarkMaybeECH Mark = "ech?"   // it may
	MarkGrease   Mark = "grease" // it only looks so
)
