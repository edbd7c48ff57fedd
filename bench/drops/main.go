// Command drops finds out at how many frames a second programs begin to lose some.
//
//	go run .. -o /tmp/bench.pcap -packets 200000
//	go run . -flowscan ../../flowscan /tmp/bench.pcap
//
// It replays a capture into a TAP device, in a network of its own, faster each
// time, with one program listening: flowscan, tcpdump and dumpcap in turn, as they
// are by default. flowscan analyses meanwhile, the others write to /dev/null. It
// must be root, because tcpdump insists on becoming somebody else.
package main

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	device   = "test0"
	slowest  = 50_000          // frames a second
	faster   = 1.25            // from one try to the next
	lasting  = 3 * time.Second // each try
	settling = time.Second     // for a program to begin, and to be done
)

func main() {
	flowscan := flag.String("flowscan", "flowscan", "the program to measure")
	runs := flag.Int("runs", 3, "how often to measure each")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("drops: name a capture")
	}
	var err error
	if os.Getenv(inside) == "" {
		err = enter()
	} else {
		err = measure(*flowscan, flag.Arg(0), *runs)
	}
	if err != nil {
		log.Fatal("drops: ", err)
	}
}

// inside is set in the environment of the process that has its own network.
const inside = "DROPS_INSIDE"

// enter runs the program once more, in a network of its own.
func enter() error {
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Env = append(os.Environ(), inside+"=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET,
		Pdeathsig:  syscall.SIGKILL,
	}
	return cmd.Run()
}

func measure(flowscan, capture string, runs int) error {
	frames, err := read(capture)
	if err != nil {
		return err
	}
	tap, err := openTAP()
	if err != nil {
		return err
	}
	for run := range runs {
		for _, p := range programs(flowscan) {
			rate, lost, err := first(p, tap, frames)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			if lost == 0 {
				fmt.Printf("run %d: %-8s loses none of %.0f frames a second, more cannot be sent\n", run+1, p.name, rate)
				continue
			}
			fmt.Printf("run %d: %-8s loses %.2f %% of %.0f frames a second\n", run+1, p.name, 100*lost, rate)
		}
	}
	return nil
}

// first returns the first rate at which p loses frames, and which part of them.
func first(p program, tap int, frames [][]byte) (rate, lost float64, err error) {
	for wanted := float64(slowest); ; wanted *= faster {
		captured, sent := 0, 0
		captured, err = p.during(func() error {
			sent, rate, err = send(tap, frames, wanted)
			return err
		})
		switch {
		case err != nil:
			return 0, 0, err
		case captured < sent:
			return rate, float64(sent-captured) / float64(sent), nil
		case rate < wanted*0.9:
			return rate, 0, nil
		}
	}
}

// send sends frames at a rate, in bursts of a millisecond, and returns how many
// they were and the rate that was reached.
func send(tap int, frames [][]byte, rate float64) (sent int, reached float64, err error) {
	began := time.Now()
	for time.Since(began) < lasting {
		for due := int(time.Since(began).Seconds() * rate); sent < due; sent++ {
			if _, err := unix.Write(tap, frames[sent%len(frames)]); err != nil {
				return sent, 0, err
			}
			if sent%1024 == 0 && time.Since(began) >= lasting {
				break
			}
		}
		time.Sleep(time.Millisecond)
	}
	return sent, float64(sent) / time.Since(began).Seconds(), nil
}

// read returns the frames of a pcap file as this module writes them.
func read(path string) ([][]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	const headerLen, recordLen, most = 24, 16, 200_000
	if len(b) < headerLen || binary.LittleEndian.Uint32(b) != 0xa1b2c3d4 {
		return nil, errors.New(path + " is no capture that this module made")
	}
	var frames [][]byte
	for b = b[headerLen:]; len(b) >= recordLen && len(frames) < most; {
		n := recordLen + int(binary.LittleEndian.Uint32(b[8:]))
		if n > len(b) {
			break
		}
		frames = append(frames, b[recordLen:n])
		b = b[n:]
	}
	return frames, nil
}

// openTAP makes the device, on which the kernel itself says nothing.
func openTAP() (int, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	req, err := unix.NewIfreq(device)
	if err != nil {
		return 0, err
	}
	req.SetUint16(unix.IFF_TAP | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, req); err != nil {
		return 0, err
	}
	if err := os.WriteFile("/proc/sys/net/ipv6/conf/"+device+"/disable_ipv6", []byte("1"), 0); err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, err
	}
	control, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	defer unix.Close(control)
	req.SetUint16(unix.IFF_UP)
	return fd, unix.IoctlIfreq(control, unix.SIOCSIFFLAGS, req)
}
