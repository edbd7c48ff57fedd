package report

import (
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/dot11"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/google/go-cmp/cmp"
)

// heard is a network with two stations, a phone whose flow was read and one that
// says nothing readable, and a network that nobody has a key for.
func heard(t *testing.T) *Report {
	t.Helper()
	phone, silent := device.MAC{2, 0, 0, 0, 0, 1}, device.MAC{0, 0, 0x5e, 0, 0x53, 1}
	f := found{from: "192.168.7.23", to: "203.107.1.65", mac: phone, sent: 100}.flow()
	return buildResult(t, &scan.Result{
		Inputs: []capture.Input{{}}, Flows: []scan.Flow{f}, Devices: device.Learn([]*flow.Flow{f.Flow}),
		Networks: []decode.WiFiNetwork{
			{BSSID: dot11.Addr{2, 1}, SSID: "caf\xe9", Channel: 36, Stations: []decode.WiFiStation{
				{Addr: dot11.Addr{2, 0, 0, 0, 0, 9}, Sent: decode.WiFiTraffic{Frames: 1, Protected: 1, Hidden: 70}, Why: dot11.WhyNoKey},
			}, Why: dot11.WhyNoKey},
			{BSSID: dot11.Addr{2, 2}, SSID: "home", Security: []string{"WPA2-PSK"}, Ciphers: []string{"CCMP"}, Missed: 4, Partial: 1,
				Group: decode.WiFiTraffic{Frames: 2, Protected: 2, Opened: 1, Hidden: 5}, Why: dot11.WhyNoHandshake,
				Stations: []decode.WiFiStation{
					{Addr: dot11.Addr(silent), Sent: decode.WiFiTraffic{Frames: 3, Protected: 3, Hidden: 300}, Received: decode.WiFiTraffic{Frames: 1, Protected: 1, Hidden: 20}, Why: dot11.WhyNoHandshake},
					{Addr: dot11.Addr(phone), Sent: decode.WiFiTraffic{Frames: 9, Protected: 9, Opened: 8, Hidden: 11}},
				}},
			{BSSID: dot11.Addr{2, 3}, SSID: "silent"},
		},
	})
}

func TestBuildWiFi(t *testing.T) {
	r := heard(t)
	want := []WiFi{
		{BSSID: "02:02:00:00:00:00", SSID: "home", Security: []string{"WPA2-PSK"}, Ciphers: []string{"CCMP"},
			Frames: 15, Encrypted: 15, Decrypted: 9, Fragments: 1, Missed: 4, Why: "no handshake", Group: WiFiTraffic{2, 2, 1, 5},
			Stations: []WiFiStation{
				{MAC: "00:00:5e:00:53:01", Sent: WiFiTraffic{3, 3, 0, 300}, Received: WiFiTraffic{1, 1, 0, 20}, Why: "no handshake"},
				{MAC: "02:00:00:00:00:01", RandomMAC: true, Sent: WiFiTraffic{9, 9, 8, 11}},
			}},
		{BSSID: "02:01:00:00:00:00", SSID: "caf%e9", Channel: 36, Frames: 1, Encrypted: 1, Why: "no key",
			Stations: []WiFiStation{{MAC: "02:00:00:00:00:09", RandomMAC: true, Sent: WiFiTraffic{1, 1, 0, 70}, Why: "no key"}}},
		{BSSID: "02:03:00:00:00:00", SSID: "silent"},
	}
	if diff := cmp.Diff(want, r.WiFi); diff != "" {
		t.Error(diff)
	}
	spot := []BlindSpot{{Kind: "wifi_encrypted", Sent: 381, Received: 25, Detail: "home: no handshake, caf%e9: no key"}}
	if diff := cmp.Diff(spot, r.BlindSpots[1:]); diff != "" { // the first is a flow without a name
		t.Error(diff)
	}
}

// TestSilentStations holds that a station of which nothing could be read is no
// device that sent nothing.
func TestSilentStations(t *testing.T) {
	r := heard(t)
	var got []string
	for _, d := range r.Devices {
		n := notes{report: r}
		got = append(got, strings.Join([]string{d.ID, describe(d), n.sent(d), n.received(d)}, "; "))
	}
	want := []string{
		"192.168.7.23; Wi-Fi home, random MAC; sent 100 B (0.0% clear, 100.0% unknown); received 0 B",
		"00:00:5e:00:53:01; Wi-Fi home; sent about 300 B encrypted; received about 20 B encrypted",
		"02:00:00:00:00:09; Wi-Fi caf%e9, random MAC; sent about 70 B encrypted; received 0 B",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if wrong := unbalanced(r); len(wrong) > 0 && wrong[0] != "frames of the capture" && wrong[0] != "bytes of the capture" {
		t.Errorf("does not balance: %v", wrong)
	}
}

func TestWiFiTable(t *testing.T) {
	text := write(t, heard(t), Options{Width: 100})
	for _, line := range []string{
		" BSSID              SSID    CH  SECURITY  STATIONS  FRAMES  MISSED  DECRYPTED  WHY NOT",
		" 02:02:00:00:00:00  home        WPA2-PSK         2      15       4      60.0%  no handshake",
		" 02:01:00:00:00:00  caf%e9  36                   1       1       0       0.0%  no key",
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %q in\n%s", line, text)
		}
	}
	if strings.Contains(text, "silent") {
		t.Errorf("a network without data has a row:\n%s", text)
	}
}

func TestSSIDText(t *testing.T) {
	for ssid, want := range map[string]string{
		"":             "",
		"home 100%":    "home 100%",
		"日本語":          "日本語",
		"caf\xe9 100%": "caf%e9 100%25",
		"\xff\xfe":     "%ff%fe",
		"\x1b[31m":     "\x1b[31m", // the renderers' business
	} {
		if got := ssidText(ssid); got != want {
			t.Errorf("%q: %q, want %q", ssid, got, want)
		}
	}
}

// TestSilentStationsSummed holds the line on devices that are not listed to the same.
func TestSilentStationsSummed(t *testing.T) {
	r := new(Report)
	for range maxDevices + 3 {
		r.Devices = append(r.Devices, Device{ID: "00:00:5e:00:53:01", EncryptedSent: 100, EncryptedReceived: 10})
	}
	text := write(t, r, Options{Width: 100})
	if want := "…       3 more devices     sent about 300 B encrypted  received about 30 B encrypted\n"; !strings.Contains(text, want) {
		t.Errorf("no line %q in\n%s", want, text)
	}
}
