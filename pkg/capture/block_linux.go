//go:build !libpcap

package capture

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ringBlock is a copy of one of the ring's blocks.
type ringBlock struct {
	data   []byte
	first  uint32 // offset of the first frame's header
	frames uint32
}

// sockaddrAt is where a frame's sockaddr_ll is, behind its header: TPACKET_ALIGN
// of that header's length.
const sockaddrAt = (unix.SizeofTpacket3Hdr + unix.TPACKET_ALIGNMENT - 1) &^ (unix.TPACKET_ALIGNMENT - 1)

// cut appends the frames of b to c.
func (d *device) cut(b ringBlock, c *Chunk) {
	rest := b.data[b.first:]
	for n := b.frames; n > 0; n-- {
		r := ringFrame{
			Tpacket3Hdr: (*unix.Tpacket3Hdr)(unsafe.Pointer(unsafe.SliceData(rest))),
			from:        (*unix.RawSockaddrLinklayer)(unsafe.Pointer(&rest[sockaddrAt])),
			room:        rest,
		}
		if !r.repeated() {
			c.Frames = append(c.Frames, d.frame(r))
		}
		rest = rest[r.Next_offset:] // 0 for the last
	}
}

// ringFrame is a frame as the kernel hands it over: tpacket3_hdr, sockaddr_ll, room
// of at least headroom bytes, and the frame.
type ringFrame struct {
	*unix.Tpacket3Hdr
	from *unix.RawSockaddrLinklayer
	room []byte // from the header on
}

// repeated says whether r left by the loopback interface: it will come in too.
func (r ringFrame) repeated() bool {
	return r.from.Hatype == unix.ARPHRD_LOOPBACK && r.from.Pkttype == unix.PACKET_OUTGOING
}

func (d *device) frame(r ringFrame) Frame {
	f := Frame{Time: int64(r.Sec)*second + int64(r.Nsec), Timed: true, Link: d.link}
	switch {
	case d.link == LinkLinuxSLL2:
		f.Data, f.Length = r.cooked()
	case d.link == LinkEthernet && r.Status&unix.TP_STATUS_VLAN_VALID != 0 && r.Snaplen >= 2*macLen:
		f.Data, f.Length = r.tagged()
	default:
		end := int(r.Mac) + int(r.Snaplen)
		f.Data, f.Length = r.room[r.Mac:end:end], r.Len
	}
	return f
}

// macLen is the length of an Ethernet address.
const macLen = 6

// tagged puts back the VLAN tag that the kernel, or the network card, took out of
// an Ethernet frame. On other links it takes for one what is none.
func (r ringFrame) tagged() (data []byte, length uint32) {
	const tagLen = 4
	protocol := uint16(unix.ETH_P_8021Q)
	if r.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
		protocol = r.Hv1.Vlan_tpid
	}
	start, end := int(r.Mac)-tagLen, int(r.Mac)+int(r.Snaplen)
	data = r.room[start:end:end]
	copy(data, data[tagLen:tagLen+2*macLen])
	binary.BigEndian.PutUint16(data[2*macLen:], protocol)
	binary.BigEndian.PutUint16(data[2*macLen+2:], uint16(r.Hv1.Vlan_tci))
	return data, r.Len + tagLen
}

// cooked puts a LINKTYPE_LINUX_SLL2 header in the place of the link's own. Wi-Fi
// frames stay whole behind it, as readers of such captures expect.
func (r ringFrame) cooked() (data []byte, length uint32) {
	const headerLen = 20
	own := r.Net - r.Mac // length of the link's own header
	if isWiFi(r.from.Hatype) {
		own = 0
	}
	end := int(r.Mac) + int(r.Snaplen)
	payload := min(int(r.Mac)+int(own), end)
	start := payload - headerLen
	from := *r.from
	h := r.room[start:start:payload]
	h = binary.NativeEndian.AppendUint16(h, from.Protocol) // is big-endian as it lies in memory
	h = append(h, 0, 0)
	h = binary.BigEndian.AppendUint32(h, uint32(from.Ifindex))
	h = binary.BigEndian.AppendUint16(h, from.Hatype)
	h = append(h, from.Pkttype, from.Halen)
	_ = append(h, from.Addr[:]...)
	return r.room[start:end:end], r.Len - uint32(own) + headerLen
}
