package report

import (
	"fmt"
	"strings"
	"testing"
)

func TestDeviceLines(t *testing.T) {
	var talks []talk
	for i := range 9 {
		talks = append(talks, talk{fmt.Sprintf("192.168.2.%d", 100+i), "203.0.113.5", "a.example", "http", "CN", 64500, "clear", uint64(9_000 - i), 7})
	}
	for _, test := range []struct {
		devices, lines int
		last           string
	}{
		{1, 1, "device  192.168.2.100  Anna’s phone, Xiaomi  sent 9.00 kB (100.0% clear)  received 7 B"},
		{6, 6, "device  192.168.2.105                        sent 9.00 kB (100.0% clear)  received 7 B"}, // "… 1 more" would take the line it saves
		{9, 6, "…       4 more devices                        sent 36.0 kB                 received 28 B"},
	} {
		p := page{width: 100}
		p.devices(notes{report: sample(talks[:test.devices])})
		lines := strings.Split(strings.TrimSuffix(p.text.String(), "\n"), "\n")
		if len(lines) != test.lines || lines[len(lines)-1] != test.last {
			t.Errorf("%d devices:\n%s", test.devices, p.text.String())
		}
	}
}

// TestDescribe: what a device is beside its address.
func TestDescribe(t *testing.T) {
	for _, test := range []struct {
		device Device
		want   string
	}{
		{Device{ID: "192.168.7.23"}, ""},
		{Device{ID: "192.168.7.23", Name: "phone", Vendor: "Xiaomi", VendorClass: "android-dhcp-14", SSID: "home"}, "phone, Xiaomi, Wi-Fi home"},
		{Device{ID: "192.168.7.77", VendorClass: "android-dhcp-13", RandomMAC: true}, "android-dhcp-13, random MAC"},
		{Device{ID: "0.0.0.0"}, "no address"}, // DHCP
		{Device{ID: "::"}, "no address"},      // duplicate address detection
	} {
		if got := describe(test.device); got != test.want {
			t.Errorf("%+v: %q, want %q", test.device, got, test.want)
		}
	}
}
