package decode

import (
	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/dot11"
	"github.com/google/gopacket"
	"golang.org/x/crypto/cryptobyte"
)

// What is known of Wi-Fi networks, and how they are opened.
type (
	WiFiOptions = dot11.Options
	WiFiNetwork = dot11.Network
	WiFiStation = dot11.Station
	WiFiTraffic = dot11.Traffic
	WiFiKeyUse  = dot11.KeyUse
)

// wifi is the Decoder's ear for monitor-mode Wi-Fi.
type wifi struct {
	monitor  *dot11.Monitor // nil until it is needed
	heard    bool           // a frame of Wi-Fi
	record   dot11.Record   // of the frame at hand
	frame    capture.Frame  // the MSDU at hand, as if it were captured alone
	from, to dot11.Addr     // of the MSDU at hand; zero in tunnels
	moved    []Move
}

// Move is a frame that stands under another reason than Decode said: what it
// carries was only told by a later one.
type Move struct {
	From, To  Reason
	WireBytes uint32
}

// Moved returns the frames that the last call of Decode moved.
func (d *Decoder) Moved() []Move { return d.wifi.moved }

// Networks returns the Wi-Fi networks that were heard.
func (d *Decoder) Networks() []WiFiNetwork {
	if !d.wifi.heard {
		return nil
	}
	return d.wifi.monitor.Networks()
}

// KeyUses returns what each of the keys in Options was good for; nil if there was
// no Wi-Fi.
func (d *Decoder) KeyUses() []WiFiKeyUse {
	if !d.wifi.heard {
		return nil
	}
	return d.wifi.monitor.KeyUses()
}

// receive appends the packets of a Wi-Fi frame, and those of earlier ones that it
// makes known.
func (d *Decoder) receive(f *capture.Frame, s *Sight, dst []Packet) (_ []Packet, reason Reason) {
	w := &d.wifi
	w.heard = true
	if w.monitor == nil {
		w.monitor = dot11.NewMonitor(d.WiFi)
	}
	var outcomes []dot11.Outcome
	if s != nil {
		outcomes = w.monitor.ReceiveSeen(s)
	} else {
		w.record = record(f)
		outcomes = w.monitor.Receive(&w.record)
	}
	for _, o := range outcomes {
		told := wifiReason(o.Verdict)
		if o.Verdict == dot11.Delivered {
			dst, told = d.msdus(&o, dst)
		}
		for _, j := range o.Frames {
			switch was := wifiReason(j.Was); {
			case j.Was == dot11.None:
				reason = told
			case was != told:
				w.moved = append(w.moved, Move{was, told, j.Length})
			}
		}
	}
	return dst, reason
}

// msdus appends the packets in the MSDUs of an outcome, and tells the reason of
// their frames.
func (d *Decoder) msdus(o *dot11.Outcome, dst []Packet) ([]Packet, Reason) {
	from := o.Frames[len(o.Frames)-1].Origin
	d.frames, d.wire = 0, 0
	for _, j := range o.Frames {
		d.frames, d.wire = d.frames+1, d.wire+j.Length
	}
	reason := Malformed // without any
	for i := range o.MSDUs {
		m := &o.MSDUs[i]
		d.wifi.from, d.wifi.to = m.Src, m.Dst
		d.wifi.frame = capture.Frame{
			Data: m.Data[:len(m.Data):len(m.Data)], Length: m.Length,
			Time: from.Time, Timed: from.Timed, Number: from.Number, Input: from.Input,
		}
		var r Reason
		if dst, r = d.decode(layerMSDU, &d.wifi.frame, dst); i == 0 || r < reason {
			reason = r
		}
		if r == InFlow {
			d.frames, d.wire = 0, 0 // an A-MSDU's packets share a frame
		}
	}
	d.wifi.from, d.wifi.to = dot11.Addr{}, dot11.Addr{}
	return dst, reason
}

// wifiReason returns the reason of a verdict. A fragment without its others is
// nothing that IP carries, yet.
func wifiReason(v dot11.Verdict) Reason {
	switch v {
	case dot11.Management:
		return WiFiManagement
	case dot11.Control:
		return WiFiControl
	case dot11.Encrypted:
		return WiFiEncrypted
	case dot11.Retry:
		return WiFiRetry
	case dot11.Relay:
		return WiFiRelay
	case dot11.BadFCS:
		return WiFiBadFCS
	case dot11.Malformed:
		return Malformed
	case dot11.Truncated:
		return Truncated
	}
	return NonIP
}

// msdu is the LLC header of an MSDU: before IP always with SNAP, of RFC 1042 or
// for bridges (IEEE 802.1H). Other organisations' protocols have their own
// numbers.
func msdu(s *cryptobyte.String) (gopacket.LayerType, bool) {
	var llc, oui []byte
	if !s.ReadBytes(&llc, 3) {
		return layerNone, false
	}
	if [3]byte(llc) != [3]byte{0xaa, 0xaa, 3} {
		return layerNone, true
	}
	if !s.ReadBytes(&oui, 3) {
		return layerNone, false
	}
	next, ok := typed(s, 0)
	if [3]byte(oui) != [3]byte{} && [3]byte(oui) != [3]byte{0, 0, 0xf8} {
		next = layerNone
	}
	return next, ok
}

// tunneled is the MAC header of an 802.11 frame that an access point sends on as it
// is: behind it, that of a data frame that can be read alone, is an MSDU.
func tunneled(s *cryptobyte.String) (gopacket.LayerType, bool) {
	if n := dot11.BeforeMSDU(*s); n > 0 {
		return layerMSDU, s.Skip(n)
	}
	return layerNone, true
}

// inPPI decodes what a PPI header stands before, if that is no Wi-Fi.
func (d *Decoder) inPPI(f *capture.Frame, dst []Packet) ([]Packet, Reason) {
	link, rest := dot11.UnwrapPPI(f.Data)
	inner := &d.wifi.frame
	*inner = *f
	inner.Link, inner.Data = capture.LinkType(link), rest
	inner.Length -= min(inner.Length, uint32(len(f.Data)-len(rest)))
	switch {
	case rest == nil && uint64(len(f.Data)) < uint64(f.Length):
		return dst, Truncated
	case rest == nil:
		return dst, Malformed
	}
	return d.decode(firstLayer(inner.Link), inner, dst)
}
