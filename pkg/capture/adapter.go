package capture

import (
	"fmt"
	"net"
	"net/netip"
)

// Adapter is a network interface of this machine.
type Adapter struct {
	Name      string
	Kind      string // "ethernet", "wifi", "loopback", "bridge" …; "" if it is not known
	Link      string // link type of its frames, or why they cannot be captured; "" if it is not known
	Monitor   bool   // a Wi-Fi interface that hears everybody, with radio headers
	Up        bool
	MAC       string // "" if it has none
	Addresses []netip.Prefix
}

// Adapters returns the interfaces of this machine, as the system orders them. It
// needs no privilege.
func Adapters() ([]Adapter, error) {
	list, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("capture: list interfaces: %w", err)
	}
	all := make([]Adapter, len(list))
	for i, ifi := range list {
		all[i] = Adapter{Name: ifi.Name, Up: ifi.Flags&net.FlagUp != 0, MAC: ifi.HardwareAddr.String(), Addresses: addresses(&ifi)}
		if ifi.Flags&net.FlagLoopback != 0 {
			all[i].Kind = "loopback"
		}
	}
	return all, describe(all)
}

// addresses returns what addresses an interface has; none if it went away.
func addresses(ifi *net.Interface) []netip.Prefix {
	list, err := ifi.Addrs()
	if err != nil {
		return nil
	}
	var all []netip.Prefix
	for _, a := range list {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			all = append(all, p)
		}
	}
	return all
}
