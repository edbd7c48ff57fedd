//go:build !libpcap

package capture

import (
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// retireAfter is when the kernel hands over a block that is not full, in ms.
const retireAfter = 64

// headroom is what the kernel leaves free in front of each frame: room for a
// cooked header, or a VLAN tag.
const headroom = 32

// ring is the blocks that the kernel fills with frames one after the other:
// TPACKET_V3 of Documentation/networking/packet_mmap.rst.
type ring struct {
	mem  []byte
	next int // offset of the block that is filled next
}

// newRing makes a ring of that many bytes for a socket, or of as many as there
// is memory for.
func newRing(fd, size int) (ring, error) {
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V3); err != nil {
		return ring{}, fmt.Errorf("this kernel has no TPACKET_V3: %w", err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_RESERVE, headroom); err != nil {
		return ring{}, fmt.Errorf("reserve headroom: %w", err)
	}
	for blocks := size / liveBlock; ; blocks /= 2 {
		err := unix.SetsockoptTpacketReq3(fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &unix.TpacketReq3{
			Block_size: liveBlock, Block_nr: uint32(blocks),
			Frame_size: liveBlock, Frame_nr: uint32(blocks), // V3 packs frames; the two must only fit
			Retire_blk_tov: retireAfter,
		})
		if errors.Is(err, unix.ENOMEM) && blocks > minBuffer/liveBlock {
			continue
		}
		if err != nil {
			return ring{}, fmt.Errorf("a buffer of %d bytes: %w", blocks*liveBlock, err)
		}
		mem, err := unix.Mmap(fd, 0, blocks*liveBlock, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		if err != nil {
			return ring{}, fmt.Errorf("map a buffer of %d bytes: %w", blocks*liveBlock, err)
		}
		return ring{mem: mem}, nil
	}
}

// header returns the next block's.
func (r *ring) header() *unix.TpacketHdrV1 {
	block := (*unix.TpacketBlockDesc)(unsafe.Pointer(&r.mem[r.next]))
	return (*unix.TpacketHdrV1)(unsafe.Pointer(&block.Hdr))
}

// ready says whether the kernel handed over the next block.
func (r *ring) ready() bool {
	return atomic.LoadUint32(&r.header().Block_status)&unix.TP_STATUS_USER != 0
}

// begun says whether the kernel has put frames into the next block. It hands the
// block over after retireAfter, but on a busy machine later.
func (r *ring) begun() bool { return atomic.LoadUint32(&r.header().Num_pkts) > 0 }

// take copies the next block to buf and gives it back to the kernel; false if it
// is not ready.
func (r *ring) take(buf []byte) (b ringBlock, ok bool) {
	if !r.ready() {
		return ringBlock{}, false
	}
	h := r.header()
	b = ringBlock{first: h.Offset_to_first_pkt, frames: h.Num_pkts}
	b.data = buf[:copy(buf, r.mem[r.next:][:h.Blk_len])]
	atomic.StoreUint32(&h.Num_pkts, 0) // the kernel does so only when it comes to it
	atomic.StoreUint32(&h.Block_status, unix.TP_STATUS_KERNEL)
	r.next = (r.next + liveBlock) % len(r.mem)
	return b, true
}

func (r *ring) unmap() error {
	if r.mem == nil {
		return nil
	}
	return unix.Munmap(r.mem)
}
