package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/flowscan/flowscan/pkg/capture"
)

// Who is on the air: an access point, of whose network a phone is a client.
const (
	airSSID       = "air: 100%"
	airPassphrase = "correct horse, battery:staple"
	airKey        = "air%3a 100%25:" + airPassphrase
)

type mac = [6]byte

var airAP = mac{0, 0, 0x5e, 0, 0x53, 0xaa} // never changed

// air writes a radiotap capture of a network with WPA2-PSK and CCMP. It shares no
// code with what reads it.
type air struct {
	out      bytes.Buffer
	phone    mac
	kck, kek []byte
	tk, gtk  cipher.Block
	pn       [2]uint64 // by access point, by phone
	seq      [2]uint16
}

// onAir turns an Ethernet capture, whose client has the MAC phone, into what a
// monitor hears: a beacon, the handshake of WPA2, then each frame encrypted, with
// acknowledgements, retransmissions, and the access point's copies of what the phone
// sends to all. It returns the capture's path. Each frame is sent times times.
func onAir(t testing.TB, from string, phone mac, times int) string {
	t.Helper()
	a := newAir(t, phone)
	src, err := capture.Open([]string{from}, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for n := 0; ; {
		chunk, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range chunk.Frames {
			if n == 0 {
				a.greet(f.Time - 1e6)
			}
			for range times {
				a.frame(f.Time, f.Data, n%20 == 7)
				n++
			}
		}
		chunk.Release()
	}
	path := t.TempDir() + "/air.pcap"
	if err := os.WriteFile(path, a.out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// busyAir returns the path of a capture of n encrypted frames: the phone downloads
// from sixty hosts at a time, two full frames for each acknowledgement.
func busyAir(t testing.TB, phone mac, n int) string {
	t.Helper()
	a := newAir(t, phone)
	a.greet(0)
	random := rand.New(rand.NewPCG(1, 2))
	hosts := make([][4]byte, 60)
	for i := range n {
		host := &hosts[random.IntN(len(hosts))]
		if i%200 == 0 || *host == [4]byte{} {
			binary.BigEndian.PutUint32(host[:], 0x0b000000+random.Uint32N(0x60000000)) // from 11.0.0.0 on
		}
		up, payload := i%3 == 2, 1448
		if up {
			payload = 0
		}
		a.download(int64(i)*200_000, up, *host, payload)
	}
	path := t.TempDir() + "/air.pcap"
	if err := os.WriteFile(path, a.out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// download writes a TCP segment between the phone and port 443 of a host.
func (a *air) download(time int64, up bool, host [4]byte, payload int) {
	length := 20 + 32 + payload
	ip := slices.Concat([]byte{0x45, 0, byte(length >> 8), byte(length), 0, 0, 0x40, 0, 64, 6, 0, 0}, host[:], []byte{192, 168, 7, 23})
	tcp := slices.Concat([]byte{0x01, 0xbb, 0xc0, host[3]}, make([]byte, 8), []byte{0x80, 0x10, 0xff, 0xff}, make([]byte, 16+payload))
	to, from := a.phone, airAP
	if up {
		copy(ip[12:], []byte{192, 168, 7, 23})
		copy(ip[16:], host[:])
		tcp[0], tcp[1], tcp[2], tcp[3] = 0xc0, host[3], 0x01, 0xbb
		to, from = from, to
	}
	msdu := slices.Concat([]byte{0xaa, 0xaa, 3, 0, 0, 0, 8, 0}, ip, tcp)
	a.write(time, a.seal(a.tk, up, a.header(up, true, to, from, airAP), msdu))
}

func newAir(t testing.TB, phone mac) *air {
	t.Helper()
	pmk, err := pbkdf2.Key(sha1.New, airPassphrase, []byte(airSSID), 4096, 32)
	if err != nil {
		t.Fatal(err)
	}
	a := &air{phone: phone}
	an, sn := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	data := append(slices.Concat(slices.MinFunc([][]byte{airAP[:], phone[:]}, bytes.Compare), slices.MaxFunc([][]byte{airAP[:], phone[:]}, bytes.Compare)), append(an, sn...)...)
	var ptk []byte
	for i := byte(0); len(ptk) < 48; i++ { // IEEE 802.11-2020 §12.7.1.2
		h := hmac.New(sha1.New, pmk)
		h.Write(append(append([]byte("Pairwise key expansion\x00"), data...), i))
		ptk = h.Sum(ptk)
	}
	a.kck, a.kek = ptk[:16], ptk[16:32]
	a.tk, _ = aes.NewCipher(ptk[32:48])
	a.gtk, _ = aes.NewCipher(bytes.Repeat([]byte{3}, 16))
	le := binary.LittleEndian
	for _, word := range []uint32{0xa1b23c4d, 2 | 4<<16, 0, 0, 1 << 18, 127} { // pcap with ns, radiotap
		a.out.Write(le.AppendUint32(nil, word))
	}
	return a
}

// write adds a frame with an FCS behind a radiotap header that says so.
func (a *air) write(time int64, frame []byte) {
	b := append([]byte{0, 0, 9, 0, 2, 0, 0, 0, 0x10}, frame...)
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(frame))
	for _, word := range []uint32{uint32(time / 1e9), uint32(time % 1e9), uint32(len(b)), uint32(len(b))} {
		a.out.Write(binary.LittleEndian.AppendUint32(nil, word))
	}
	a.out.Write(b)
}

// rsn is the RSN element: WPA2-PSK, CCMP.
var rsn = []byte{48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0, 0}

// greet is a beacon and the four messages of the handshake.
func (a *air) greet(time int64) {
	all := mac{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	b := slices.Concat([]byte{0x80, 0, 0, 0}, all[:], airAP[:], airAP[:], []byte{0, 0}, make([]byte, 10), []byte{0x11, 0, 0, byte(len(airSSID))}, []byte(airSSID), []byte{3, 1, 11}, rsn)
	a.write(time, b)
	an, sn := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	kde := append([]byte{0xdd, 22, 0, 0x0f, 0xac, 1, 1, 0}, bytes.Repeat([]byte{3}, 16)...)
	a.write(time, a.eapol(false, 0x008a, an, nil))
	a.write(time, a.eapol(true, 0x010a, sn, rsn))
	a.write(time, a.eapol(false, 0x13ca, an, a.wrap(append(append(slices.Clone(rsn), kde...), 0xdd, 0))))
	a.write(time, a.eapol(true, 0x030a, make([]byte, 32), nil))
}

// eapol is an EAPOL-Key frame, signed if info says so.
func (a *air) eapol(up bool, info uint16, nonce, data []byte) []byte {
	b := []byte{2, 3, 0, byte(95 + len(data)), 2, byte(info >> 8), byte(info), 0, 16}
	b = slices.Concat(b, make([]byte, 8), nonce, make([]byte, 16+8+8+16), []byte{0, byte(len(data))}, data)
	if info&0x0100 != 0 {
		h := hmac.New(sha1.New, a.kck)
		h.Write(b)
		copy(b[81:], h.Sum(nil)[:16])
	}
	to, from := a.phone, airAP
	if up {
		to, from = from, to
	}
	return append(a.header(up, false, to, from, airAP), append([]byte{0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e}, b...)...)
}

// wrap is AES Key Wrap (RFC 3394).
func (a *air) wrap(plain []byte) []byte {
	kek, _ := aes.NewCipher(a.kek)
	out := append(bytes.Repeat([]byte{0xa6}, 8), plain...)
	for t, n := 1, len(plain)/8; t <= 6*n; t++ {
		r := out[8+(t-1)%n*8:][:8]
		block := append(slices.Clone(out[:8]), r...)
		kek.Encrypt(block, block)
		binary.BigEndian.PutUint64(out, binary.BigEndian.Uint64(block)^uint64(t))
		copy(r, block[8:])
	}
	return out
}

// header is that of a data frame, to the access point or from it.
func (a *air) header(up, protected bool, to, from, third mac) []byte {
	control, side := byte(0x02), 0
	if up {
		control, side = 0x01, 1
	}
	if protected {
		control |= 0x40
	}
	a.seq[side]++
	b := slices.Concat([]byte{0x08, control, 0, 0}, to[:], from[:], third[:])
	return binary.LittleEndian.AppendUint16(b, a.seq[side]<<4)
}

// frame sends an Ethernet frame, and once more if again.
func (a *air) frame(time int64, ethernet []byte, again bool) {
	dst, src := mac(ethernet), mac(ethernet[6:])
	msdu := slices.Concat([]byte{0xaa, 0xaa, 3, 0, 0, 0}, ethernet[12:])
	group, up := dst[0]&1 != 0, src == a.phone
	if up {
		a.sent(time, a.seal(a.tk, true, a.header(true, true, airAP, src, dst), msdu), again)
	}
	switch {
	case group:
		a.write(time, a.seal(a.gtk, false, a.header(false, true, dst, airAP, src), msdu))
	case !up:
		a.sent(time, a.seal(a.tk, false, a.header(false, true, dst, airAP, src), msdu), again)
	}
}

// sent writes a frame that is acknowledged, at once or when sent again.
func (a *air) sent(time int64, frame []byte, again bool) {
	a.write(time, frame)
	if again {
		frame = slices.Clone(frame)
		frame[1] |= 0x08
		a.write(time, frame)
	}
	a.write(time, append([]byte{0xd4, 0, 0, 0}, frame[10:16]...))
}

// seal is CCMP (IEEE 802.11-2020 §12.5.3): CCM of RFC 3610.
func (a *air) seal(key cipher.Block, up bool, header, msdu []byte) []byte {
	side, id := 0, byte(0x20)
	if up {
		side = 1
	}
	if header[4]&1 != 0 {
		id |= 0x40
	}
	a.pn[side]++
	var pn [8]byte
	binary.BigEndian.PutUint64(pn[:], a.pn[side])
	nonce := slices.Concat([]byte{0}, header[10:16], pn[2:])

	aad := slices.Clone(header)
	aad = slices.Concat([]byte{0, 22}, aad[:2], aad[4:22], []byte{0, 0}, make([]byte, 8)) // length first, zeros last
	mac := slices.Concat([]byte{0x59}, nonce, []byte{byte(len(msdu) >> 8), byte(len(msdu))})
	key.Encrypt(mac, mac)
	for text := slices.Concat(aad, msdu, make([]byte, -len(msdu)&15)); len(text) > 0; text = text[16:] {
		for i := range mac {
			mac[i] ^= text[i]
		}
		key.Encrypt(mac, mac)
	}
	stream := cipher.NewCTR(key, slices.Concat([]byte{1}, nonce, []byte{0, 0}))
	stream.XORKeyStream(mac, mac)
	sealed := make([]byte, len(msdu))
	stream.XORKeyStream(sealed, msdu)
	return slices.Concat(header, []byte{pn[7], pn[6], 0, id, pn[5], pn[4], pn[3], pn[2]}, sealed, mac[:8])
}
