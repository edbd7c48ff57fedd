package names

import (
	"net/netip"

	"github.com/flowscan/flowscan/pkg/hostname"
)

// FromFile returns the record of what a capture file itself calls an address, in
// a Name Resolution Block (draft-ietf-opsawg-pcapng section 4.5). ok is false if
// that is no hostname, or the address is none that could have one.
func FromFile(addr netip.Addr, name string) (r Record, ok bool) {
	host, isHost := hostname.Parse([]byte(name))
	addr, ok = remote(addr, isHost)
	return Record{Name: host, Addr: addr, TTL: NoTTL, Via: ViaNRB}, ok
}
