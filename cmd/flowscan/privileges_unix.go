//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// account is whom the process goes on as.
type account struct {
	name     string
	uid, gid int
}

// dropPrivileges gives up what only opening the capture needed. Root becomes the
// user of that name, else who called sudo, else nobody; as says who. Capabilities
// go in any case.
func (c *command) dropPrivileges(name string) (as string, err error) {
	if os.Geteuid() != 0 {
		if name != "" {
			return "", errors.New("--user: only root can become somebody else")
		}
		return "", dropCapabilities()
	}
	a, err := accountOf(name)
	if err != nil {
		return "", err
	}
	if err := a.become(); err != nil {
		if name != "" {
			return "", fmt.Errorf("--user %s: %w", name, err)
		}
		// Root of a namespace or container that has no other users, or may not be them.
		c.say(fmt.Sprintf("cannot become %s (%v): going on as root, without its capabilities", a.name, err))
	}
	return a.name, dropCapabilities()
}

func accountOf(name string) (account, error) {
	if name == "" {
		name = os.Getenv("SUDO_UID")
	}
	if name == "" {
		name = "nobody"
	}
	u, err := user.Lookup(name)
	if err != nil {
		u, err = user.LookupId(name)
	}
	if err != nil {
		return account{}, fmt.Errorf("there is no user %q to go on as; name one with --user", name)
	}
	a := account{name: u.Username}
	a.uid, err = strconv.Atoi(u.Uid)
	if err == nil {
		a.gid, err = strconv.Atoi(u.Gid)
	}
	return a, err
}

// become makes all threads of the process the user's, without supplementary
// groups.
func (a *account) become() error {
	if err := syscall.Setgroups(nil); err != nil {
		return err
	}
	if err := syscall.Setgid(a.gid); err != nil {
		return err
	}
	return syscall.Setuid(a.uid)
}
