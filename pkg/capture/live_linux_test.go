//go:build !libpcap

package capture

import (
	"bytes"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// fromKernel is a frame as the kernel puts it into a ring.
type fromKernel struct {
	data     []byte
	length   uint32 // on the wire; 0: all of data
	network  int    // where the network header is in data
	status   uint32
	tci      uint32
	tpid     uint16
	hardware uint16
	kind     uint8 // PACKET_HOST …
	protocol uint16
}

// kernel plays the kernel's part in a ring. Its socket is one that anybody may have.
type kernel struct {
	t     testing.TB
	mem   []byte
	block int
}

// newLive returns a Live whose ring of n blocks the test fills.
func newLive(t testing.TB, link LinkType, blocks int, opt LiveOptions) (*Live, *kernel) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	k := &kernel{t: t, mem: make([]byte, blocks*liveBlock)}
	if opt.Now == nil {
		opt.Now = func() int64 { return start }
	}
	opt.Interface = "test0"
	opt.Buffer = blocks * liveBlock
	d := &device{fd: fd, link: link, ring: ring{mem: k.mem}, snapLen: DefaultSnapLen}
	return newLiveFrom(opt, d), k
}

// begin puts frames into the next block without handing it over.
func (k *kernel) begin(frames int) {
	b := k.mem[k.block*liveBlock:][:liveBlock]
	desc := (*unix.TpacketBlockDesc)(unsafe.Pointer(&b[0]))
	atomic.StoreUint32(&(*unix.TpacketHdrV1)(unsafe.Pointer(&desc.Hdr)).Num_pkts, uint32(frames))
}

// hand fills the next block with frames, and hands it over.
func (k *kernel) hand(frames ...fromKernel) {
	k.t.Helper()
	b := k.mem[k.block*liveBlock:][:liveBlock]
	k.block = (k.block + 1) % (len(k.mem) / liveBlock)
	desc := (*unix.TpacketBlockDesc)(unsafe.Pointer(&b[0]))
	h := (*unix.TpacketHdrV1)(unsafe.Pointer(&desc.Hdr))
	if atomic.LoadUint32(&h.Block_status) != unix.TP_STATUS_KERNEL {
		k.t.Fatal("the block was not given back")
	}
	const first = 48
	at := first
	for i, f := range frames {
		rest := b[at:]
		p := (*unix.Tpacket3Hdr)(unsafe.Pointer(&rest[0]))
		mac := (sockaddrAt + unix.SizeofSockaddrLinklayer + 16 + 15) &^ 15 // as tpacket_rcv does
		mac += headroom - f.network
		*p = unix.Tpacket3Hdr{
			Sec: 1_795_370_087, Nsec: 5, Snaplen: uint32(len(f.data)), Len: max(f.length, uint32(len(f.data))), Status: f.status | unix.TP_STATUS_USER,
			Mac: uint16(mac), Net: uint16(mac + f.network), Hv1: unix.TpacketHdrVariant1{Vlan_tci: f.tci, Vlan_tpid: f.tpid},
		}
		*(*unix.RawSockaddrLinklayer)(unsafe.Pointer(&rest[sockaddrAt])) = unix.RawSockaddrLinklayer{
			Family: unix.AF_PACKET, Protocol: bigEndian16(f.protocol), Ifindex: 7, Hatype: f.hardware, Pkttype: f.kind, Halen: 6, Addr: [8]byte{0, 0, 0x5e, 0, 0x53, 0x23},
		}
		copy(rest[mac:], f.data)
		next := (mac + len(f.data) + 15) &^ 15
		if i < len(frames)-1 {
			p.Next_offset = uint32(next)
		}
		at += next
	}
	h.Num_pkts, h.Offset_to_first_pkt, h.Blk_len = uint32(len(frames)), first, uint32(at)
	atomic.StoreUint32(&h.Block_status, unix.TP_STATUS_USER)
}

const ipv4, vlanTag = unix.ETH_P_IP, unix.ETH_P_8021Q

// ether is an Ethernet frame of an IPv4 packet that says "hello".
var ether = []byte("\x00\x00\x5e\x00\x53\x01\x00\x00\x5e\x00\x53\x23\x08\x00hello")

func TestLiveFrames(t *testing.T) {
	const valid, tpid = unix.TP_STATUS_VLAN_VALID, unix.TP_STATUS_VLAN_TPID_VALID
	for _, test := range []struct {
		name   string
		link   LinkType
		from   fromKernel
		want   string
		length uint32 // 0: that of want
	}{
		{name: "Ethernet", link: LinkEthernet, from: fromKernel{data: ether}, want: string(ether)},
		{name: "cut off by the snap length", link: LinkEthernet, from: fromKernel{data: ether[:16], length: 1514}, want: string(ether[:16]), length: 1514},
		{name: "a VLAN tag taken out", link: LinkEthernet, from: fromKernel{data: ether, status: valid, tci: 30},
			want: string(ether[:12]) + "\x81\x00\x00\x1e" + string(ether[12:])},
		{name: "of another kind", link: LinkEthernet, from: fromKernel{data: ether, status: valid | tpid, tci: 0x201e, tpid: unix.ETH_P_8021AD},
			want: string(ether[:12]) + "\x88\xa8\x20\x1e" + string(ether[12:])},
		{name: "a tag of priority alone, of VLAN 0", link: LinkEthernet, from: fromKernel{data: ether, status: valid, tci: 0},
			want: string(ether[:12]) + "\x81\x00\x00\x00" + string(ether[12:])},
		{name: "a tag, and no addresses for it to follow", link: LinkEthernet, from: fromKernel{data: ether[:11], length: 60, status: valid, tci: 30},
			want: string(ether[:11]), length: 60},
		{name: "a tag, and nothing behind the addresses", link: LinkEthernet, from: fromKernel{data: ether[:12], length: 60, status: valid, tci: 30},
			want: string(ether[:12]) + "\x81\x00\x00\x1e", length: 64},
		{name: "Wi-Fi that only looks tagged", link: LinkIEEE80211Radio, from: fromKernel{data: ether, status: valid, tci: 30}, want: string(ether)},
		{name: "nothing of it kept", link: LinkEthernet, from: fromKernel{length: 60}, want: "", length: 60},
		{name: "cooked Ethernet", link: LinkLinuxSLL2, from: fromKernel{data: ether, network: 14, hardware: unix.ARPHRD_ETHER, kind: unix.PACKET_OUTGOING, protocol: ipv4},
			want: "\x08\x00\x00\x00\x00\x00\x00\x07\x00\x01\x04\x06\x00\x00\x5e\x00\x53\x23\x00\x00hello"},
		{name: "cooked Ethernet with a tag, which is not told", link: LinkLinuxSLL2, from: fromKernel{data: ether, network: 14, status: valid, tci: 30, hardware: unix.ARPHRD_ETHER, protocol: ipv4},
			want: "\x08\x00\x00\x00\x00\x00\x00\x07\x00\x01\x00\x06\x00\x00\x5e\x00\x53\x23\x00\x00hello"},
		{name: "cooked IP", link: LinkLinuxSLL2, from: fromKernel{data: []byte("hello"), hardware: unix.ARPHRD_NONE, protocol: ipv4},
			want: "\x08\x00\x00\x00\x00\x00\x00\x07\xff\xfe\x00\x06\x00\x00\x5e\x00\x53\x23\x00\x00hello"},
		{name: "cooked Wi-Fi is whole", link: LinkLinuxSLL2, from: fromKernel{data: ether, network: 14, hardware: unix.ARPHRD_IEEE80211_RADIOTAP, protocol: 4},
			want: "\x00\x04\x00\x00\x00\x00\x00\x07\x03\x23\x00\x06\x00\x00\x5e\x00\x53\x23\x00\x00" + string(ether)},
		{name: "cooked, cut off before the packet", link: LinkLinuxSLL2, from: fromKernel{data: ether[:10], length: 60, network: 14, hardware: unix.ARPHRD_ETHER, protocol: ipv4},
			want: "\x08\x00\x00\x00\x00\x00\x00\x07\x00\x01\x00\x06\x00\x00\x5e\x00\x53\x23\x00\x00", length: 20 + 46},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, k := newLive(t, test.link, 4, LiveOptions{})
			neighbour := fromKernel{data: []byte("a frame of before, or after"), network: test.from.network, hardware: test.from.hardware}
			k.hand(neighbour, test.from, neighbour)
			c, err := l.Next()
			if err != nil {
				t.Fatal(err)
			}
			defer c.Release()
			f := c.Frames[1]
			if length := max(test.length, uint32(len(test.want))); string(f.Data) != test.want || f.Length != length {
				t.Errorf("% x of %d bytes, want % x of %d", f.Data, f.Length, test.want, length)
			}
			if f.Time != start+5 || !f.Timed || f.Number != 2 || f.Link != test.link {
				t.Errorf("%+v", f)
			}
			if cap(f.Data) != len(f.Data) {
				t.Error("whoever appends to the frame overwrites the next")
			}
			for _, i := range []int{0, 2} {
				if test.link != LinkLinuxSLL2 && !bytes.Equal(c.Frames[i].Data, neighbour.data) {
					t.Errorf("its neighbour is % x", c.Frames[i].Data)
				}
			}
		})
	}
}

// TestLiveLoopback takes of what loops back only what comes in.
func TestLiveLoopback(t *testing.T) {
	for _, link := range []LinkType{LinkEthernet, LinkLinuxSLL2} {
		l, k := newLive(t, link, 4, LiveOptions{})
		out := fromKernel{data: ether, network: 14, hardware: unix.ARPHRD_LOOPBACK, kind: unix.PACKET_OUTGOING, protocol: ipv4}
		in := out
		in.kind = unix.PACKET_HOST
		k.hand(out, in, out, in, in)
		c, err := l.Next()
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Frames) != 3 || l.Inputs()[0].Frames != 3 {
			t.Errorf("%v: %d frames", link, len(c.Frames))
		}
		c.Release()
	}
}

// TestLiveSkips counts and saves what there is no room for, while nothing is
// released.
func TestLiveSkips(t *testing.T) {
	l, k := newLive(t, LinkEthernet, 4, LiveOptions{})
	var saved bytes.Buffer
	if err := l.Save(SaveOptions{Path: "-", Stdout: &saved}); err != nil {
		t.Fatal(err)
	}
	var held []*Chunk
	read := make(chan *Chunk)
	go func() {
		defer close(read)
		for {
			c, err := l.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			read <- c
		}
	}()
	const extra = 5
	for range l.Ahead() {
		k.hand(fromKernel{data: ether})
		held = append(held, <-read)
	}
	for i := range extra {
		k.hand(fromKernel{data: ether, length: 100}, fromKernel{data: ether, length: 100})
		for l.Counters().Skipped < uint64(2*i+2) {
			time.Sleep(time.Millisecond)
		}
	}
	held[0].Release()
	k.hand(fromKernel{data: ether})
	if c := <-read; c.Frames[0].Number != uint64(l.Ahead()+2*extra+1) {
		t.Errorf("frame %d comes next", c.Frames[0].Number)
	}
	l.Stop()
	if _, more := <-read; more {
		t.Error("there is more")
	}
	in := l.Inputs()[0]
	if want := uint64(l.Ahead() + 2*extra + 1); in.Frames != want || in.Skipped != 2*extra || in.SkippedBytes != 200*extra {
		t.Errorf("%d frames, %d of %d bytes skipped; want %d", in.Frames, in.Skipped, in.SkippedBytes, want)
	}
	if frames, _ := readAll(t, &saved); uint64(len(frames)) != in.Frames {
		t.Errorf("%d frames saved of %d", len(frames), in.Frames)
	}
}

// TestLiveCount ends in the middle of a block.
func TestLiveCount(t *testing.T) {
	l, k := newLive(t, LinkEthernet, 4, LiveOptions{Count: 3})
	k.hand(fromKernel{data: ether}, fromKernel{data: ether})
	k.hand(fromKernel{data: ether}, fromKernel{data: ether})
	for _, want := range []int{2, 1} {
		c, err := l.Next()
		if err != nil || len(c.Frames) != want {
			t.Fatalf("%d frames, want %d: %v", len(c.Frames), want, err)
		}
		c.Release()
	}
	if _, err := l.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("then %v", err)
	}
}

// TestLiveStops gives what came before.
func TestLiveStops(t *testing.T) {
	l, k := newLive(t, LinkEthernet, 4, LiveOptions{})
	k.hand(fromKernel{data: ether})
	k.hand(fromKernel{data: ether})
	l.Stop()
	for range 2 {
		c, err := l.Next()
		if err != nil || len(c.Frames) != 1 {
			t.Fatalf("%v", err)
		}
		c.Release()
	}
	if _, err := l.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("then %v", err)
	}
}

// TestLiveStopsLate gives also what came before and is handed over only when the
// kernel has time for it.
func TestLiveStopsLate(t *testing.T) {
	l, k := newLive(t, LinkEthernet, 4, LiveOptions{})
	for range 4 { // what is left of them in the ring is not taken for new
		k.hand(fromKernel{data: ether})
		c, err := l.Next()
		if err != nil {
			t.Fatal(err)
		}
		c.Release()
	}
	l.Stop()
	k.begin(1)
	time.AfterFunc(3*readWait*time.Millisecond, func() { k.hand(fromKernel{data: ether}) })
	c, err := l.Next()
	if err != nil || len(c.Frames) != 1 {
		t.Fatalf("%v", err)
	}
	c.Release()
	if _, err := l.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("then %v", err)
	}
}

// TestLiveTicksWait does not tell the time while there is no room even for frames.
func TestLiveTicksWait(t *testing.T) {
	now, asked := int64(start), 0
	var l *Live
	l, k := newLive(t, LinkEthernet, 4, LiveOptions{Now: func() int64 {
		now += 2 * second
		if asked++; asked == aheadOfBuffer*4+4 { // when it was time to tell it for some time
			l.Stop()
		}
		return now
	}})
	for range l.Ahead() {
		k.hand(fromKernel{data: ether})
		c, err := l.Next()
		if err != nil || len(c.Frames) != 1 {
			t.Fatal(err)
		}
		defer c.Release()
	}
	if c, err := l.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("told %d, %v", c.Now, err)
	}
}

// TestLiveSavesNoMore gives the frames that could not be saved, and then why.
func TestLiveSavesNoMore(t *testing.T) {
	full := errors.New("no space left")
	for _, count := range []uint64{0, 1} {
		l, k := newLive(t, LinkEthernet, 4, LiveOptions{Count: count})
		to := &limited{left: 150, err: full}
		if err := l.Save(SaveOptions{Path: "-", Stdout: to}); err != nil {
			t.Fatal(err)
		}
		k.hand(fromKernel{data: make([]byte, 200)})
		c, err := l.Next()
		if err != nil || len(c.Frames) != 1 {
			t.Fatalf("%v", err)
		}
		c.Release()
		if _, err := l.Next(); !errors.Is(err, full) {
			t.Errorf("then %v", err)
		}
		if n := l.Inputs()[0].Frames; n != 1 {
			t.Errorf("%d frames", n)
		}
	}
}

// limited is a writer that has room for so many bytes.
type limited struct {
	left int
	err  error
}

func (w *limited) Write(b []byte) (int, error) {
	n := min(w.left, len(b))
	if w.left -= n; n < len(b) {
		return n, w.err
	}
	return n, nil
}

// TestLiveTicks tells the time when nothing comes, each second, and when the clock
// was set back.
func TestLiveTicks(t *testing.T) {
	now := int64(start)
	asked := 0
	l, k := newLive(t, LinkEthernet, 4, LiveOptions{Now: func() int64 {
		asked++
		now += second / 4
		if asked == 7 {
			now -= 3600 * second
		}
		return now
	}})
	var ticks []int64
	for range 3 {
		c, err := l.Next()
		if err != nil || len(c.Frames) != 0 {
			t.Fatalf("%d frames: %v", len(c.Frames), err)
		}
		ticks = append(ticks, c.Now)
		c.Release()
	}
	if ticks[1]-ticks[0] > -3590*second || ticks[2]-ticks[1] != second {
		t.Errorf("ticks at %d", ticks)
	}
	k.hand(fromKernel{data: ether})
	c, err := l.Next()
	if err != nil || len(c.Frames) != 1 || c.Now != now {
		t.Fatalf("%d frames at %d, want 1 at %d: %v", len(c.Frames), c.Now, now, err)
	}
	c.Release()
}

func TestLiveMatches(t *testing.T) {
	tooLong := errors.New("too long")
	l, k := newLive(t, LinkEthernet, 4, LiveOptions{Match: func(f *Frame) (bool, error) {
		if len(f.Data) > 100 {
			return false, tooLong
		}
		return f.Data[0] == 'y', nil
	}})
	k.hand(fromKernel{data: []byte("yes")}, fromKernel{data: []byte("no")}, fromKernel{data: []byte("yes, too")}, fromKernel{data: []byte("no")})
	c, err := l.Next()
	if err != nil || len(c.Frames) != 2 || string(c.Frames[1].Data) != "yes, too" || c.Frames[1].Number != 2 {
		t.Fatalf("%+v, %v", c.Frames, err)
	}
	c.Release()
	k.hand(fromKernel{data: make([]byte, 101)})
	if _, err := l.Next(); !errors.Is(err, tooLong) {
		t.Errorf("error %v", err)
	}
}

// TestLiveDoesNotAllocate reads blocks, however many.
func TestLiveDoesNotAllocate(t *testing.T) {
	l, k := newLive(t, LinkEthernet, 4, LiveOptions{})
	frames := make([]fromKernel, 100)
	for i := range frames {
		frames[i] = fromKernel{data: ether, status: unix.TP_STATUS_VLAN_VALID}
	}
	read := func() {
		k.hand(frames...)
		c, err := l.Next()
		if err != nil {
			t.Fatal(err)
		}
		c.Release()
	}
	read()
	if n := testing.AllocsPerRun(50, read); n > 1 { // the one is for the kernel's statistics
		t.Errorf("%v allocations a block", n)
	}
}

// TestProgram asks the program that the kernel gets.
func TestProgram(t *testing.T) {
	d := &device{snapLen: 96}
	chosen := []bpf.RawInstruction{ // IPv4 is wanted, 262144 bytes of it
		{Op: unix.BPF_LD | unix.BPF_H | unix.BPF_ABS, K: 12},
		{Op: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: ipv4},
		returns(262144),
		returns(0),
	}
	instructions, ok := bpf.Disassemble(d.program(chosen)[len(untagged):]) // the machine knows no VLAN tags
	if !ok {
		t.Fatalf("%v", instructions)
	}
	vm, err := bpf.NewVM(instructions[1:])
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		frame []byte
		want  int
	}{{ether, 96}, {make([]byte, 500), 0}} {
		if n, err := vm.Run(test.frame); err != nil || n != test.want {
			t.Errorf("%d bytes, want %d: %v", n, test.want, err)
		}
	}
	d.link = LinkLinuxSLL2
	if got := d.program(chosen); len(got) != 1 || got[0] != returns(96) {
		t.Errorf("cooked frames are chosen by %v", got)
	}
	d.link = LinkEthernet
	if got := d.program(make([]bpf.RawInstruction, maxProgram-2)); len(got) != 1 {
		t.Errorf("a program of %d instructions", len(got))
	}
}
