package scan

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/filter"
	"github.com/flowscan/flowscan/pkg/flow"
)

const (
	phone  = "192.168.7.23"
	phone6 = "2001:db8:7::17" // of the same MAC: it ends in the same byte
	tablet = "192.168.7.42"
	server = "203.0.113.7"
	here   = phone + ":50000"
	there  = server + ":443"
)

// TestTCP reads hellos that do not begin where a connection does.
func TestTCP(t *testing.T) {
	h := hello(t, "api.vendor.example")
	zeros := make([]byte, 6)
	for _, test := range []struct {
		name string
		talk func(*trace)
		host string
		mid  bool // midstream
	}{
		{name: "from the SYN on", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(here, there, decode.ACK, 100, h)
		}, host: "api.vendor.example"},
		{name: "a hello without its SYN", mid: true, talk: func(tr *trace) {
			tr.tcp(here, there, decode.ACK, 100, h)
		}, host: "api.vendor.example"},
		{name: "data, no hello", mid: true, talk: func(tr *trace) {
			tr.tcp(here, there, decode.ACK, 100, []byte("later"))
			tr.tcp(here, there, decode.ACK, 105, h)
		}},
		{name: "data in the SYN", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, h[:10])
			tr.tcp(here, there, decode.ACK, 110, h[10:])
		}, host: "api.vendor.example"},
		{name: "an acknowledgement with the padding of its frame", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(here, there, decode.ACK, 100, zeros)
			tr.tcp(here, there, decode.ACK|decode.PSH, 100, h)
		}, host: "api.vendor.example"},
		{name: "zero bytes that were pushed are data", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(here, there, decode.ACK|decode.PSH, 100, zeros)
			tr.tcp(here, there, decode.ACK|decode.PSH, 100, h)
		}},
		{name: "other bytes are no padding", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(here, there, decode.ACK, 100, []byte("\x00\x00\x00\x00\x00\x01"))
			tr.tcp(here, there, decode.ACK|decode.PSH, 100, h)
		}},
		{name: "a hello whose middle is lost", talk: func(tr *trace) {
			tr.tcp(here, there, decode.SYN, 99, nil)
			tr.tcp(here, there, decode.ACK, 100, h[:9])
			tr.tcp(here, there, decode.ACK, 100+uint32(len(h))-1, h[len(h)-1:])
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var tr trace
			test.talk(&tr)
			res := tr.scan(t, Options{})
			if len(res.Flows) != 1 {
				t.Fatalf("%d flows", len(res.Flows))
			}
			f := res.Flows[0]
			if f.Host != test.host || f.Midstream() != test.mid {
				t.Errorf("host %q, midstream %v; want %q, %v", f.Host, f.Midstream(), test.host, test.mid)
			}
		})
	}
}

// TestIdle cuts flows at a silence. What a part was called, and who began it,
// the next is and did.
func TestIdle(t *testing.T) {
	h := hello(t, "api.vendor.example")
	for _, test := range []struct {
		name    string
		silence time.Duration
		talk    func(tr *trace, silence time.Duration)
		parts   int
		host    string
	}{
		{"TCP, for long", 601 * time.Second, idleTCP(h), 2, "api.vendor.example"},
		{"TCP, for a while", 599 * time.Second, idleTCP(h), 1, "api.vendor.example"},
		{"UDP, for long", 121 * time.Second, idleUDP(t), 2, "first.vendor.example"},
		{"UDP, for a while", 119 * time.Second, idleUDP(t), 1, "first.vendor.example"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var tr trace
			test.talk(&tr, test.silence)
			parts := 0
			for _, f := range tr.scan(t, Options{}).Flows {
				if f.Key.Port(false) == 53 || f.Key.Port(true) == 53 {
					continue
				}
				parts++
				if f.Host != test.host || f.Key.Addr(f.Device == flow.B).String() != phone {
					t.Errorf("part %d: host %q, device %v", parts, f.Host, f.Key.Addr(f.Device == flow.B))
				}
			}
			if parts != test.parts {
				t.Errorf("%d parts, want %d", parts, test.parts)
			}
		})
	}
}

func idleTCP(hello []byte) func(*trace, time.Duration) {
	return func(tr *trace, silence time.Duration) {
		tr.tcp(here, there, decode.SYN, 99, nil)
		tr.tcp(here, there, decode.ACK, 100, hello)
		tr.now += silence
		tr.tcp(there, here, decode.ACK, 500, []byte("are you there?"))
	}
}

// idleUDP names the remote anew in the silence: the flow began before that.
func idleUDP(t *testing.T) func(*trace, time.Duration) {
	return func(tr *trace, silence time.Duration) {
		tr.dns(t, phone, "first.vendor.example", 3600, server)
		tr.udp(here, there, []byte("?"))
		tr.dns(t, phone, "second.vendor.example", 3600, server)
		tr.now += silence
		tr.udp(there, here, []byte("!"))
	}
}

// broken is a source that fails at once.
type broken struct{ error }

func (b broken) Next() (*capture.Chunk, error) { return nil, b.error }
func (b broken) Inputs() []capture.Input       { return []capture.Input{{Path: "broken"}} }
func (b broken) Close() error                  { return nil }

func TestRunFails(t *testing.T) {
	want := errors.New("the interface is gone")
	res, err := Run(context.Background(), broken{want}, Options{Workers: 2})
	if !errors.Is(err, want) || res == nil || len(res.Inputs) != 1 {
		t.Errorf("got %+v, %v; want what came before the error, and %v", res, err, want)
	}
}

// TestInspect counts frames, and nothing else.
func TestInspect(t *testing.T) {
	var tr trace
	tr.tcp(here, there, decode.SYN, 99, nil)
	tr.udp(here, there, []byte("?"))
	files, err := capture.Open([]string{"-"}, capture.Options{Stdin: &tr.pcap})
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	res, err := Inspect(t.Context(), files)
	if err != nil || len(res.Inputs) != 1 || res.Inputs[0].Frames != 2 || len(res.Flows) != 0 {
		t.Errorf("got %+v, %v; want two frames, no flows", res, err)
	}
	want := errors.New("the interface is gone")
	if res, err = Inspect(t.Context(), broken{want}); !errors.Is(err, want) || len(res.Inputs) != 1 {
		t.Errorf("got %+v, %v; want what came before the error, and %v", res, err, want)
	}
}

// TestFilter looks only at what is wanted, and counts the rest.
func TestFilter(t *testing.T) {
	var tr trace
	tr.udp(here, there, []byte("wanted"))
	tr.udp(here, server+":53", []byte("not wanted"))
	wanted, err := filter.Parse("udp port 443")
	if err != nil {
		t.Fatal(err)
	}
	res := tr.scan(t, Options{Filter: wanted})
	if len(res.Flows) != 1 || res.Ledger[decode.InFlow].Frames != 1 || res.Ledger[decode.Filtered] != (Entry{1, 14 + 20 + 8 + 10}) {
		t.Errorf("%d flows, ledger %+v", len(res.Flows), res.Ledger)
	}
}

// TestFilterRefused has frames of link types that the filter cannot be asked of.
// What is not decoded is counted as such; else the scan ends.
func TestFilterRefused(t *testing.T) {
	for _, test := range []struct {
		link    capture.LinkType
		refused string
		reason  decode.Reason
	}{
		{capture.LinkBluetoothH4, "", decode.UnsupportedLink},
		{capture.LinkNFLog, "-: filter: udp port »443«: what frames of link type NFLOG carry cannot be told; only len, less, greater and link[...] can", 0},
	} {
		var tr trace
		tr.udp(here, there, []byte("wanted"))
		tr.pcap.Bytes()[20] = byte(test.link)
		wanted, err := filter.Parse("udp port 443")
		if err != nil {
			t.Fatal(err)
		}
		files, err := capture.Open([]string{"-"}, capture.Options{Stdin: &tr.pcap})
		if err != nil {
			t.Fatal(err)
		}
		defer files.Close()
		res, err := Run(t.Context(), files, Options{Filter: wanted})
		if err == nil && (test.refused != "" || res.Ledger[test.reason].Frames != 1) || err != nil && err.Error() != test.refused {
			t.Errorf("%v: %v, ledger %+v; want %s", test.link, err, res.Ledger, test.refused)
		}
	}
}
