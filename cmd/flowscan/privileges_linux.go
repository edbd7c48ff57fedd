package main

import (
	"fmt"
	"path/filepath"
	"unsafe"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
	"kernel.org/pub/linux/libs/security/libcap/psx"
)

// forswearCapabilities lets no program that is run from here on gain capabilities.
// What may not do that may not need it either: no_new_privs says the same.
func forswearCapabilities() {
	for capability := range uintptr(unix.CAP_LAST_CAP + 1) {
		psx.Syscall3(unix.SYS_PRCTL, unix.PR_CAPBSET_DROP, capability, 0)
	}
}

// dropCapabilities gives up all capabilities for good, on all threads: a
// capability, and no_new_privs, are a thread's own.
func dropCapabilities() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	_, _, errno := psx.Syscall3(unix.SYS_CAPSET, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&none)), 0)
	if errno == 0 {
		_, _, errno = psx.Syscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	}
	if errno != 0 {
		return fmt.Errorf("give up capabilities: %w", errno)
	}
	return nil
}

// sandbox leaves the process no file to open but in the folders of these files,
// and no network, as far as the kernel knows Landlock. What is open stays open.
func sandbox(files ...string) error {
	var folders []string
	for _, path := range files {
		if isStdout(path) {
			continue
		}
		folders = append(folders, filepath.Dir(path))
		if file, err := filepath.EvalSymlinks(path); err == nil { // what a link names is replaced where it is
			folders = append(folders, filepath.Dir(file))
		}
	}
	if err := landlock.V8.BestEffort().Restrict(landlock.RWDirs(folders...)); err != nil {
		return fmt.Errorf("sandbox (--no-sandbox does without): %w", err)
	}
	return nil
}
