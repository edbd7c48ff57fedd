package capture

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// describe adds what only Linux tells of its interfaces.
func describe(all []Adapter) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	defer unix.Close(fd)
	kinds := madeKinds()
	for i := range all {
		a := &all[i]
		hardware, err := hardwareType(fd, a.Name)
		if err != nil {
			continue // it went away
		}
		link, err := linkOf(hardware)
		a.Link = link.String()
		if err != nil {
			a.Link = fmt.Sprintf("type %d", hardware)
		}
		a.Monitor = isWiFi(hardware)
		a.Kind = cmp.Or(a.Kind, wifiKind(a), kinds[a.Name], hardwareKind(hardware))
	}
	return nil
}

func wifiKind(a *Adapter) string {
	if _, err := os.Stat("/sys/class/net/" + a.Name + "/phy80211"); a.Monitor || err == nil {
		return "wifi"
	}
	return ""
}

func hardwareKind(hardware uint16) string {
	if hardware == unix.ARPHRD_ETHER {
		return "ethernet"
	}
	return ""
}

// madeKinds returns of the interfaces that somebody made what they were made as:
// "bridge", "veth", "wireguard" (rtnetlink(7), IFLA_INFO_KIND). What cannot be
// learned is left out.
func madeKinds() map[string]string {
	kinds := make(map[string]string)
	answer, err := syscall.NetlinkRIB(unix.RTM_GETLINK, unix.AF_UNSPEC)
	if err != nil {
		return kinds
	}
	messages, _ := syscall.ParseNetlinkMessage(answer)
	for i := range messages {
		attributes, _ := syscall.ParseNetlinkRouteAttr(&messages[i])
		var name, kind string
		for _, a := range attributes {
			switch a.Attr.Type {
			case unix.IFLA_IFNAME:
				name = text(a.Value)
			case unix.IFLA_LINKINFO:
				kind = infoKind(a.Value)
			}
		}
		kinds[name] = kind
	}
	return kinds
}

// infoKind returns the first of the attributes in IFLA_LINKINFO if it is
// IFLA_INFO_KIND, as it is.
func infoKind(info []byte) string {
	if len(info) < unix.SizeofRtAttr || binary.NativeEndian.Uint16(info[2:]) != unix.IFLA_INFO_KIND {
		return ""
	}
	return text(info[unix.SizeofRtAttr:])
}

// text returns a string that ends with a zero byte.
func text(b []byte) string {
	s, _, _ := strings.Cut(string(b), "\x00")
	return s
}
