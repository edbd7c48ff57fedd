package decode

import (
	"errors"

	"github.com/google/gopacket"
	"golang.org/x/crypto/cryptobyte"
)

var errShim = errors.New("decode: header cut off")

// shim is a gopacket layer for a header of which only matters what follows it.
type shim struct {
	typ gopacket.LayerType
	// read consumes the header and returns the layer after it, layerNone if
	// nothing that follows can carry IP. It is not ok if the header is cut off.
	read func(s *cryptobyte.String) (next gopacket.LayerType, ok bool)
	kind encapKind // that it makes of what it stands around

	next    gopacket.LayerType
	header  []byte
	payload cryptobyte.String
}

// DecodeFromBytes implements gopacket.DecodingLayer.
func (h *shim) DecodeFromBytes(b []byte, _ gopacket.DecodeFeedback) error {
	h.payload = b // whose address read gets: a variable would be moved to the heap
	next, ok := h.read(&h.payload)
	if !ok {
		return errShim
	}
	h.next, h.header = next, b[:len(b)-len(h.payload)]
	return nil
}

// CanDecode implements gopacket.DecodingLayer.
func (h *shim) CanDecode() gopacket.LayerClass { return h.typ }

// NextLayerType implements gopacket.DecodingLayer.
func (h *shim) NextLayerType() gopacket.LayerType { return h.next }

// LayerPayload implements gopacket.DecodingLayer.
func (h *shim) LayerPayload() []byte { return h.payload }

// shims returns a new layer for each header that is only passed over.
func shims() []gopacket.DecodingLayer {
	return []gopacket.DecodingLayer{
		&shim{typ: layerFamily, read: family},
		&shim{typ: layerMSDU, read: msdu},
		&shim{typ: layerDot11, read: tunneled},
		&shim{typ: layerPPP, read: ppp},
		&shim{typ: layerCiscoHDLC, read: ciscoHDLC},
		&shim{typ: layerFrameRelay, read: frameRelay},
		&shim{typ: layerSLIP, read: slip},
		&shim{typ: layerPPPoE, read: pppoe, kind: kindPPPoE},
		&shim{typ: layerIPoIB, read: ipoib},
		&shim{typ: layerNFLog, read: nflog},
		&shim{typ: layerPFLog, read: pflog},
		&shim{typ: layerPktap, read: pktap},
		&shim{typ: layerFDDI, read: fddi},
		&shim{typ: layerTokenRing, read: tokenRing},
		&shim{typ: layerCiscoMetaData, read: ciscoMetaData},
		&shim{typ: layerVNTag, read: vnTag},
		&shim{typ: layerETag, read: eTag},
		&shim{typ: layerPBB, read: pbb, kind: kindPBB},
		&shim{typ: layerFabricPath, read: fabricPath},
		&shim{typ: layerMACsec, read: macsec, kind: kindMACsec},
		&shim{typ: layerVXLAN, read: vxlan, kind: kindVXLAN},
		&shim{typ: layerVXLANGPE, read: vxlanGPE, kind: kindVXLAN},
		&shim{typ: layerGeneve, read: geneve, kind: kindGeneve},
		&shim{typ: layerGRE, read: gre, kind: kindGRE},
		&shim{typ: layerERSPAN2, read: erspan2, kind: kindERSPAN},
		&shim{typ: layerERSPAN3, read: erspan3, kind: kindERSPAN},
		&shim{typ: layerMPLS, read: mpls, kind: kindMPLS},
		&shim{typ: layerEtherIP, read: etherIP, kind: kindEtherIP},
		&shim{typ: layerGTPU, read: gtpu, kind: kindGTP},
		&shim{typ: layerTeredo, read: teredo, kind: kindTeredo},
		&shim{typ: layerL2TP, read: l2tp, kind: kindL2TP},
		&shim{typ: layerCAPWAP, read: capwap, kind: kindCAPWAP},
		&shim{typ: layerNSH, read: nsh, kind: kindNSH},
		&shim{typ: layerL2TPv3, read: l2tpv3, kind: kindL2TP},
		&shim{typ: layerPIM, read: pim, kind: kindPIM},
		&shim{typ: layerLISP, read: lisp, kind: kindLISP},
		&shim{typ: layerLISPControl, read: lispControl, kind: kindLISP},
		&shim{typ: layerAYIYA, read: ayiya, kind: kindAYIYA},
		&shim{typ: layerTZSP, read: tzsp, kind: kindTZSP},
		&shim{typ: layerArista, read: arista},
		&shim{typ: layerEDSA, read: edsa},
		&shim{typ: layerBeforeEther, read: beforeEthernet},
	}
}
