package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/flowscan/flowscan/pkg/report"
	"golang.org/x/net/dns/dnsmessage"
	"golang.org/x/sys/unix"
)

// server is what is at the far end of the cable.
const server = "203.0.113.7"

// TestLiveVeth watches curl look up names and fetch pages over a cable, with the
// offloads that the kernel has. The report is that of what was saved.
func TestLiveVeth(t *testing.T) {
	for _, program := range []string{"curl", "ip", "mount"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	if !namespace(t) {
		return
	}
	far := newFar(t)
	sh(t, `
		ip link add near type veth peer name far
		ip link set far netns %d
		ip addr add 192.168.7.23/24 dev near
		ip link set near up
		ip link set lo up
		ip route add default via 192.168.7.1 dev near`, far.pid)
	far.do(t, func() {
		sh(t, `
		ip addr add 192.168.7.1/24 dev far
		ip addr add %s/32 dev far
		ip link set far up`, server)
		serve(t)
	})
	dir := t.TempDir()
	resolv := filepath.Join(dir, "resolv.conf")
	if err := os.WriteFile(resolv, []byte("nameserver 192.168.7.1\noptions timeout:1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "--bind", resolv, "/etc/resolv.conf").CombinedOutput(); err != nil {
		t.Skipf("names cannot be looked up: %s", out)
	}
	path := filepath.Join(dir, "veth.pcapng")
	r := start(t, "-i", "near", "-w", path, "--format", "json", "--flows")
	sh(t, `
		curl -sS -m 5 -o /dev/null http://clear.vendor.example/
		curl -sS -m 5 -o /dev/null -k https://tls.vendor.example/
		curl -sS -m 5 -o /dev/null -k -d @/proc/self/exe https://large.vendor.example/`)
	r.Process.Signal(os.Interrupt)
	if code := r.end(t); code != exitOK {
		t.Fatalf("exit %d: %s", code, r.stderr.String())
	}
	live := parse(t, r.stdout.String())
	for host, via := range map[string]string{"clear.vendor.example": "http", "tls.vendor.example": "sni", "large.vendor.example": "sni"} {
		row := slices.IndexFunc(live.Hosts, func(h report.Host) bool { return h.Host == host })
		if row < 0 {
			t.Errorf("no %s in %+v", host, live.Hosts)
			continue
		}
		if h := live.Hosts[row]; h.Via != via || !slices.Contains(h.Vias, via) || h.Sent == 0 || h.Received == 0 {
			t.Errorf("%s: %+v", host, h)
		}
	}
	_, printed, _ := flowscan(t, "--format", "json", "--flows", path)
	file := parse(t, printed)
	file.Inputs, live.Inputs = nil, nil
	compare(t, file, live)
}

// far is a process that only holds a network namespace.
type far struct{ pid int }

func newFar(t *testing.T) far {
	t.Helper()
	cmd := exec.Command("sleep", "1h")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return far{cmd.Process.Pid}
}

// do calls f on a thread at the far end, and ends the thread.
func (r far) do(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // for good: the thread cannot be used for anything else
		fd, err := unix.Open(fmt.Sprintf("/proc/%d/ns/net", r.pid), unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err == nil {
			err = unix.Setns(fd, unix.CLONE_NEWNET)
		}
		if err != nil {
			t.Error(err)
			return
		}
		f()
	}()
	<-done
}

// serve answers DNS, HTTP and HTTPS. Sockets stay where they were made.
func serve(t *testing.T) {
	conn, err := net.ListenPacket("udp", "192.168.7.1:53")
	if err != nil {
		t.Error(err)
		return
	}
	t.Cleanup(func() { conn.Close() })
	go answer(conn)
	for _, port := range []string{"80", "443"} {
		l, err := net.Listen("tcp", server+":"+port)
		if err != nil {
			t.Error(err)
			return
		}
		page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("hello ", 50_000)) })
		s := &httptest.Server{Listener: l, Config: &http.Server{Handler: page}}
		if port == "443" {
			s.StartTLS()
		} else {
			s.Start()
		}
		t.Cleanup(s.Close)
	}
}

// answer tells everybody that all names are those of server.
func answer(conn net.PacketConn) {
	query := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(query)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(query[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
		if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 60},
				Body:   &dnsmessage.AResource{A: [4]byte(net.ParseIP(server).To4())},
			}}
		}
		if packed, err := m.Pack(); err == nil {
			conn.WriteTo(packed, from)
		}
	}
}
