package decode

import (
	"encoding/binary"

	"github.com/flowscan/flowscan/pkg/capture"
)

// PCAPdroid, which captures on Android, can put each IP packet into an Ethernet
// frame of its own making: addresses of zeros, the packet, padding to four bytes,
// and a trailer of magic number, UID, app's name in 20 bytes, and checksum. See
// https://emanuele-f.github.io/PCAPdroid/advanced_features, PCAPdroid trailer.
const (
	trailerMagic = 0x01072021
	trailerLen   = 32
	trailerUID   = 4 // offset
	trailerName  = 8 // offset
	trailerSum   = trailerLen - 4
	bogusHeader  = 14
)

// withoutTrailer returns f without PCAPdroid's trailer, and the app that it names.
// Other frames are returned as they are.
func (d *Decoder) withoutTrailer(f *capture.Frame) (*capture.Frame, *App) {
	n := len(f.Data) - trailerLen
	if f.Link != capture.LinkEthernet || n < bogusHeader || len(f.Data) != int(f.Length) || [12]byte(f.Data) != [12]byte{} {
		return f, f.App
	}
	trailer := (*[trailerLen]byte)(f.Data[n:])
	if binary.BigEndian.Uint32(trailer[:]) != trailerMagic {
		return f, f.App
	}
	d.cut = *f
	d.cut.Data, d.cut.Length = f.Data[:n], uint32(n)
	return &d.cut, d.apps.get(int32(binary.BigEndian.Uint32(trailer[trailerUID:])), trailer[trailerName:trailerSum])
}

// isBareIP says whether a frame is an IP packet without a link-layer header, though
// its link type promises one: PCAPdroid leaves header and trailer out where they
// would go beyond the snap length. IPv6 has no checksum; a length that is right to
// the byte before a usual protocol must do.
func isBareIP(f *capture.Frame) bool {
	b := f.Data
	switch {
	case len(b) >= 20 && b[0]>>4 == 4:
		return uint32(binary.BigEndian.Uint16(b[2:])) == f.Length && checksumHolds(b)
	case len(b) >= 40 && b[0]>>4 == 6:
		return uint32(binary.BigEndian.Uint16(b[4:]))+40 == f.Length && (b[6] == TCP || b[6] == UDP || b[6] == protoICMPv6)
	}
	return false
}
