package report

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/device"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/scan"
	"github.com/flowscan/flowscan/pkg/sni"
	"github.com/google/go-cmp/cmp"
)

// found is a flow of a scan from a phone, end A, to a server, end B, as short as
// a test wants to write it. It is UDP to port 443 unless it says otherwise.
type found struct {
	from, to       string // addresses
	mac            device.MAC
	port           uint16
	proto          uint8
	host           string
	via            scan.Via
	marks          []scan.Mark
	encryption     sni.Encryption
	syn            flow.End
	sent, received uint64
	beyond         uint64
	app            *decode.App
}

func (f found) flow() scan.Flow {
	from, to := netip.MustParseAddr(f.from), netip.MustParseAddr(f.to)
	if f.port == 0 {
		f.port = 443
	}
	if f.proto == 0 {
		f.proto = decode.UDP
	}
	counted := func(n uint64) flow.Count { return flow.Count{Packets: min(n, 1), Bytes: n} }
	return scan.Flow{
		Flow: &flow.Flow{
			Key:  decode.Key{A: from.As16(), B: to.As16(), APort: 50000, BPort: f.port, Proto: f.proto, V6: from.Is6(), Ports: true},
			From: [2]flow.Count{counted(f.sent), counted(f.received)}, MAC: [2][6]byte{f.mac}, SYN: f.syn, Beyond: f.beyond, App: f.app,
		},
		Oriented: flow.Oriented{Device: flow.A, Role: flow.RolePrivate},
		Parts:    1, Host: f.host, Via: f.via, Marks: f.marks, Encryption: f.encryption,
	}
}

// build reports the flows by the test database.
func build(t *testing.T, all ...found) *Report {
	t.Helper()
	res := new(scan.Result)
	var flows []*flow.Flow
	for _, f := range all {
		res.Flows = append(res.Flows, f.flow())
		flows = append(flows, res.Flows[len(res.Flows)-1].Flow)
	}
	res.Devices = device.Learn(flows)
	return buildResult(t, res)
}

func buildResult(t *testing.T, res *scan.Result) *Report {
	t.Helper()
	db, err := geo.Open("../../fixtures/geo/test.mmdb")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return Build(res, db, BuildOptions{Flows: true})
}

func TestBuildBlindSpots(t *testing.T) {
	const phone, far = "192.168.7.23", "203.107.1.65"
	for _, test := range []struct {
		name string
		flow found
		want []BlindSpot
	}{
		{"a name is known", found{to: far, host: "a.example", sent: 10}, nil},
		{"no name", found{to: far, sent: 10}, []BlindSpot{{Kind: "no_name", Sent: 10, Flows: 1}}},
		{"no name, but nothing was sent", found{to: far, received: 10}, nil},
		{"the LAN needs no name", found{to: "192.168.7.1", sent: 10}, nil},
		{"nor does multicast", found{to: "224.0.0.251", sent: 10}, nil},
		{"nor a name server", found{to: far, port: 53, sent: 10}, nil},
		{"nor a time server", found{to: far, port: 123, sent: 10}, nil},
		{"TCP's port 123 is no time server", found{to: far, port: 123, proto: decode.TCP, syn: flow.A, sent: 10},
			[]BlindSpot{{Kind: "no_name", Sent: 10, Flows: 1}}},
		{"a front that hides a name", found{to: far, host: "front.example", via: scan.ViaSNI, marks: []scan.Mark{scan.MarkECH}, sent: 10},
			[]BlindSpot{{Kind: "ech", Sent: 10, Flows: 1}}},
		{"a front, but DNS tells", found{to: far, host: "a.example", via: scan.ViaDNS, marks: []scan.Mark{scan.MarkECH}, sent: 10}, nil},
		{"perhaps a front", found{to: far, host: "a.example", via: scan.ViaQUIC, marks: []scan.Mark{scan.MarkMaybeECH}, sent: 10},
			[]BlindSpot{{Kind: "ech?", Sent: 10, Flows: 1}}},
		{"no front", found{to: far, host: "a.example", via: scan.ViaSNI, marks: []scan.Mark{scan.MarkGrease}, sent: 10}, nil},
		{"DNS over TLS", found{to: far, port: 853, host: "a.example", encryption: sni.EncryptedTLS, sent: 10},
			[]BlindSpot{{Kind: "encrypted_dns", Sent: 10, Flows: 1, Detail: "a.example"}}},
		{"port 853, no TLS", found{to: far, port: 853, host: "a.example", sent: 10}, nil},
		{"DNS over HTTPS", found{to: far, host: "dns.google", encryption: sni.EncryptedQUIC, sent: 10},
			[]BlindSpot{{Kind: "encrypted_dns", Sent: 10, Flows: 1, Detail: "dns.google"}}},
		{"IPsec", found{to: far, host: "a.example", proto: 50, sent: 10}, []BlindSpot{{Kind: "vpn", Sent: 10, Flows: 1}}},
		{"a VPN", found{to: far, host: "a.example", encryption: sni.EncryptedVPN, sent: 10}, []BlindSpot{{Kind: "vpn", Sent: 10, Flows: 1}}},
		{"TCP without its SYN", found{to: far, host: "a.example", proto: decode.TCP, sent: 10}, []BlindSpot{{Kind: "midstream", Sent: 10, Flows: 1}}},
		{"lengths nobody sent", found{to: far, host: "a.example", sent: 10, beyond: 4},
			[]BlindSpot{{Kind: "length_beyond_frame", Sent: 4, Flows: 1}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.flow.from = phone
			if diff := cmp.Diff(append([]BlindSpot{}, test.want...), build(t, test.flow).BlindSpots); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestBuildTruncated looks for flows that may have lost their names to a snap
// length.
func TestBuildTruncated(t *testing.T) {
	const far = "203.107.1.65"
	whole, cut := capture.Input{WireBytes: 10, CapturedBytes: 10, SnapLen: 96}, capture.Input{WireBytes: 10, CapturedBytes: 9, SnapLen: 96}
	for _, test := range []struct {
		name    string
		input   capture.Input
		flow    found
		payload uint64
		want    []BlindSpot
	}{
		{"no name", cut, found{to: far, sent: 40}, 12, []BlindSpot{{Kind: "truncated", Sent: 40, Flows: 1, Detail: "snap length 96"}}},
		{"DNS's name", cut, found{to: far, host: "a.example", via: scan.ViaDNS, sent: 40}, 12,
			[]BlindSpot{{Kind: "truncated", Sent: 40, Flows: 1, Detail: "snap length 96"}}},
		{"its own name", cut, found{to: far, host: "a.example", via: scan.ViaHTTP, sent: 40}, 12, nil},
		{"nothing to cut", cut, found{to: far, sent: 40}, 0, nil},
		{"nothing was cut", whole, found{to: far, sent: 40}, 12, nil},
		{"no name is missed", cut, found{to: "192.168.7.1", sent: 40}, 12, nil},
		{"the file does not say", capture.Input{WireBytes: 10}, found{to: far, sent: 40}, 12, []BlindSpot{{Kind: "truncated", Sent: 40, Flows: 1}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.flow.from = "192.168.7.23"
			f := test.flow.flow()
			f.From[0].Payload, f.Input = test.payload, 1
			r := buildResult(t, &scan.Result{Inputs: []capture.Input{{}, test.input}, Flows: []scan.Flow{f}, Devices: device.Learn(nil)})
			got := slices.DeleteFunc(r.BlindSpots, func(b BlindSpot) bool { return b.Kind == "no_name" })
			if diff := cmp.Diff(append([]BlindSpot{}, test.want...), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBuildNetworks(t *testing.T) {
	b := builder{report: new(Report)}
	for _, asn := range []uint32{64496, 4200000000, 0, 7018} {
		b.networks.at(asn).ASN = asn
	}
	b.finish()
	var got []uint32
	for _, n := range b.report.Networks {
		got = append(got, n.ASN)
	}
	if diff := cmp.Diff([]uint32{0, 7018, 64496, 4200000000}, got); diff != "" {
		t.Errorf("of as many bytes each, (-want +got):\n%s", diff)
	}
}

// TestBuildDevices chooses the address that a device of several goes by.
func TestBuildDevices(t *testing.T) {
	phone, router := device.MAC{0, 0, 0x5e, 0, 0x53, 0x23}, device.MAC{0, 0, 0x5e, 0, 0x53, 1}
	for _, test := range []struct {
		name string
		from []string
		mac  device.MAC
		want []string // ids
	}{
		{"IPv4 before IPv6", []string{"2001:db8:7::23", "192.168.7.23"}, phone, []string{"192.168.7.23"}},
		{"whichever came first", []string{"192.168.7.23", "2001:db8:7::23"}, phone, []string{"192.168.7.23"}},
		{"any before link-local", []string{"fe80::23", "2001:db8:7::23"}, phone, []string{"2001:db8:7::23"}},
		{"whichever came first, link-local too", []string{"2001:db8:7::23", "fe80::23"}, phone, []string{"2001:db8:7::23"}},
		{"the lowest of link-local ones", []string{"fe80::99", "fe80::23"}, phone, []string{"fe80::23"}},
		{"IPv4 before IPv6, link-local as well", []string{"fe80::23", "169.254.7.23"}, phone, []string{"169.254.7.23"}},
		{"no address is nobody's", []string{"0.0.0.0", "192.168.7.23"}, phone, []string{"0.0.0.0", "192.168.7.23"}},
		{"link-local, if there is nothing else", []string{"fe80::23"}, phone, []string{"fe80::23"}},
		{"each behind a gateway for itself", []string{"192.168.7.23", "192.168.7.42"}, router, []string{"192.168.7.23", "192.168.7.42"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var flows []found
			for _, from := range test.from {
				flows = append(flows, found{from: from, to: "203.107.1.65", mac: test.mac, sent: 10})
			}
			var ids []string
			for _, d := range build(t, flows...).Devices {
				ids = append(ids, d.ID)
			}
			if diff := cmp.Diff(test.want, ids); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBuildHosts(t *testing.T) {
	const phone, far = "192.168.7.23", "203.107.1.65"
	r := build(t,
		found{from: phone, to: far, host: "a.vendor.example", via: scan.ViaDNS, marks: []scan.Mark{scan.MarkShared}, sent: 100},
		found{from: phone, to: "8.219.9.77", host: "a.vendor.example", via: scan.ViaSNI, encryption: sni.EncryptedTLS, sent: 200, received: 7},
		found{from: phone, to: far, sent: 300},
		found{from: phone, to: far, port: 80, encryption: sni.Clear, sent: 1},
	)
	want := []Host{
		{Vias: []string{}, Marks: []string{}, Addresses: []string{far}, Countries: []string{"CN"}, Networks: []string{"AS64496 Example Cloud CN"},
			Encryption: Encryption{{"unknown", 300}, {"clear", 1}}, Counts: Counts{Sent: 301, PacketsSent: 2, Flows: 2}},
		{Host: "a.vendor.example", Domain: "vendor.example", Via: "sni", Vias: []string{"sni", "dns"}, Marks: []string{"shared"},
			Addresses: []string{"8.219.9.77", far}, Countries: []string{"CN", "SG"},
			Networks:   []string{"AS64496 Example Cloud CN", "AS64500 Example Cloud SG"},
			Encryption: Encryption{{"unknown", 100}, {"tls", 200}}, Counts: Counts{Sent: 300, Received: 7, PacketsSent: 2, PacketsReceived: 1, Flows: 2}},
	}
	if diff := cmp.Diff(want, r.Hosts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBuildCountries(t *testing.T) {
	r := build(t,
		found{from: "192.168.7.23", to: "8.219.9.77", host: "a.example", sent: 5}, // registered in China
		found{from: "192.168.7.23", to: "104.18.20.30", sent: 4},                  // anycast
		found{from: "192.168.7.23", to: "192.0.2.1", sent: 3},
		found{from: "192.168.7.23", to: "192.168.7.1", sent: 2},
		found{from: "192.168.7.23", to: "224.0.0.251", sent: 1},
	)
	want := []Country{
		{Country: "SG", Name: "Singapore", Scope: "global", Hosts: 1, Registered: map[string]uint64{"CN": 5}},
		{Country: "US", Name: "United States", Scope: "global", AnycastSent: 4},
		{Country: "UNKNOWN", Name: "Unknown", Scope: "unknown"},
		{Country: "LAN", Name: "LAN", Scope: "lan"},
		{Country: "MULTICAST", Name: "Multicast", Scope: "multicast"},
	}
	for i := range want {
		want[i].Counts = Counts{Sent: uint64(5 - i), PacketsSent: 1, Flows: 1}
	}
	if diff := cmp.Diff(want, r.Countries); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBuildCapture joins inputs, one of which knows no times.
func TestBuildCapture(t *testing.T) {
	at := func(s int64) *time.Time { u := time.Unix(s, 0).UTC(); return &u }
	const second = 1e9
	input := func(first, last int64, timed bool) capture.Input {
		return capture.Input{Frames: 1, WireBytes: 20, CapturedBytes: 10, Dropped: 3, First: first, Last: last, Timed: timed}
	}
	for _, test := range []struct {
		name        string
		inputs      []capture.Input
		first, last *time.Time
	}{
		{"no times", []capture.Input{input(0, 0, false)}, nil, nil},
		{"one", []capture.Input{input(5*second, 7*second, true)}, at(5), at(7)},
		{"one after another", []capture.Input{input(5*second, 7*second, true), input(8*second, 9*second, true)}, at(5), at(9)},
		{"one inside another", []capture.Input{input(6*second, 7*second, true), input(5*second, 9*second, true)}, at(5), at(9)},
		{"before 1970, and none", []capture.Input{input(0, 0, false), input(-5*second, -2*second, true)}, at(-5), at(-2)},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := uint64(len(test.inputs))
			want := Capture{First: test.first, Last: test.last, Frames: n, WireBytes: 20 * n, CapturedBytes: 10 * n, Dropped: 3 * n}
			got := buildResult(t, &scan.Result{Inputs: test.inputs, Devices: device.Learn(nil)}).Capture
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDomainOf(t *testing.T) {
	for host, want := range map[string]string{
		"":                         "",
		"api.cloud.vendor.example": "vendor.example",
		"vendor.example":           "vendor.example",
		"example":                  "example",
		"www.shop.co.uk":           "shop.co.uk",
		"co.uk":                    "co.uk",
		"printer":                  "printer",
		"printer.local":            "printer.local",
	} {
		if got := domainOf(host); got != want {
			t.Errorf("%s is of %s, want %s", host, got, want)
		}
	}
}

// TestBuildFolded adds totals to what flows sum up to. A total of many remotes
// counts for their country, and names none of them.
func TestBuildFolded(t *testing.T) {
	total := found{from: "192.168.7.23", to: "203.107.1.65", sent: 70}.flow()
	total.Parts, total.Grouped = 7, true
	r := buildResult(t, &scan.Result{Folded: []scan.Flow{total}, Devices: device.Learn(nil)})
	counts := Counts{Sent: 70, PacketsSent: 1, Flows: 7}
	if r.Totals != counts || r.Folded.Flows != 7 || len(r.Flows) != 0 {
		t.Errorf("totals %+v, folded %+v, flows %v", r.Totals, r.Folded, r.Flows)
	}
	if c := r.Countries; len(c) != 1 || c[0].Country != "CN" || c[0].Counts != counts {
		t.Errorf("countries %+v", c)
	}
	if h := r.Hosts; len(h) != 1 || h[0].Host != "" || len(h[0].Addresses) != 0 || h[0].Counts != counts {
		t.Errorf("hosts %+v", h)
	}
	if n := r.Networks; len(n) != 1 || n[0].ASN != 0 || n[0].Counts != counts {
		t.Errorf("networks %+v", n)
	}
}

// TestBuildFoldedDevice counts a total of all devices for none of them, and where
// its flows went: from a device, on whose link the remote was.
func TestBuildFoldedDevice(t *testing.T) {
	total := found{from: "2001:db8:7::23", to: "2001:db8:7::1", sent: 70}.flow()
	total.Unnamed, total.Grouped, total.AnyDevice = true, true, true
	far := found{from: "2001:db8:7::23", to: "203.107.1.65", sent: 60}.flow() // no name, but not for the capture's fault
	far.Unnamed, far.Grouped = true, true
	r := buildResult(t, &scan.Result{Folded: []scan.Flow{total, far}, Devices: device.Learn(nil)})
	if c := r.Countries; len(c) != 2 || c[0].Country != "LAN" || c[0].Sent != 70 {
		t.Errorf("countries %+v", c)
	}
	if d := r.Devices; len(d) != 2 || d[0].ID != "" || len(d[0].Addresses) != 0 || deviceLabel(d[0]) != "[not kept]" || d[1].ID != "2001:db8:7::23" {
		t.Errorf("devices %+v", d)
	}
	if len(r.BlindSpots) != 0 {
		t.Errorf("blind spots %+v", r.BlindSpots)
	}
}
