// Package decode turns a frame into the IP packets it carries.
package decode

import (
	"slices"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/dot11"
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// Decoder reads frames with gopacket's layers, reused from frame to frame. It
// belongs to one goroutine.
type Decoder struct {
	// Dedup leaves out copies of packets, which the interface any and mirror ports
	// make.
	Dedup bool
	// WiFi has the keys of monitor-mode Wi-Fi.
	WiFi WiFiOptions

	parsers map[gopacket.LayerType]*gopacket.DecodingLayerParser // by first layer; nil for those that cannot be read
	layers  gopacket.DecodingLayerContainer                      // the fields below, and shims
	decoded []gopacket.LayerType                                 // of the frame at hand, outermost first

	eth  ethernet
	vlan vlan
	llc  layers.LLC
	snap snap
	dsa  dsa
	sll  sll
	sll2 sll2
	ip   ip // of nested IP packets, the innermost
	tcp  tcp
	udp  udp

	fragments fragments
	encaps    encaps
	copies    copies
	wifi      wifi

	apps apps
	app  *App // of the frame at hand

	frames, wire uint32        // Frames and Wire of the packet at hand
	cut          capture.Frame // the frame at hand without PCAPdroid's trailer
}

// NewDecoder returns a Decoder.
func NewDecoder() *Decoder {
	d := &Decoder{parsers: make(map[gopacket.LayerType]*gopacket.DecodingLayerParser)}
	d.ip.outer = new([maxNested]ip)
	d.tcp.ip, d.udp.ip = &d.ip, &d.ip
	d.layers = gopacket.DecodingLayerSparse(nil)
	for _, l := range append(shims(), &d.eth, &d.vlan, &d.llc, &d.snap, &d.dsa, &d.sll, &d.sll2, &d.ip, &d.tcp, &d.udp) {
		d.layers = d.layers.Put(l)
	}
	return d
}

// parser returns the parser of what starts with a layer, nil if it cannot be read.
func (d *Decoder) parser(first gopacket.LayerType) *gopacket.DecodingLayerParser {
	if p, ok := d.parsers[first]; ok {
		return p
	}
	var p *gopacket.DecodingLayerParser
	if _, known := d.layers.Decoder(first); known {
		p = gopacket.NewDecodingLayerParser(first)
		p.SetDecodingLayerContainer(d.layers)
		p.IgnoreUnsupported = true
	}
	d.parsers[first] = p
	return p
}

// Reads says whether the Decoder can read frames of a link type.
func (d *Decoder) Reads(t capture.LinkType) bool {
	return dot11.Carries(uint16(t), nil) || t == capture.LinkPPI || d.parser(firstLayer(t)) != nil
}

// Decode appends the packets of f to dst and says under which reason the frame
// stands in the ledger. The packets' payloads lie in f.Data, or in memory of
// their own. A fragment whose ports are not known yet is appended when they are,
// or by Flush; so are those of a Wi-Fi frame that is opened by a later one, whose
// reason Moved then corrects.
func (d *Decoder) Decode(f *capture.Frame, dst []Packet) ([]Packet, Reason) {
	return d.DecodeSeen(f, nil, dst)
}

// DecodeSeen is Decode of a frame that a Lookout saw. Payloads may also lie in memory
// that lasts as long as the frame's chunk.
func (d *Decoder) DecodeSeen(f *capture.Frame, s *Sight, dst []Packet) ([]Packet, Reason) {
	d.frames, d.wire, d.app = 1, f.Length, nil
	d.wifi.moved = d.wifi.moved[:0]
	switch {
	case dot11.Carries(uint16(f.Link), f.Data):
		return d.receive(f, s, dst)
	case f.Link == capture.LinkPPI:
		return d.inPPI(f, dst)
	}
	f, d.app = d.withoutTrailer(f)
	dst, reason := d.decode(firstLayer(f.Link), f, dst)
	if reason != InFlow && reason != Duplicate && f.Link == capture.LinkEthernet && isBareIP(f) {
		return d.decode(layerIP, f, dst)
	}
	return dst, reason
}

// decode is Decode of a frame that starts with a layer.
func (d *Decoder) decode(first gopacket.LayerType, f *capture.Frame, dst []Packet) ([]Packet, Reason) {
	parser := d.parser(first)
	if parser == nil {
		return dst, UnsupportedLink
	}
	d.vlan.n, d.vlan.ids = 0, [maxVLANs]uint16{}
	d.ip.reset(f)
	d.tcp.depth, d.udp.depth = 0, 0
	err := parser.DecodeLayers(f.Data, &d.decoded)
	switch {
	case d.ip.ok && d.copies.find(&d.ip, f, d.Dedup) && d.Dedup:
		return dst, Duplicate
	case d.ip.ok:
		return d.deliver(dst, f), InFlow
	case err == nil && !d.ip.seen && !d.endsEarly():
		return dst, NonIP
	case uint64(len(f.Data)) < uint64(f.Length):
		return dst, Truncated
	default:
		return dst, Malformed
	}
}

// Copied returns how large a part of the packets, from 0 to 1, are copies of
// others. Of many packets it is told from a sample.
func (d *Decoder) Copied() float64 { return d.copies.share() }

// Flush appends the packets that waited for others, at the end of the capture.
func (d *Decoder) Flush(dst []Packet) []Packet { return d.fragments.flush(dst) }

// deliver appends the packet just decoded; of a fragment, what it makes known.
func (d *Decoder) deliver(dst []Packet, f *capture.Frame) []Packet {
	p := d.packet(f)
	if !d.ip.isFragment() {
		return append(dst, p)
	}
	dst, g := d.fragments.add(&d.ip, p, d.inTunnel(), dst)
	if g == nil {
		return dst
	}
	depth := d.ip.depth
	d.reassembled(g.first.proto, g.whole[g.first.skip:])
	if d.ip.depth > depth && len(g.held) > 0 { // what counts is inside
		dst, d.frames, d.wire = d.fragments.opened(g, dst)
		return d.deliver(dst, f)
	}
	dst = d.fragments.release(g, dst)
	switch last := &dst[len(dst)-1]; depth {
	case d.tcp.depth:
		last.Seq, last.Payload = d.tcp.Seq, d.tcp.Payload
	case d.udp.depth:
		last.Payload = d.udp.Payload
	}
	return dst
}

// reassembled decodes what an IP packet carried that came in fragments, behind
// the headers of the fragment at hand.
func (d *Decoder) reassembled(proto uint8, whole []byte) {
	parser := d.parser(protocolLayer(proto))
	if parser == nil {
		return
	}
	for i, depth := 0, 0; i < len(d.decoded); i++ {
		if d.decoded[i] == layerIP {
			if depth++; depth == d.ip.depth {
				d.decoded = d.decoded[:i+1]
			}
		}
	}
	around := slices.Clone(d.decoded)
	d.ip.frame = &capture.Frame{Data: whole, Length: uint32(len(whole))}
	d.ip.proto, d.ip.payload, d.ip.payloadLength = proto, whole, uint32(len(whole))
	d.ip.offset, d.ip.more = 0, false
	_ = parser.DecodeLayers(whole, &d.decoded) // what it could not read stays payload
	d.decoded = append(around, d.decoded...)
}

// endsEarly says whether the last header announces another that is not there.
func (d *Decoder) endsEarly() bool {
	if len(d.decoded) == 0 {
		return false
	}
	last, _ := d.layers.Decoder(d.decoded[len(d.decoded)-1])
	_, known := d.layers.Decoder(last.NextLayerType())
	return known && len(last.LayerPayload()) == 0
}

// packet describes the innermost IP packet of f. A transport header that is cut
// off or broken leaves the packet its addresses and, where they are there, its
// ports: its bytes were sent all the same.
func (d *Decoder) packet(f *capture.Frame) Packet {
	p := Packet{
		Time: f.Time, Timed: f.Timed, Place: Place{f.Input, f.Number},
		Length: d.ip.length, Beyond: d.ip.beyond, Routed: d.ip.routed,
		VLAN: d.vlan.ids, VLANs: d.vlan.n, App: d.whose(), Frames: d.frames, Wire: d.wire,
	}
	d.macs(&p)
	var src, dst uint16
	ports := d.ip.hasPorts()
	if ports {
		src, dst = d.transport(&p)
	}
	if d.ip.offset > 0 && (d.ip.proto == TCP || d.ip.proto == UDP) {
		p.PayloadLength = d.ip.payloadLength // no header in it
	}
	around, network := d.encap()
	p.Key, p.FromB = newKey(d.ip.v6, d.ip.proto, d.ip.src, d.ip.dst, src, dst, ports)
	if p.Encap = around; around != nil {
		p.Key.Encap, p.Key.Network = around.id, network
	}
	return p
}

// transport fills in what the TCP or UDP header says and returns its ports.
func (d *Decoder) transport(p *Packet) (src, dst uint16) {
	header := 8 // UDP, RFC 768
	switch {
	case d.ip.proto == TCP && d.tcp.depth == d.ip.depth:
		p.Seq, p.Flags = d.tcp.Seq, TCPFlags(d.tcp.Contents[13]) // gopacket checked that it is there
		p.Payload = d.tcp.Payload
		header = int(d.tcp.DataOffset) * 4
		src, dst = uint16(d.tcp.SrcPort), uint16(d.tcp.DstPort)
	case d.ip.proto == UDP && d.udp.depth == d.ip.depth:
		p.Payload = d.udp.Payload
		src, dst = uint16(d.udp.SrcPort), uint16(d.udp.DstPort)
	default:
		b := d.ip.payload // hasPorts checked that four bytes are there
		return uint16(b[0])<<8 | uint16(b[1]), uint16(b[2])<<8 | uint16(b[3])
	}
	if d.ip.payloadLength > uint32(header) {
		p.PayloadLength = d.ip.payloadLength - uint32(header)
	}
	return src, dst
}

// macs fills in the link-layer addresses of the link the packet was on; those of
// a tunnel's outer link are not its own.
func (d *Decoder) macs(p *Packet) {
	link, depth := layerNone, 0
	for _, t := range d.decoded {
		switch t {
		case layerIP:
			if depth++; depth < d.ip.depth {
				link = layerNone
			}
		case layers.LayerTypeEthernet:
			if depth == d.ip.depth { // behind the packet, and no tunnel after all: the addresses are overwritten
				return
			}
			link = t
		case layerSLL, layerSLL2, layerMSDU, layerDSA:
			link = t
		}
	}
	switch link {
	case layers.LayerTypeEthernet:
		p.SrcMAC, p.DstMAC = [6]byte(d.eth.SrcMAC), [6]byte(d.eth.DstMAC)
	case layerDSA:
		p.SrcMAC, p.DstMAC = d.dsa.src, d.dsa.dst
	case layerMSDU:
		p.SrcMAC, p.DstMAC = d.wifi.from, d.wifi.to
	case layerSLL:
		p.SrcMAC = d.sll.mac
	case layerSLL2:
		p.SrcMAC = d.sll2.mac
	}
}
