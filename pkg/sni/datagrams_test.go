package sni

import (
	"bytes"
	"testing"

	"github.com/flowscan/flowscan/pkg/hostname"
)

func TestDatagrams(t *testing.T) {
	for _, c := range []struct {
		name       string
		bytes      []byte
		host       string
		protocol   protocol
		role       Role
		encryption Encryption
		more       bool
	}{
		{"SSDP search", []byte("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\n\r\n"), "", protoHTTP, Client, Clear, false},
		{"HTTP over UDP", []byte("NOTIFY /x HTTP/1.1\r\nHOST: hub.vendor.example\r\n\r\n"), "hub.vendor.example", protoHTTP, Client, Clear, false},
		{"SSDP answer", []byte("HTTP/1.1 200 OK\r\n\r\n"), "", protoHTTP, Server, Clear, false},
		{"SIP", []byte("OPTIONS sip:vendor.example SIP/2.0\r\n\r\n"), "", protoSIP, Client, Clear, false},
		{"STUN binding request", []byte("\x00\x01\x00\x00\x21\x12\xa4\x42transaction!"), "", protoSTUN, RoleUnknown, EncryptionUnknown, true},
		{"WireGuard initiation", append([]byte{1, 0, 0, 0}, make([]byte, 144)...), "", protoWireGuard, Client, EncryptedVPN, false},
		{"WireGuard response", append([]byte{2, 0, 0, 0}, make([]byte, 88)...), "", protoWireGuard, Server, EncryptedVPN, false},
		{"WireGuard initiation, too long", append([]byte{1, 0, 0, 0}, make([]byte, 145)...), "", protoUnknown, RoleUnknown, EncryptionUnknown, true},
		{"OpenVPN client", []byte("\x3812345678\x00\x00\x00\x00\x00"), "", protoOpenVPN, Client, EncryptedVPN, false},
		{"OpenVPN server", []byte("\x4012345678\x01\x00\x00\x00\x0087654321\x00\x00\x00\x00"), "", protoOpenVPN, Server, EncryptedVPN, false},
		{"OpenVPN, tls-auth with SHA-1", []byte("\x3812345678" + "0123456789abcdefghij" + "\x00\x00\x00\x01time" + "\x00\x00\x00\x00\x00"), "", protoOpenVPN, Client, EncryptedVPN, false},
		{"OpenVPN, tls-crypt", []byte("\x3812345678" + "\x00\x00\x00\x01time" + "0123456789abcdef0123456789abcdef" + "crypt"), "", protoOpenVPN, Client, EncryptedVPN, false},
		{"OpenVPN, tls-crypt-v2", []byte("\x5012345678" + "\x0f\x00\x00\x01time" + "0123456789abcdef0123456789abcdef" + "crypt" + "wrapped key\x00\x0d"), "", protoOpenVPN, Client, EncryptedVPN, false},
		{"OpenVPN, tls-crypt-v2 with a key of another length", []byte("\x5012345678" + "\x00\x00\x00\x01time" + "0123456789abcdef0123456789abcdef" + "crypt" + "wrapped key\x00\x0e"), "", protoUnknown, RoleUnknown, EncryptionUnknown, true},
		{"OpenVPN, replay counter in mid-stream", []byte("\x3812345678" + "0123456789abcdefghij" + "\x00\x00\x00\x09time" + "\x00\x00\x00\x00\x00"), "", protoUnknown, RoleUnknown, EncryptionUnknown, true},
		{"IKEv2 initiator", []byte("initiate\x00\x00\x00\x00\x00\x00\x00\x00\x21\x20\x22\x08\x00\x00\x00\x00\x00\x00\x00\x20body"), "", protoIKE, Client, EncryptedVPN, false},
		{"IKEv2 responder, port 4500", []byte("\x00\x00\x00\x00initiateresponse\x21\x20\x22\x20\x00\x00\x00\x00\x00\x00\x00\x20body"), "", protoIKE, Server, EncryptedVPN, false},
		{"IKE_AUTH, which opens the flow of port 4500", []byte("\x00\x00\x00\x00initiateresponse\x2e\x20\x23\x08\x00\x00\x00\x01\x00\x00\x00\x20body"), "", protoIKE, Client, EncryptedVPN, false},
		{"CREATE_CHILD_SA by the responder", []byte("\x00\x00\x00\x00initiateresponse\x2e\x20\x24\x00\x00\x00\x00\x01\x00\x00\x00\x20body"), "", protoIKE, Server, EncryptedVPN, false},
		{"INFORMATIONAL in mid-stream", []byte("\x00\x00\x00\x00initiateresponse\x2e\x20\x25\x08\x00\x00\x00\x01\x00\x00\x00\x20body"), "", protoUnknown, RoleUnknown, EncryptionUnknown, true},
		{"IKEv1 main mode, fifth message", []byte("\x00\x00\x00\x00initiateresponse\x05\x10\x02\x01\x00\x00\x00\x00\x00\x00\x00\x20body"), "", protoIKE, RoleUnknown, EncryptedVPN, false},
		{"IKEv1 main mode", []byte("initiate\x00\x00\x00\x00\x00\x00\x00\x00\x01\x10\x02\x00\x00\x00\x00\x00\x00\x00\x00\x20body"), "", protoIKE, Client, EncryptedVPN, false},
		{"IKE, wrong length", []byte("initiate\x00\x00\x00\x00\x00\x00\x00\x00\x21\x20\x22\x08\x00\x00\x00\x00\x00\x00\x00\x21body"), "", protoUnknown, RoleUnknown, EncryptionUnknown, true},
		{"DNS", []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x00\x00\x01\x00\x01"), "", protoUnknown, RoleUnknown, EncryptionUnknown, true},
		{"empty", nil, "", protoUnknown, RoleUnknown, EncryptionUnknown, true},
	} {
		var d Datagrams
		more, names := d.Read(c.bytes, nil)
		host := ""
		if len(names) > 0 {
			host = names[0].Host
		}
		if host != c.host || d.protocol != c.protocol || d.Role() != c.role || d.Encryption() != c.encryption || more != c.more {
			t.Errorf("%s: %v %v %v %v, more %v", c.name, names, d.protocol, d.Role(), d.Encryption(), more)
		}
	}
}

// WireGuard whose reserved bytes are not zero is known by its answer.
func TestWireGuardReservedBytes(t *testing.T) {
	initiation := append([]byte("\x01\x77\x88\x99from"), make([]byte, 140)...)
	for _, c := range []struct {
		name     string
		response string
		want     protocol
	}{
		{"answer", "\x02\x77\x88\x99them" + "from", protoWireGuard},
		{"other reserved bytes", "\x02\x77\x88\x98them" + "from", protoUnknown},
		{"for somebody else", "\x02\x77\x88\x99them" + "form", protoUnknown},
	} {
		response := append([]byte(c.response), make([]byte, 80)...)
		var d Datagrams
		d.Read(response, nil) // answers nothing
		if d.protocol != protoUnknown {
			t.Errorf("%s: %v by the response alone", c.name, d.protocol)
		}
		d.Read(initiation, nil)
		if d.protocol != protoUnknown {
			t.Errorf("%s: %v by the initiation alone", c.name, d.protocol)
		}
		d.Read(response, nil)
		if d.protocol != c.want || c.want != protoUnknown && (d.Role() != Server || d.Encryption() != EncryptedVPN) {
			t.Errorf("%s: %v, %v, %v", c.name, d.protocol, d.Role(), d.Encryption())
		}
	}
}

// A bulk flow is soon left alone, and until then costs nothing.
func TestDatagramsBulk(t *testing.T) {
	bulk := bytes.Repeat([]byte{0x80, 0x60, 1, 2}, 300)
	var d Datagrams
	reads := 0
	for more := true; more; reads++ {
		more, _ = d.Read(bulk, nil)
	}
	if reads > maxDatagrams+1 {
		t.Errorf("%d reads of a bulk flow, want %d at most", reads, maxDatagrams+1)
	}
	out := make([]Name, 0, 4)
	if got := testing.AllocsPerRun(50, func() { var d Datagrams; d.Read(bulk, out) }); got != 0 {
		t.Errorf("%v allocations, want none", got)
	}
}

// FuzzDatagrams holds for any two datagrams: what is found is a name, and the datagrams
// are not changed.
func FuzzDatagrams(f *testing.F) {
	f.Add(hexFile(f, "rfc9001-a2.hex"), hexFile(f, "rfc9369-a2.hex"))
	for _, datagrams := range dtlsFlows() {
		f.Add(datagrams[0], datagrams[len(datagrams)-1])
	}
	f.Add([]byte("\x0d8 bytes!Q024\x010123456789ab\x00\xa0\x01\x00\x00CHLO\x01\x00\x00\x00SNI\x00\x09\x00\x00\x00a.example"), []byte("OPTIONS sip:vendor.example SIP/2.0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		kept := bytes.Clone(one)
		for _, n := range readDatagrams(new(Datagrams), one, two, one) {
			if n.Host == "" || n.Via == ViaUnknown || len(n.Host) > hostname.MaxLength {
				t.Errorf("name %+v", n)
			}
		}
		if !bytes.Equal(one, kept) {
			t.Error("the datagram was changed")
		}
	})
}

// FuzzQUICFrames holds for any frames in a packet that opens.
func FuzzQUICFrames(f *testing.F) {
	m := handshake(helloBody(serverABC))
	f.Add(cryptoFrame(m, 0, len(m)), uint32(quicV1))
	f.Add(append(bytes.Clone(ackFrame), cryptoFrame(m, 0, 60)...), uint32(quicV2))
	f.Add(ackECNFrame, uint32(gquicQ050))
	f.Fuzz(func(t *testing.T, frames []byte, version uint32) {
		if version == 0 || len(frames) > 1300 {
			return
		}
		packet := initialPacket{version: version, dcid: "8 bytes!", frames: frames}.seal(t, 1200)
		readDatagrams(new(Datagrams), packet, packet)
	})
}
