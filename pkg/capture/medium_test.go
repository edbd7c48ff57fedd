package capture

import (
	"strings"
	"testing"
)

func TestMedium(t *testing.T) {
	for link, want := range map[LinkType]string{
		LinkUSBPcap: "USB", LinkBluetoothH4Header: "Bluetooth", 227: "CAN bus", LinkIEEE802154TAP: "IEEE 802.15.4 (Zigbee, Thread)",
		LinkEthernet: "", LinkRaw: "", LinkIEEE80211Radio: "", LinkPPI: "", 247: "", 147: "", 65535: "", // may carry IP
	} {
		if got := link.Medium(); got != want {
			t.Errorf("%v: %q, want %q", link, got, want)
		}
	}
	for link := range LinkType(len(linkNames) + 10) {
		if link.Medium() != "" && strings.HasPrefix(link.String(), "LINKTYPE_") {
			t.Errorf("%v has a medium and no name", link)
		}
	}
}
