//go:build unix

package main

import (
	"cmp"
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
// user of that name, else who called sudo if that was not root, else nobody; as
// says who. Capabilities go in any case.
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
	forswearCapabilities() // only root can
	if err := a.become(); err != nil {
		if name != "" {
			return "", fmt.Errorf("--user %s: %w", name, err)
		}
		// Root of a namespace or container that has no other users, or may not be them.
		c.say(fmt.Sprintf("cannot become %s (%v): going on as root, without its capabilities", a.name, err))
	}
	return a.name, dropCapabilities()
}

// nobody is the user that owns nothing, where there is none of that name.
const nobody = 65534

// accountOf finds the user of that name or number, or whom to go on as if it is "".
func accountOf(name string) (account, error) {
	if uid, err := strconv.Atoi(os.Getenv("SUDO_UID")); err == nil && uid != 0 && name == "" {
		gid, err := strconv.Atoi(os.Getenv("SUDO_GID"))
		return account{cmp.Or(os.Getenv("SUDO_USER"), "who called sudo"), uid, gid}, err
	}
	u, err := user.Lookup(cmp.Or(name, "nobody"))
	if err != nil {
		u, err = user.LookupId(name)
	}
	switch {
	case err != nil && name == "":
		return account{"nobody", nobody, nobody}, nil
	case err != nil:
		return account{}, fmt.Errorf("--user %s: there is no such user", name)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return account{}, err
	}
	gid, err := strconv.Atoi(u.Gid)
	return account{u.Username, uid, gid}, err
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
