package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowscan/flowscan/pkg/report"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const phonePath = "../../fixtures/pcaps/phone/input.pcap"

// phoneMAC is that of the phone in the fixtures.
var phoneMAC = mac{0, 0, 0x5e, 0, 0x53, 0x23}

// TestAir holds what flowscan says of a phone's traffic on the air, encrypted, to
// what it says of the same traffic on a wire.
func TestAir(t *testing.T) {
	path := onAir(t, phonePath, phoneMAC, 1)
	opts := []string{"--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows", "--pivot", "device,country"}
	_, wire, _ := flowscan(t, append(opts, phonePath)...)
	code, printed, stderr := flowscan(t, append(opts, "--wifi-key", airKey, path)...)
	if code != exitOK || stderr != "" {
		t.Errorf("exit %d, %q", code, stderr)
	}
	want, got := parse(t, wire), parse(t, printed)
	balance(t, got)
	if diff := cmp.Diff(want.Totals, got.Totals); diff != "" {
		t.Errorf("totals (-wire +air):\n%s", diff)
	}
	if diff := cmp.Diff(want.Countries, got.Countries); diff != "" {
		t.Errorf("countries (-wire +air):\n%s", diff)
	}
	if diff := cmp.Diff(want.Hosts, got.Hosts); diff != "" {
		t.Errorf("hosts (-wire +air):\n%s", diff)
	}
	frames := cmpopts.IgnoreFields(report.Name{}, "Frame")
	if diff := cmp.Diff(want.Flows, got.Flows, frames, cmpopts.IgnoreFields(report.Flow{}, "Frame")); diff != "" {
		t.Errorf("flows (-wire +air):\n%s", diff)
	}
	if len(got.WiFi) != 1 || got.WiFi[0].SSID != airSSID || got.WiFi[0].Channel != 11 || got.WiFi[0].Decrypted == 0 || got.WiFi[0].Decrypted != got.WiFi[0].Encrypted {
		t.Errorf("%+v", got.WiFi)
	}
	for _, d := range got.Devices {
		if d.MAC == "00:00:5e:00:53:23" && d.SSID != airSSID {
			t.Errorf("%+v", d)
		}
	}

	// So are those of a report on one device alone.
	for _, d := range got.Devices {
		_, wire, _ := flowscan(t, append(opts, "--device", d.ID, phonePath)...)
		_, printed, _ := flowscan(t, append(opts, "--wifi-key", airKey, "--device", d.ID, path)...)
		want, got := parse(t, wire), parse(t, printed)
		balance(t, got)
		if diff := cmp.Diff(want.Totals, got.Totals); diff != "" {
			t.Errorf("--device %s: totals (-wire +air):\n%s", d.ID, diff)
		}
		if len(got.Devices) != 1 {
			t.Errorf("--device %s: %d devices", d.ID, len(got.Devices))
		}
	}

	// The result does not depend on the number of workers.
	for _, n := range []string{"1", "2", "8"} {
		if _, again, _ := flowscan(t, append(opts, "--wifi-key", airKey, "--workers", n, path)...); again != printed {
			t.Errorf("--workers %s prints something else", n)
		}
	}
}

var keepAir = flag.String("air", "", "where BenchmarkAir leaves its capture, for bench/decrypt")

// BenchmarkAir reports on 100,000 encrypted frames.
func BenchmarkAir(b *testing.B) {
	path := busyAir(b, phoneMAC, 100_000)
	if *keepAir != "" {
		if err := os.Rename(path, *keepAir); err != nil {
			b.Fatal(err)
		}
		path = *keepAir
	}
	for b.Loop() {
		if code, _, stderr := flowscan(b, "--wifi-key", airKey, path); code != exitOK {
			b.Fatal(stderr)
		}
	}
}

// TestAirSilent narrows a report to a station of which nothing can be read.
func TestAirSilent(t *testing.T) {
	path := onAir(t, phonePath, phoneMAC, 1)
	_, printed, stderr := flowscan(t, "--format", "json", "--flows", "--pivot", "device,country", "--device", "00-00-5E-00-53-23", path)
	if printed == "" {
		t.Fatal(stderr)
	}
	r := parse(t, printed)
	balance(t, r)
	if len(r.Devices) != 1 || r.Devices[0].ID != "00:00:5e:00:53:23" || r.Devices[0].EncryptedSent == 0 || r.Devices[0].EncryptedReceived == 0 {
		t.Errorf("%+v", r.Devices)
	}
	code, _, stderr := flowscan(t, "--device", "00:00:5e:00:53:99", path)
	if code != exitFailed || !strings.Contains(stderr, "no device here is called") {
		t.Errorf("exit %d, %q", code, stderr)
	}
}

// TestAirLate holds that nothing is lost where the handshake is heard last: the
// frames before it keep their place.
func TestAirLate(t *testing.T) {
	path := onAir(t, phonePath, phoneMAC, 1)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const fileHeader, recordHeader = 24, 16
	at := fileHeader
	for range 5 { // the beacon and the handshake
		at += recordHeader + int(b[at+8]) + int(b[at+9])<<8
	}
	late := filepath.Join(t.TempDir(), "late.pcap")
	if err := os.WriteFile(late, append(append(b[:fileHeader:fileHeader], b[at:]...), b[fileHeader:at]...), 0o644); err != nil {
		t.Fatal(err)
	}
	opts := []string{"--geo", "../../fixtures/geo/test.mmdb", "--format", "json", "--flows", "--pivot", "device,country", "--wifi-key", airKey}
	_, inTime, _ := flowscan(t, append(opts, path)...)
	_, printed, _ := flowscan(t, append(opts, late)...)
	want, got := parse(t, inTime), parse(t, printed)
	balance(t, got)
	if diff := cmp.Diff(want.Ledger, got.Ledger); diff != "" {
		t.Errorf("ledger (-in time +late):\n%s", diff)
	}
	for i := range got.Flows { // the frames of the capture have moved by five
		got.Flows[i].Frame += 5
		for j := range got.Flows[i].Names {
			got.Flows[i].Names[j].Frame += 5
		}
	}
	if diff := cmp.Diff(want.Flows, got.Flows, cmpopts.SortSlices(func(a, b report.Flow) bool { return a.Frame < b.Frame }), cmpopts.IgnoreFields(report.Flow{}, "ID")); diff != "" {
		t.Errorf("flows (-in time +late):\n%s", diff)
	}
}

// TestBehaviour34NothingLeaks holds that no key, nor what it opens, is ever printed.
func TestBehaviour34NothingLeaks(t *testing.T) {
	path := onAir(t, phonePath, phoneMAC, 1)
	for _, key := range []string{airKey, "air%3a 100%25:wrong horse battery", ":wrong horse battery", "wep:6162636465", "pmk:" + strings.Repeat("6b", 32), "air%3a 100%25:short", "pmk:6b6b"} {
		for _, format := range []string{"table", "json", "ndjson", "csv", "markdown"} {
			_, stdout, stderr := flowscan(t, "--geo", "../../fixtures/geo/test.mmdb", "--format", format, "--wifi-key", key, path)
			for _, secret := range []string{airPassphrase, "wrong horse", "short", "abcde", "6162636465", "6b6b", "GET /"} {
				if strings.Contains(stdout+stderr, secret) {
					t.Errorf("%s prints %q", format, secret)
				}
			}
		}
	}
}
