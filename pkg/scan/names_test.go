package scan

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/sni"
)

// TestNames asks which answer names a flow from the phone to the server.
func TestNames(t *testing.T) {
	connect := func(tr *trace) { tr.tcp(here, there, decode.SYN, 99, nil) }
	for _, test := range []struct {
		name  string
		talk  func(*trace)
		host  string
		via   Via
		marks []Mark
	}{
		{name: "nothing", talk: connect},
		{name: "this device was told", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			connect(tr)
		}, host: "a.example", via: ViaDNS},
		{name: "another device was told", talk: func(tr *trace) {
			tr.udp(tablet+":50000", "192.168.7.1:9", nil)
			tr.dns(t, tablet, "a.example", 60, server)
			connect(tr)
		}, host: "a.example", via: ViaDNSOther},
		{name: "this device's own answer beats another's newer one", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			tr.dns(t, tablet, "b.example", 60, server)
			connect(tr)
		}, host: "a.example", via: ViaDNS},
		{name: "told on IPv6, used on IPv4, one MAC", talk: func(tr *trace) {
			tr.udp("["+phone6+"]:50000", "[2001:db8:7::1]:9", nil)
			tr.dns(t, phone6, "a.example", 60, server)
			connect(tr)
		}, host: "a.example", via: ViaDNS},
		{name: "two devices behind one gateway", talk: func(tr *trace) {
			tr.behind = map[string]byte{phone: 9, tablet: 9}
			tr.udp(tablet+":50000", "192.168.7.1:9", nil)
			tr.dns(t, tablet, "a.example", 60, server)
			connect(tr)
		}, host: "a.example", via: ViaDNSOther},
		{name: "told later", talk: func(tr *trace) {
			connect(tr)
			tr.dns(t, phone, "a.example", 60, server)
		}},
		{name: "the newest before it began", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			tr.dns(t, phone, "b.example", 60, server)
			connect(tr)
			tr.dns(t, phone, "c.example", 60, server)
		}, host: "b.example", via: ViaDNS, marks: []Mark{MarkShared}},
		{name: "the same name again", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			tr.dns(t, phone, "a.example", 60, server)
			connect(tr)
		}, host: "a.example", via: ViaDNS},
		{name: "out of date", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			tr.now += 61 * time.Second
			connect(tr)
		}, host: "a.example", via: ViaDNS, marks: []Mark{MarkStale}},
		{name: "out of date, for a connection whose beginning was not seen", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			tr.now += 61 * time.Second
			tr.tcp(phone+":40000", server+":443", decode.ACK, 7, nil)
		}},
		{name: "in time, for a connection whose beginning was not seen", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			tr.tcp(phone+":40000", server+":443", decode.ACK, 7, nil)
		}, host: "a.example", via: ViaDNS},
		{name: "just in time", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			tr.now += 59 * time.Second
			connect(tr)
		}, host: "a.example", via: ViaDNS},
		{name: "of another address", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, "203.0.113.8")
			connect(tr)
		}},
		{name: "the request says it better", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			connect(tr)
			tr.tcp(here, there, decode.ACK, 100, []byte("GET / HTTP/1.1\r\nHost: b.example\r\n\r\n"))
		}, host: "b.example", via: ViaHTTP},
		{name: "an address is no hostname", talk: func(tr *trace) {
			tr.dns(t, phone, "a.example", 60, server)
			connect(tr)
			tr.tcp(here, there, decode.ACK, 100, []byte("GET / HTTP/1.1\r\nHost: "+server+"\r\n\r\n"))
		}, host: "a.example", via: ViaDNS},
	} {
		t.Run(test.name, func(t *testing.T) {
			var tr trace
			test.talk(&tr)
			flows := tr.scan(t, Options{Workers: 3}).Flows
			i := slices.IndexFunc(flows, func(f Flow) bool { return f.Key.Proto == decode.TCP })
			f := flows[i]
			if f.Host != test.host || f.Via != test.via || !slices.Equal(f.Marks, test.marks) {
				t.Errorf("%q via %v %v, want %q via %v %v", f.Host, f.Via, f.Marks, test.host, test.via, test.marks)
			}
			if f.Host != "" && (f.Names[0].Host != f.Host || f.Names[0].Frame == 0) {
				t.Errorf("no proof of %q first in %+v", f.Host, f.Names)
			}
			if got := f.Key.Addr(f.Device == flow.B).String(); got != phone {
				t.Errorf("the device is %s", got)
			}
		})
	}
}

// TestPromiseOfPort has other protocols speak on the ports of name services and of
// devices that tell of themselves.
func TestPromiseOfPort(t *testing.T) {
	initiation := append([]byte{1, 0, 0, 0, 'f', 'r', 'o', 'm'}, make([]byte, 140)...)
	sip := []byte("OPTIONS sip:vendor.example SIP/2.0\r\n\r\n")
	for _, test := range []struct {
		name     string
		from, to string
		payload  []byte
		want     sni.Encryption
	}{
		{"a VPN on the port of DNS", phone + ":40000", server + ":53", initiation, sni.EncryptedVPN},
		{"a VPN from the port of mDNS", phone + ":5353", server + ":51820", initiation, sni.EncryptedVPN},
		{"a VPN from the port of SSDP", phone + ":1900", server + ":51820", initiation, sni.EncryptedVPN},
		{"a VPN on the port of DHCP", phone + ":40000", server + ":67", initiation, sni.EncryptedVPN},
		{"another clear protocol", phone + ":5355", server + ":5060", sip, sni.Clear},
		{"nothing known", phone + ":40000", server + ":53", []byte("hello"), sni.EncryptionUnknown},
	} {
		var tr trace
		tr.udp(test.from, test.to, test.payload)
		if f := tr.scan(t, Options{}).Flows[0]; f.Encryption != test.want {
			t.Errorf("%s: %v, want %v", test.name, f.Encryption, test.want)
		}
	}
	var tr trace
	tr.dns(t, phone, "a.example", 60, server)
	tr.udp("192.168.7.1:53", phone+":50000", initiation)
	if f := tr.scan(t, Options{}).Flows[0]; f.Encryption != sni.Clear {
		t.Errorf("one odd datagram among DNS: %v, want %v", f.Encryption, sni.Clear)
	}
}

// TestDevices learns what devices call themselves, in services of their own and in
// answers to others.
func TestDevices(t *testing.T) {
	const nas, speaker = "192.168.7.10", "192.168.7.11"
	for _, workers := range []int{1, 7} {
		var tr trace
		tr.udp(speaker+":50000", "239.255.255.250:1900", []byte("NOTIFY * HTTP/1.1\r\nSERVER: Linux/5.4 UPnP/1.0 Speaker/57.3\r\n\r\n"))
		tr.udp(nas+":138", "192.168.7.255:138", []byte("\x11\x02\x80\x01\xc0\xa8\x07\x0a\x00\x8a\x00\xbb\x00\x00 EOEBFDCACACACACACACACACACACACAAA\x00"))
		res := tr.scan(t, Options{Workers: workers})
		for addr, want := range map[string]string{nas: "nas", speaker: "Speaker/57.3"} {
			if about := res.Devices.About(netip.MustParseAddr(addr)); about.Name+about.Product != want {
				t.Errorf("%d workers: %s is %+v, want %s", workers, addr, about, want)
			}
		}
		for _, f := range res.Flows {
			if f.Encryption != sni.Clear {
				t.Errorf("%v to %v: %v", f.Key.Addr(false), f.Key.Addr(true), f.Encryption)
			}
		}
	}
}
