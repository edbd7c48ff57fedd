package capture

import "testing"

func TestLinkOf(t *testing.T) {
	for hardware, want := range map[uint16]LinkType{1: LinkEthernet, 772: LinkEthernet, 801: LinkIEEE80211, 802: LinkIEEE80211Prism, 803: LinkIEEE80211Radio, 65534: LinkRaw} {
		if got, err := linkOf(hardware); got != want || err != nil {
			t.Errorf("%d: %v, %v; want %v", hardware, got, err, want)
		}
	}
	if _, err := linkOf(774); err == nil {
		t.Error("FDDI is no error")
	}
}
