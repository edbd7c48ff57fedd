package device

import "golang.org/x/crypto/cryptobyte"

// Options of DHCPv6 (RFC 8415 §21.16, RFC 4704 §4).
const (
	dhcpv6VendorClass = 16
	dhcpv6FQDN        = 39
)

// parseDHCPv6 reads a client's message of DHCPv6 (RFC 8415 §8). Whose it is, its
// packet tells.
func parseDHCPv6(msg []byte) (h Hint, ok bool) {
	s := cryptobyte.String(msg)
	var kind uint8
	if !s.ReadUint8(&kind) || !s.Skip(3) || !isFromClient(kind) { // transaction
		return Hint{}, false
	}
	h.Source = FromDHCP
	for !s.Empty() {
		var code uint16
		var value cryptobyte.String
		if !s.ReadUint16(&code) || !s.ReadUint16LengthPrefixed(&value) {
			break
		}
		switch code {
		case dhcpv6FQDN:
			if value.Skip(1) { // flags
				h.Name = words(firstLabel(value))
			}
		case dhcpv6VendorClass:
			var class cryptobyte.String
			if value.Skip(4) && value.ReadUint16LengthPrefixed(&class) { // enterprise number
				h.Class = words(class)
			}
		}
	}
	return h, true
}

// isFromClient says whether clients send messages of a kind (RFC 8415 §7.3).
func isFromClient(kind uint8) bool {
	switch kind {
	case 1, 3, 4, 5, 6, 8, 9, 11: // Solicit, Request, Confirm, Renew, Rebind, Release, Decline, Information-request
		return true
	}
	return false
}
