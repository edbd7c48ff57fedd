package scan

import (
	"net/netip"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/sni"
)

// Up to how many totals a virtual shard keeps by device, remote and name; then
// by device and remote; then by device and group of remotes. What comes after
// is kept by group alone: as many as there are groups, times foldKinds.
var foldLimits = [...]int{512, 768, 1024}

// foldKinds is how many kinds the flows of one group may still be of when all
// else is given up: each of seven encryptions in TCP, UDP, ESP and the rest,
// TCP's again for those that began before the capture, and DNS in each of TLS,
// DTLS and QUIC, so often as TCP and UDP are counted.
const foldKinds = 5*7 + 3*3

// fold is the totals of the flows that a virtual shard has forgotten.
type fold struct {
	flows []Flow
	index map[foldKey]int // in flows
}

// foldKey is what the flows of one total share.
type foldKey struct {
	device, remote netip.Addr
	group          string // of remotes: part of every key, so that groups stay exact
	host           string
	app            *decode.App
	kind
}

// kind is what else a flow is judged by, and its total must be.
type kind struct {
	proto      uint8
	encryption sni.Encryption
	service    uint16 // the remote's port, if servicePort says so
	midstream  bool
	ech        bool
}

// The kinds of protocols told apart to the last, beside TCP and UDP.
const (
	protoESP   = 50  // RFC 4303
	protoOther = 255 // IANA reserves it
)

// add adds f to the most detailed total there is room for.
func (d *fold) add(f *Flow, group func(*Flow) string) {
	if d.index == nil {
		d.index = make(map[foldKey]int)
	}
	f.choose()
	key := foldKey{device: f.Key.Addr(f.Device == flow.B), remote: f.Key.Addr(f.Remote() == flow.B), host: f.Host, app: f.App, kind: f.kind()}
	if group != nil {
		key.group = group(f)
	}
	for level := 0; ; level++ {
		switch level {
		case 1:
			key.giveUpNames()
			f.Host, f.Via, f.Names, f.Marks = "", ViaNone, nil, nil
			f.Unnamed = true
		case 2:
			key.remote = netip.Addr{}
			f.Grouped = true
		case 3:
			key.device, key.app = netip.Addr{}, nil
			key.proto = protoClass(key.proto)
			f.AnyDevice, f.Model, f.App = true, "", nil
		}
		if i, ok := d.index[key]; ok {
			d.flows[i].merge(f)
			return
		}
		if level == len(foldLimits) || len(d.flows) < foldLimits[level] {
			d.index[key] = len(d.flows)
			d.flows = append(d.flows, f.total(key.kind))
			return
		}
	}
}

func (f *Flow) kind() kind {
	return kind{f.Key.Proto, f.Encryption, servicePort(f.Service()), f.Midstream(), f.ech.Seen}
}

// giveUpNames forgets what matters only to say whose name is missed.
func (k *foldKey) giveUpNames() {
	k.host, k.ech = "", false
	if k.service != portDNSOverTLS || !overTLS(k.encryption) {
		k.service = 0
	}
}

// portDNSOverTLS is also that of DNS over QUIC (RFC 7858 §3.1, RFC 9250 §4.1.1).
const portDNSOverTLS = 853

// servicePort returns port if flows to it are judged by it: those of DNS and
// NTP; otherwise 0.
func servicePort(port uint16) uint16 {
	switch port {
	case 53, 123, portDNSOverTLS:
		return port
	}
	return 0
}

// protoClass returns what stands for a protocol in the coarsest totals.
func protoClass(proto uint8) uint8 {
	switch proto {
	case decode.TCP, decode.UDP, protoESP:
		return proto
	}
	return protoOther
}

// total returns f as the beginning of a total of its kind: without ports, from
// device (end A) to remote (end B).
func (f *Flow) total(k kind) Flow {
	sum := *f.Flow
	sum.Key = decode.Key{A: f.Key.A, B: f.Key.B, Proto: k.proto, V6: f.Key.V6, Encap: f.Key.Encap}
	t := *f
	t.Flow = &sum
	t.service = k.service
	t.Names = append([]Name(nil), f.Names...)
	if f.Device == flow.B {
		sum.Key.A, sum.Key.B = sum.Key.B, sum.Key.A
		sum.MAC[0], sum.MAC[1] = sum.MAC[1], sum.MAC[0]
		sum.From[0], sum.From[1] = sum.From[1], sum.From[0]
		sum.SYN, sum.Request, sum.Sender = sum.SYN.Other(), sum.Request.Other(), sum.Sender.Other()
		sum.EncapBy = sum.EncapBy.Other()
		t.Device = flow.A
	}
	return t
}

// merge adds f, in whichever orientation, to a total.
func (t *Flow) merge(f *Flow) {
	t.Parts += f.Parts
	t.From[0].Add(f.Sent())
	t.From[1].Add(f.Received())
	t.Beyond += f.Beyond
	t.Routed = t.Routed || f.Routed
	if f.Timed {
		if !t.Timed {
			t.Timed, t.First, t.Last = true, f.First, f.Last
		}
		t.First, t.Last = min(t.First, f.First), max(t.Last, f.Last)
	}
}
