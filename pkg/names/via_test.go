package names

import "testing"

func TestViaString(t *testing.T) {
	for via, want := range map[Via]string{
		ViaUnknown: "unknown", ViaHTTPDNS: "httpdns", ViaDNS: "dns", ViaDNSOther: "dns-other", ViaMDNS: "mdns",
		ViaLLMNR: "llmnr", ViaNetBIOS: "netbios", ViaNRB: "nrb", ViaPTR: "ptr", ViaPTR + 1: "unknown",
	} {
		if got := via.String(); got != want {
			t.Errorf("%d: got %q, want %q", via, got, want)
		}
	}
}
