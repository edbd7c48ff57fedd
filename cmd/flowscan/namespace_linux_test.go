package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// inside is set in the environment of a test that runs in a namespace.
const inside = "FLOWSCAN_TEST_INSIDE"

// namespace runs the calling test once more, in a process with a network and users
// of its own, and returns false; there, it returns true. Inside, the test is root,
// and is nobody in particular outside.
func namespace(t *testing.T) bool {
	t.Helper()
	return again(t, &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	})
}

// rootNamespace is namespace for tests that must be root outside, too.
func rootNamespace(t *testing.T) bool {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	return again(t, &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS})
}

func again(t *testing.T, how *syscall.SysProcAttr) bool {
	t.Helper()
	if os.Getenv(inside) != "" {
		return true
	}
	left := 10 * time.Minute
	if deadline, ok := t.Deadline(); ok {
		left = time.Until(deadline) - 10*time.Second // so that it is heard what hangs
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=^"+regexp.QuoteMeta(t.Name())+"$", "-test.v", fmt.Sprint("-test.timeout=", max(left, time.Second)))
	cmd.Env = append(os.Environ(), inside+"=1")
	how.Pdeathsig = syscall.SIGKILL
	cmd.SysProcAttr = how
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Skipf("no namespace of its own: %v", err)
	}
	err := cmd.Wait()
	t.Logf("inside:\n%s", out.Bytes())
	switch {
	case err != nil:
		t.Fatal(err)
	case strings.Contains(out.String(), "--- SKIP: "+t.Name()+" "):
		t.Skip("skipped inside")
	case !strings.Contains(out.String(), "--- PASS: "+t.Name()+" "):
		t.Fatal("it did not run")
	}
	return false
}

// running is the program as a process of its own.
type running struct {
	*exec.Cmd
	stdout bytes.Buffer
	stderr bytes.Buffer
	read   chan struct{} // closed when stderr was read to its end
}

// start starts the program and waits until it captures.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	r := &running{Cmd: exec.Command("/proc/self/exe"), read: make(chan struct{})}
	r.Args = append([]string{"flowscan"}, args...)
	r.Stdout = &r.stdout
	r.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stderr, err := r.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Process.Kill() })
	ready := make(chan bool, 1)
	go func() {
		defer close(r.read)
		defer close(ready)
		lines := bufio.NewReader(stderr)
		for {
			line, err := lines.ReadString('\n')
			r.stderr.WriteString(line)
			if err != nil {
				return
			}
			if strings.Contains(line, "capturing on") {
				break
			}
		}
		ready <- true
		io.Copy(&r.stderr, lines)
	}()
	if !<-ready {
		<-r.read
		t.Fatalf("flowscan %q: %s", args, r.stderr.String())
	}
	return r
}

// end waits for the program's end and returns its exit code.
func (r *running) end(t *testing.T) int {
	t.Helper()
	late := time.AfterFunc(time.Minute, func() { r.Process.Kill() })
	defer late.Stop()
	<-r.read
	if err := r.Wait(); r.ProcessState == nil {
		t.Fatal(err)
	}
	return r.ProcessState.ExitCode()
}

// nic is a TAP or TUN device: what is written to it arrives at an interface.
type nic struct {
	name string
	file *os.File
}

// newNIC makes a device whose frames are of an ARPHRD_ type, and brings it up.
func newNIC(t *testing.T, name string, mode uint16, hardware int) *nic {
	t.Helper()
	f, err := os.OpenFile("/dev/net/tun", os.O_RDWR|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skipf("no TAP devices: %v", err)
	}
	d := &nic{name, f}
	t.Cleanup(func() { f.Close() })
	req := d.request(t)
	req.SetUint16(mode | unix.IFF_NO_PI)
	d.control(t, unix.TUNSETIFF, req)
	if mode == unix.IFF_TAP {
		if err := unix.IoctlSetInt(int(f.Fd()), unix.TUNSETLINK, hardware); err != nil {
			t.Fatal(err)
		}
	}
	// What the kernel itself would say on a new link is not what the test sends.
	os.WriteFile("/proc/sys/net/ipv6/conf/"+name+"/disable_ipv6", []byte("1"), 0)
	up(t, name)
	return d
}

func (d *nic) request(t *testing.T) *unix.Ifreq {
	t.Helper()
	req, err := unix.NewIfreq(d.name)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func (d *nic) control(t *testing.T, what uint, req *unix.Ifreq) {
	t.Helper()
	if err := unix.IoctlIfreq(int(d.file.Fd()), what, req); err != nil {
		t.Fatal(err)
	}
}

// up brings an interface up, ready for frames of any size.
func up(t *testing.T, name string) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	req, err := unix.NewIfreq(name)
	if err != nil {
		t.Fatal(err)
	}
	if name != "lo" {
		req.SetUint32(9000)
		if err := unix.IoctlIfreq(fd, unix.SIOCSIFMTU, req); err != nil {
			t.Fatal(err)
		}
	}
	req.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, req); err != nil {
		t.Fatal(err)
	}
}

// sh runs commands of ip(8) and the like.
func sh(t *testing.T, format string, args ...any) {
	t.Helper()
	script := fmt.Sprintf(format, args...)
	if out, err := exec.Command("sh", "-ec", script).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", script, err, out)
	}
}
