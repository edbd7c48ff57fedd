package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestPrivileges starts as root, and looks at what is left of it.
func TestPrivileges(t *testing.T) {
	if !rootNamespace(t) {
		return
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Skip(err)
	}
	up(t, "lo")
	for _, test := range []struct {
		name string
		env  string
		args []string
		uid  string
	}{
		{name: "nobody", uid: nobody.Uid},
		{name: "who called sudo", env: "SUDO_UID=1234", uid: "1234"},
		{name: "root that called sudo", env: "SUDO_UID=0", uid: nobody.Uid},
		{name: "a user by name", args: []string{"--user", "daemon"}, uid: "1"},
		{name: "a user by number", env: "SUDO_UID=1234", args: []string{"--user", "1"}, uid: "1"},
		{name: "root that is only called so", args: []string{"--user", "root"}, uid: "0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if key, value, ok := strings.Cut(test.env, "="); ok {
				t.Setenv(key, value)
				t.Setenv("SUDO_GID", value)
			}
			r := start(t, append([]string{"-i", "lo"}, test.args...)...)
			checkPowerless(t, r.Process.Pid, test.uid)
			r.Process.Signal(os.Interrupt)
			if code := r.end(t); code != exitOK {
				t.Errorf("exit %d: %s", code, r.stderr.String())
			}
		})
	}
}

// checkPowerless looks at each thread of a process.
func checkPowerless(t *testing.T, pid int, uid string) {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil || len(threads) < 2 {
		t.Fatalf("threads %v: %v", threads, err)
	}
	for _, path := range threads {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		status := make(map[string]string)
		for line := range strings.Lines(string(text)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			status[key] = strings.Join(strings.Fields(value), " ")
		}
		if want := strings.Repeat(uid+" ", 3) + uid; status["Uid"] != want || status["Groups"] != "" {
			t.Errorf("%s: users %s, want %s; groups %q", path, status["Uid"], want, status["Groups"])
		}
		for _, set := range []string{"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"} {
			if n, err := strconv.ParseUint(status[set], 16, 64); n != 0 || err != nil {
				t.Errorf("%s: %s is %s", path, set, status[set])
			}
		}
		if status["NoNewPrivs"] != "1" {
			t.Errorf("%s: NoNewPrivs is %s", path, status["NoNewPrivs"])
		}
	}
}

// TestSandboxLink writes the report to the file that a link in another folder names.
func TestSandboxLink(t *testing.T) {
	if !rootNamespace(t) {
		return
	}
	up(t, "lo")
	dir := t.TempDir()
	link, file := filepath.Join(dir, "link.json"), filepath.Join(dir, "elsewhere", "report.json")
	if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	r := start(t, "-i", "lo", "--user", "root", "--format", "json", "-o", link)
	r.Process.Signal(os.Interrupt)
	if code := r.end(t); code != exitOK {
		t.Errorf("exit %d: %s", code, r.stderr.String())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parse(t, string(text))
}

// TestSandbox moves the folder of a file that is being rotated away, and puts
// another into its place: there the program must not write, though its user could.
func TestSandbox(t *testing.T) {
	if !rootNamespace(t) {
		return
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION); errno != 0 {
		t.Skip("this kernel has no Landlock: ", errno)
	}
	up(t, "lo")
	conn, err := net.Dial("udp", "127.0.0.1:9")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	dir := t.TempDir()
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name string
		args []string
		code int
	}{
		{name: "sandbox", code: exitFailed},
		{name: "none", args: []string{"--no-sandbox"}, code: exitOK},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder, other := filepath.Join(dir, test.name), filepath.Join(dir, test.name+"-other")
			for _, d := range []string{folder, other} {
				if err := os.Mkdir(d, 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(d, 0o777); err != nil { // whatever the umask
					t.Fatal(err)
				}
			}
			r := start(t, append(test.args, "-i", "lo", "-w", filepath.Join(folder, "cap.pcapng"), "--rotate", "1ms", "--duration", "30s")...)
			sh(t, "mv %s %s-away; mv %s %s", folder, folder, other, folder)
			for range 20 {
				if _, err := conn.Write([]byte("to lo")); err != nil && !errors.Is(err, unix.ECONNREFUSED) { // nobody listens
					t.Fatal(err)
				}
				time.Sleep(100 * time.Millisecond) // longer than the kernel waits for more
			}
			r.Process.Signal(os.Interrupt)
			if code := r.end(t); code != test.code {
				t.Errorf("exit %d, want %d: %s", code, test.code, r.stderr.String())
			}
			written, err := os.ReadDir(folder)
			if err != nil {
				t.Fatal(err)
			}
			if forbidden := test.code == exitFailed; forbidden != (len(written) == 0) {
				t.Errorf("%d files were written outside", len(written))
			}
			if forbids := strings.Contains(r.stderr.String(), "permission denied"); forbids != (test.code == exitFailed) {
				t.Errorf("said %q", r.stderr.String())
			}
		})
	}
}
