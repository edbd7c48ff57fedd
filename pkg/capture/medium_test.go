package capture

import "testing"

func TestMedium(t *testing.T) {
	for link, want := range map[LinkType]string{
		249: "USB", 278: "USB", 201: "Bluetooth", 227: "CAN bus", 283: "IEEE 802.15.4 (Zigbee, Thread)",
		LinkEthernet: "", LinkRaw: "", LinkIEEE80211Radio: "", LinkPPI: "", 247: "", 147: "", 65535: "", // may carry IP
	} {
		if got := link.Medium(); got != want {
			t.Errorf("%v: %q, want %q", link, got, want)
		}
	}
	media := 0
	for link := range LinkType(len(linkNames)) {
		if link.Medium() != "" {
			media++
		}
	}
	if want := 58; media != want { // a name written wrong is no link type's
		t.Errorf("%d link types have a medium, want %d", media, want)
	}
}
