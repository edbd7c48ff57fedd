//go:build libpcap

package capture

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"runtime"
	"strings"
	"time"

	"github.com/google/gopacket/pcap"
	"golang.org/x/net/bpf"
)

// readWait is how long libpcap may keep frames to itself, and read wait for the
// first.
const readWait = 64 * time.Millisecond

// device is a handle of libpcap's, or Npcap's.
type device struct {
	handle  *pcap.Handle
	link    LinkType
	now     func() int64
	snapLen int
	until   int64 // frames after it are no longer wanted, ns since 1970 UTC; 0 for all

	gone bool   // the interface is
	name string // of the interface, if the system knows it by the name that libpcap does
	idle int    // reads without a frame since the last that had one
}

// How many reads without a frame, of readWait each, mean something.
const (
	// Look whether the interface is still there: libpcap does not always say so.
	// About a second.
	quietReads = 16
	// What was heard before a stop was read: the kernel hands it over after
	// readWait, but on a busy machine later.
	drainedReads = 4
)

func openDevice(opt *LiveOptions) (*device, error) {
	inactive, err := pcap.NewInactiveHandle(opt.Interface)
	if err != nil {
		return nil, err
	}
	defer inactive.CleanUp()
	err = errors.Join(
		inactive.SetSnapLen(opt.SnapLen),
		inactive.SetPromisc(!opt.NoPromiscuous && opt.Interface != Any),
		inactive.SetTimeout(readWait),
		inactive.SetBufferSize(opt.Buffer))
	if err != nil {
		return nil, err
	}
	handle, err := inactive.Activate()
	if err != nil {
		return nil, activateError(err)
	}
	d := &device{handle: handle, link: linkOfDLT(uint8(handle.LinkType())), now: opt.Now, snapLen: opt.SnapLen}
	if _, err := net.InterfaceByName(opt.Interface); err == nil {
		d.name = opt.Interface
	}
	if err := d.filter(opt.Program); err != nil {
		handle.Close()
		return nil, err
	}
	return d, nil
}

// activateError tells apart what gopacket tells only in words.
func activateError(err error) error {
	switch err.Error() {
	case "Permission Denied":
		return fmt.Errorf("%w to capture", fs.ErrPermission)
	case "No Such Device":
		return errNoInterface
	case "Interface Not Up":
		return errDown
	}
	return err
}

// linkOfDLT returns the link type of a DLT_ value, which is another for some, and
// not the same on all systems. gopacket keeps its low eight bits: of the types
// beyond, no interface has one unless asked for it.
func linkOfDLT(dlt uint8) LinkType {
	switch {
	case dlt == 12 && runtime.GOOS == "openbsd":
		return LinkLoop
	case dlt == 12 || dlt == 14:
		return LinkRaw
	}
	return LinkType(dlt)
}

// filter makes the system choose frames. On Linux libpcap sees them without their
// VLAN tags, so that there only LiveOptions.Match can.
func (d *device) filter(compile func(LinkType) ([]bpf.RawInstruction, error)) error {
	if compile == nil {
		return nil
	}
	program, err := compile(d.link)
	if err != nil || runtime.GOOS == "linux" {
		return err
	}
	chosen := make([]pcap.BPFInstruction, len(program))
	for i, ins := range program {
		chosen[i] = pcap.BPFInstruction{Code: ins.Op, Jt: ins.Jt, Jf: ins.Jf, K: ins.K}
		if ins.Op == 0x06 && ins.K > 0 { // return a constant: how much of the frame to keep
			chosen[i].K = uint32(d.snapLen)
		}
	}
	return d.handle.SetBPFInstructionFilter(chosen)
}

// read fills c with what is there, waiting for the first frame.
func (d *device) read(c *Chunk) error {
	d.idle++
	err := d.fill(c)
	if len(c.Frames) > 0 {
		d.idle = 0
	}
	return err
}

func (d *device) fill(c *Chunk) error {
	for room := c.buf; len(room) >= d.snapLen; {
		data, about, err := d.handle.ZeroCopyReadPacketData()
		switch {
		case err != nil && d.gone: // it repeats itself, and no longer waits
			time.Sleep(readWait)
			return nil
		case errors.Is(err, pcap.NextErrorTimeoutExpired):
			return d.look(len(c.Frames) == 0)
		case err != nil:
			return d.fault(err)
		}
		at := about.Timestamp.UnixNano()
		if d.until != 0 && at > d.until {
			return nil
		}
		n := copy(room, data)
		c.Frames = append(c.Frames, Frame{Data: room[:n:n], Time: at, Timed: true, Length: uint32(about.Length), Link: d.link})
		room = room[n:]
		if at-c.Frames[0].Time > int64(readWait) {
			return nil
		}
	}
	return nil
}

// look returns an error if it was quiet for some time because the interface is gone.
func (d *device) look(quiet bool) error {
	if !quiet || d.name == "" || d.idle%quietReads != 0 {
		return nil
	}
	if ifi, err := net.InterfaceByName(d.name); err != nil || ifi.Flags&net.FlagUp == 0 {
		d.gone = true
		return errDown
	}
	return nil
}

// fault returns what went wrong, again by its words.
func (d *device) fault(err error) error {
	for _, gone := range []string{"went down", "disappeared", "no longer"} {
		if strings.Contains(d.handle.Error().Error(), gone) {
			d.gone = true
			return errDown
		}
	}
	return fmt.Errorf("%w: %w", err, d.handle.Error())
}

func (d *device) dropped() uint64 {
	s, err := d.handle.Stats()
	if err != nil {
		return 0
	}
	return uint64(s.PacketsDropped) + uint64(s.PacketsIfDropped)
}

// drained says whether what was captured before a stop was read.
func (d *device) drained() bool { return d.idle >= drainedReads }

func (d *device) stop() error {
	d.until = d.now()
	return nil
}

func (d *device) close() error {
	d.handle.Close()
	return nil
}
