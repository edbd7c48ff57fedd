package dot11

import "slices"

// multiple learns of the networks that an access point has beside the one whose
// beacon has these elements, and that have no beacons of their own (§11.1.3.8), as
// is usual on 6 GHz. A Multiple BSSID element (§9.4.2.45) has a profile of each.
func (m *Monitor) multiple(bssid Addr, transmitted network, b []byte) {
	const profile = 0
	for id, body := range elements(b) {
		if id != elementMultipleBSSID || len(body) == 0 {
			continue
		}
		for id, p := range elements(body[1:]) {
			if id == profile {
				m.profile(bssid, body[0], &transmitted, p)
			}
		}
	}
}

// profile learns of a network what differs from the transmitted one, whose BSSID is
// the same but for its last bits.
func (m *Monitor) profile(bssid Addr, bits uint8, transmitted *network, b []byte) {
	const privacy = 0x10
	capability, index := element(b, elementCapability), element(b, elementBSSIDIndex)
	if len(capability) < 2 || len(index) == 0 || bits > 8 || index[0] == 0 || int(index[0]) >= 1<<bits {
		return
	}
	low := uint8(1<<bits - 1)
	bssid[5] = bssid[5]&^low | (bssid[5]+index[0])&low
	n, _ := m.networks.at(bssid)
	n.beacon, n.whole = true, transmitted.whole
	n.privacy = capability[0]&privacy != 0
	n.channel = transmitted.channel
	if n.rsn = transmitted.rsn; !inherits(b, elementRSN) {
		n.rsn = security{}
	}
	n.read(b)
	m.named(bssid, n)
}

// inherits says whether a profile does not say of an element of the beacon that it
// is not its own, too (§9.4.2.240).
func inherits(profile []byte, id uint8) bool {
	const nonInheritance = 56
	for i, body := range elements(profile) {
		if i == elementExtension && len(body) >= 2 && body[0] == nonInheritance {
			list := body[2:]
			return !slices.Contains(list[:min(int(body[1]), len(list))], id)
		}
	}
	return true
}
