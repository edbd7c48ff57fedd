package decode

import (
	"encoding/binary"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/google/gopacket"
	"golang.org/x/crypto/cryptobyte"
)

// pktap is the header of LINKTYPE_PKTAP: its length, the kind of record and the
// link type of what follows, little-endian.
func pktap(s *cryptobyte.String) (gopacket.LayerType, bool) {
	const least, recordPacket = 12, 1
	var b []byte
	if !s.ReadBytes(&b, least) {
		return layerNone, false
	}
	length, kind, link := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:])
	next := layerNone
	if kind == recordPacket && link <= 0xffff {
		next = firstLayer(capture.LinkType(link))
	}
	if next == layerPktap { // one is enough
		next = layerNone
	}
	return next, s.Skip(int(min(max(length, least), 1<<16)) - least)
}

// Where PKTAP's header has the name of the process, and of the one on whose
// behalf it acts; both end with a zero byte, within pktapNameLen. See the header
// pktap.h of XNU.
const (
	pktapName    = 56
	pktapOnName  = 88
	pktapNameLen = 17
)

// pktap returns the process that a PKTAP header names, nil if it names none. Its
// process id says nothing beyond the capture.
func (a *apps) pktap(header []byte) *App {
	for _, at := range [...]int{pktapOnName, pktapName} {
		if len(header) >= at+pktapNameLen && header[at] != 0 {
			return a.get(capture.NoUID, header[at:at+pktapNameLen])
		}
	}
	return nil
}

// whose returns the app of the frame just decoded, nil if it is not told.
func (d *Decoder) whose() *App {
	if d.app == nil && len(d.decoded) > 0 && d.decoded[0] == layerPktap {
		l, _ := d.layers.Decoder(layerPktap)
		return d.apps.pktap(l.(*shim).header)
	}
	return d.app
}
