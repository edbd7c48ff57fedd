package capture

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// hardwareType asks for the ARPHRD_ number of an interface.
func hardwareType(fd int, name string) (uint16, error) {
	req, err := unix.NewIfreq(name)
	if err != nil {
		return 0, err
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFHWADDR, req); err != nil {
		return 0, fmt.Errorf("ask for its link type: %w", err)
	}
	return req.Uint16(), nil // sa_family of ifr_hwaddr
}

// linkOf returns the link type of frames from an interface of a hardware type, as
// libpcap does: nothing else tells a monitor interface.
func linkOf(hardware uint16) (LinkType, error) {
	switch hardware {
	case unix.ARPHRD_ETHER, unix.ARPHRD_LOOPBACK:
		return LinkEthernet, nil
	case unix.ARPHRD_IEEE80211:
		return LinkIEEE80211, nil
	case unix.ARPHRD_IEEE80211_PRISM:
		return LinkIEEE80211Prism, nil
	case unix.ARPHRD_IEEE80211_RADIOTAP:
		return LinkIEEE80211Radio, nil
	case unix.ARPHRD_NONE:
		return LinkRaw, nil
	}
	return 0, fmt.Errorf("frames of hardware type %d are not known; -i %s captures the IP packets in them", hardware, Any)
}

// isWiFi says whether an interface of a hardware type is in monitor mode.
func isWiFi(hardware uint16) bool {
	switch hardware {
	case unix.ARPHRD_IEEE80211, unix.ARPHRD_IEEE80211_PRISM, unix.ARPHRD_IEEE80211_RADIOTAP:
		return true
	}
	return false
}
