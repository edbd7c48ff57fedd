//go:build !libpcap

package capture

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"slices"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// device is a packet socket (packet(7)) and the ring it shares with the kernel.
type device struct {
	fd      int
	link    LinkType
	ring    ring
	snapLen uint32
	drops   uint64
}

// openDevice opens a socket that receives nothing before all of it is set up:
// only bind gives it a protocol, so that no frame of another interface, unfiltered
// or cut off otherwise, is ever among what it captures.
func openDevice(opt *LiveOptions) (_ *device, err error) {
	d := &device{snapLen: uint32(opt.SnapLen)}
	if d.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0); err != nil {
		return nil, permission(err)
	}
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	index, err := d.identify(opt.Interface)
	if err != nil {
		return nil, err
	}
	if err := d.filter(opt.Program); err != nil {
		return nil, err
	}
	if d.ring, err = newRing(d.fd, opt.Buffer); err != nil {
		return nil, err
	}
	if index != 0 && !opt.NoPromiscuous {
		everything := unix.PacketMreq{Ifindex: int32(index), Type: unix.PACKET_MR_PROMISC}
		if err := unix.SetsockoptPacketMreq(d.fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &everything); err != nil {
			return nil, fmt.Errorf("promiscuous mode (-p does without): %w", err)
		}
	}
	if err := unix.Bind(d.fd, &unix.SockaddrLinklayer{Protocol: bigEndian16(unix.ETH_P_ALL), Ifindex: index}); err != nil {
		return nil, err
	}
	return d, nil
}

// permission makes an error that errors.Is knows as fs.ErrPermission out of a
// refusal.
func permission(err error) error {
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return fmt.Errorf("%w to open a packet socket", fs.ErrPermission)
	}
	return err
}

// identify finds the interface and learns its link type. The index of Any is 0.
func (d *device) identify(name string) (index int, err error) {
	if name == Any {
		d.link = LinkLinuxSLL2
		return 0, nil
	}
	ifi, err := net.InterfaceByName(name)
	if err != nil {
		return 0, errNoInterface
	}
	if ifi.Flags&net.FlagUp == 0 {
		return 0, fmt.Errorf("%w; ip link set %s up brings it up", errDown, name)
	}
	hardware, err := hardwareType(d.fd, name)
	if err != nil {
		return 0, err
	}
	if d.link, err = linkOf(hardware); err != nil {
		return 0, err
	}
	return ifi.Index, nil
}

// maxProgram is how many instructions the kernel takes (BPF_MAXINSNS).
const maxProgram = 4096

// filter makes the kernel choose frames, where it can, and cut them to the snap
// length.
func (d *device) filter(compile func(LinkType) ([]bpf.RawInstruction, error)) error {
	all := []bpf.RawInstruction{returns(d.snapLen)}
	if compile == nil {
		return d.attach(all)
	}
	chosen, err := compile(d.link)
	if err != nil {
		return err
	}
	return d.attach(d.program(chosen))
}

// program returns what makes the kernel choose as chosen does, and otherwise all.
// A program for cooked frames is none for the frames that it has.
func (d *device) program(chosen []bpf.RawInstruction) []bpf.RawInstruction {
	all := []bpf.RawInstruction{returns(d.snapLen)}
	if d.link == LinkLinuxSLL2 || len(untagged)+len(all)+len(chosen) > maxProgram {
		return all
	}
	return slices.Concat(untagged, all, snapped(chosen, d.snapLen))
}

// untagged skips the instruction behind it for a frame from which no VLAN tag was
// taken. With its tag it may be another frame to the program.
var untagged = []bpf.RawInstruction{
	{Op: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: skfVLANTagPresent},
	{Op: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: 1, K: 0},
}

// skfVLANTagPresent is SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT of linux/filter.h.
const skfVLANTagPresent = 0xffff_f000 + 48

// snapped returns program with the lengths that it accepts cut to n.
func snapped(program []bpf.RawInstruction, n uint32) []bpf.RawInstruction {
	cut := slices.Clone(program)
	for i := range cut {
		if cut[i].Op == unix.BPF_RET|unix.BPF_K {
			cut[i].K = min(cut[i].K, n)
		}
	}
	return cut
}

// returns is the instruction that accepts n bytes of every frame.
func returns(n uint32) bpf.RawInstruction {
	return bpf.RawInstruction{Op: unix.BPF_RET | unix.BPF_K, K: n}
}

func (d *device) attach(program []bpf.RawInstruction) error {
	// unix.SockFilter is laid out as bpf.RawInstruction, both as the kernel's sock_filter.
	list := (*unix.SockFilter)(unsafe.Pointer(&program[0]))
	err := unix.SetsockoptSockFprog(d.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(program)), Filter: list})
	if err != nil {
		return fmt.Errorf("attach a filter of %d instructions: %w", len(program), err)
	}
	return nil
}

// readWait is how long read waits, in ms.
const readWait = 100

// read fills c with the frames of the next block, waiting up to readWait ms.
func (d *device) read(c *Chunk) error {
	if !d.ring.ready() {
		ready := []unix.PollFd{{Fd: int32(d.fd), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, readWait)
		for err == unix.EINTR {
			n, err = unix.Poll(ready, readWait)
		}
		if err != nil {
			return fmt.Errorf("wait for frames: %w", err)
		}
		if n > 0 && ready[0].Revents&unix.POLLERR != 0 {
			return d.fault()
		}
	}
	if b, ok := d.ring.take(c.buf); ok {
		d.cut(b, c)
	}
	return nil
}

// fault returns what went wrong with the socket.
func (d *device) fault() error {
	code, err := unix.GetsockoptInt(d.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	switch {
	case err != nil:
		return err
	case code == 0:
		return nil
	case unix.Errno(code) == unix.ENETDOWN:
		return errDown
	}
	return unix.Errno(code)
}

// dropped returns how many frames found the ring full. The kernel forgets the
// number when it is asked.
func (d *device) dropped() uint64 {
	if s, err := unix.GetsockoptTpacketStatsV3(d.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
		d.drops += uint64(s.Drops)
	}
	return d.drops
}

// stop makes the kernel take no more frames; those it has can still be read.
func (d *device) stop() error { return d.attach([]bpf.RawInstruction{returns(0)}) }

// drained says whether all that the kernel has was read. Only when it was stopped
// does that stay so.
func (d *device) drained() bool { return !d.ring.begun() }

func (d *device) close() error {
	return errors.Join(d.ring.unmap(), unix.Close(d.fd))
}

// bigEndian16 returns n as the kernel wants protocols.
func bigEndian16(n uint16) uint16 {
	b := [2]byte{byte(n >> 8), byte(n)}
	return *(*uint16)(unsafe.Pointer(&b))
}
