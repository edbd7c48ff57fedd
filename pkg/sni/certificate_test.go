package sni

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// serverFlight returns what a TLS server answers a ClientHello with.
func serverFlight(t testing.TB, maxVersion uint16, commonName string, names ...string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{Organization: []string{"Vendor"}, CommonName: commonName}, DNSNames: names}
	cert, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	client, server := net.Pipe()
	for _, end := range []net.Conn{client, server} {
		end.SetDeadline(time.Now().Add(10 * time.Second))
	}
	var flight []byte
	go func() {
		defer server.Close()
		tls.Server(server, &tls.Config{MaxVersion: maxVersion, Certificates: []tls.Certificate{{Certificate: [][]byte{cert}, PrivateKey: key}}}).Handshake()
	}()
	tls.Client(recorder{client, &flight}, &tls.Config{ServerName: "www.vendor.example", InsecureSkipVerify: true}).Handshake()
	client.Close()
	return flight
}

// recorder keeps what is read from a connection.
type recorder struct {
	net.Conn
	read *[]byte
}

func (r recorder) Read(b []byte) (int, error) {
	n, err := r.Conn.Read(b)
	*r.read = append(*r.read, b[:n]...)
	return n, err
}

var _ io.Reader = recorder{}

func TestCertificate(t *testing.T) {
	var hundred []string
	for i := range 100 {
		hundred = append(hundred, fmt.Sprintf("n%02d.example", i))
	}
	for _, c := range []struct {
		name   string
		flight []byte
		want   string
	}{
		{"alternative names", serverFlight(t, tls.VersionTLS12, "ignored.example", "www.vendor.example", "api.vendor.example"), "www.vendor.example api.vendor.example"},
		{"common name", serverFlight(t, tls.VersionTLS12, "www.vendor.example"), "www.vendor.example"},
		{"common name that is none", serverFlight(t, tls.VersionTLS12, "WebRTC"), ""},
		{"a hundred names", serverFlight(t, tls.VersionTLS12, "", hundred...), strings.Join(hundred[:maxCertNames], " ")},
		{"TLS 1.3 hides it", serverFlight(t, tls.VersionTLS13, "", "www.vendor.example"), ""},
	} {
		for _, size := range []int{1, 7, 1460, 1 << 20} {
			for _, records := range []int{50, 1 << 14} {
				var r Reader
				var hosts []string
				bytes := c.flight
				if records < 1<<14 {
					bytes = rerecordAll(bytes, records)
				}
				for _, n := range read(&r, slices.Collect(slices.Chunk(bytes, size))...) {
					if n.Via != ViaCert {
						t.Errorf("%s: via %v", c.name, n.Via)
					}
					hosts = append(hosts, n.Host)
				}
				if got := strings.Join(hosts, " "); got != c.want || r.Role() != Server || r.Encryption() != EncryptedTLS {
					t.Errorf("%s in pieces of %d, records of %d bytes: %q %v %v; want %q", c.name, size, records, got, r.Role(), r.Encryption(), c.want)
				}
			}
		}
	}
}

// What servers answer before they go over to TLS does not hide the certificate.
func TestCertificateAfterAgreement(t *testing.T) {
	flight := serverFlight(t, tls.VersionTLS12, "www.vendor.example")
	for _, c := range []struct{ name, before string }{
		{"PostgreSQL", "S"},
		{"RDP", "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x1f\x08\x00\x02\x00\x00\x00"},
		{"SMTP", "220 ready\r\n250 STARTTLS\r\n220 go\r\n"},
		{"LDAP", "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"},
	} {
		var r Reader
		names := read(&r, []byte(c.before), flight)
		if len(names) != 1 || names[0] != (Name{Host: "www.vendor.example", Via: ViaCert}) || r.Role() != Server || r.Encryption() != EncryptedTLS {
			t.Errorf("%s: %v %v %v", c.name, names, r.Role(), r.Encryption())
		}
	}
}

// rerecordAll is rerecord for a flight of several records; only handshake records are cut.
func rerecordAll(flight []byte, size int) (out []byte) {
	for len(flight) >= 5 {
		n := 5 + int(flight[3])<<8 + int(flight[4])
		if flight[0] == recordHandshake {
			out = append(out, rerecord(flight[:n], size)...)
		} else {
			out = append(out, flight[:n]...)
		}
		flight = flight[n:]
	}
	return out
}

func FuzzCertificateNames(f *testing.F) {
	f.Add([]byte("\x30\x03\x02\x01\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, n := range certificateNames(b, nil) {
			if n.Host == "" || n.Via != ViaCert {
				t.Errorf("name %+v", n)
			}
		}
	})
}
