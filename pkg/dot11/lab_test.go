package dot11

import (
	"bytes"
	"crypto/aes"
	gocipher "crypto/cipher"
	"crypto/rc4"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"testing"
)

// lab is an access point and a station that speak as they are told to.
type lab struct {
	t       testing.TB
	ap, sta Addr
	ssid    string
	pmk     []byte
	akm     uint8
	suite   suite // pairwise and group
	an, sn  nonce
	gtk     []byte
	number  uint64 // of the last record
	time    int64
	replay  uint64
	pn      uint64
	seq     uint16
}

func newLab(t testing.TB, akm uint8, s suite, pmkLength int) *lab {
	l := &lab{t: t, ap: Addr{2, 0, 0, 0, 0, 1}, sta: Addr{2, 0, 0, 0, 0, 2}, ssid: "lab", akm: akm, suite: s}
	l.pmk = bytes.Repeat([]byte{0x5a}, pmkLength)
	l.an[0], l.sn[0] = 1, 2
	l.gtk = bytes.Repeat([]byte{0x77}, s.keyLength())
	return l
}

// record makes a record of an 802.11 frame without FCS, a millisecond after the
// last.
func (l *lab) record(frame []byte) *Record {
	l.number++
	l.time += 1e6
	b := append([]byte{0, 0, 8, 0, 0, 0, 0, 0}, frame...)
	return &Record{Origin{Time: l.time, Timed: true, Number: l.number, Length: uint32(len(b))}, linkRadiotap, b}
}

func (l *lab) rsn() []byte {
	oui := []byte{0, 0x0f, 0xac}
	b := append([]byte{1, 0}, append(oui, byte(l.suite))...)
	b = append(b, append([]byte{1, 0}, append(oui, byte(l.suite))...)...)
	b = append(b, append([]byte{1, 0}, append(oui, l.akm)...)...)
	return element1(elementRSN, append(b, 0, 0))
}

func element1(id byte, body []byte) []byte { return append([]byte{id, byte(len(body))}, body...) }

// beacon announces the network.
func (l *lab) beacon() *Record {
	b := header(typeManagement|beacon<<4, Addr{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, l.ap, l.ap, 0)
	b = append(b, make([]byte, 10)...)
	b = append(b, 0x11, 0)
	b = append(b, element1(elementSSID, []byte(l.ssid))...)
	b = append(b, element1(elementDS, []byte{6})...)
	return l.record(append(b, l.rsn()...))
}

func header(control uint16, a1, a2, a3 Addr, seq uint16) []byte {
	b := binary.LittleEndian.AppendUint16(nil, control)
	b = append(b, 0, 0)
	b = append(append(append(b, a1[:]...), a2[:]...), a3[:]...)
	return binary.LittleEndian.AppendUint16(b, seq<<4)
}

// data is a data frame of the station to the access point, or back.
func (l *lab) data(up bool, to Addr, msdu []byte) []byte {
	l.seq++
	if up {
		return append(header(typeData|fcToDS, l.ap, l.sta, to, l.seq), msdu...)
	}
	return append(header(typeData|fcFromDS, to, l.ap, l.ap, l.seq), msdu...)
}

func llc(etherType uint16, b []byte) []byte {
	return append([]byte{0xaa, 0xaa, 3, 0, 0, 0, byte(etherType >> 8), byte(etherType)}, b...)
}

// udp is an MSDU with a UDP packet to a port.
func udp(port uint16) []byte {
	b := make([]byte, 28)
	b[0], b[3], b[9] = 0x45, byte(len(b)), 17
	binary.BigEndian.PutUint16(b[22:], port)
	return llc(0x0800, b)
}

// ptk is the PTK as both ends make it.
func (l *lab) ptk() *pairwise {
	h := handshake{ap: l.ap, sta: l.sta, association: new(association)}
	return h.ptk(pmk{secret: l.pmk}, l.akm, l.suite, l.an, l.sn)
}

func (l *lab) version() uint16 {
	switch {
	case akmsVersion0.has(l.akm):
		return 0
	case akmsVersion3.has(l.akm):
		return 3
	case l.suite == suiteTKIP:
		return 1
	}
	return 2
}

// key is an EAPOL-Key frame, signed if signer is not nil.
func (l *lab) key(up bool, info uint16, n nonce, data []byte, signer *pairwise) *Record {
	d := derivationOf(l.akm, len(l.pmk))
	body := []byte{descriptorRSN}
	body = binary.BigEndian.AppendUint16(body, info|l.version())
	body = binary.BigEndian.AppendUint16(body, uint16(l.suite.keyLength()))
	body = binary.BigEndian.AppendUint64(body, l.replay)
	body = append(body, n[:]...)
	body = append(body, make([]byte, 16+8+8)...)
	at := 4 + len(body)
	body = append(body, make([]byte, d.mic)...)
	body = binary.BigEndian.AppendUint16(body, uint16(len(data)))
	body = append(body, data...)
	b := append([]byte{2, 3, byte(len(body) >> 8), byte(len(body))}, body...)
	if signer != nil {
		copy(b[at:], d.sign(l.version(), signer.kck, b))
	}
	to := l.sta
	if up {
		to = l.ap
	}
	return l.record(l.data(up, to, llc(0x888e, b)))
}

func (l *lab) m1() *Record {
	l.replay++
	return l.key(false, infoPairwise|infoAck, l.an, nil, nil)
}

func (l *lab) m2() *Record { return l.key(true, infoPairwise|infoMIC, l.sn, l.rsn(), l.ptk()) }

func (l *lab) m3() *Record {
	p := l.ptk()
	kde := append([]byte{0, 0x0f, 0xac, 1, 1, 0}, l.gtk...)
	data := append(l.rsn(), element1(elementVendor, kde)...)
	for data = append(data, 0xdd); len(data)%8 != 0; {
		data = append(data, 0)
	}
	if l.version() == 1 {
		c, _ := rc4.NewCipher(append(make([]byte, 16), p.kek...))
		c.XORKeyStream(make([]byte, 256), make([]byte, 256))
		c.XORKeyStream(data, data)
	} else {
		data = wrapKey(l.t, p.kek, data)
	}
	return l.key(false, infoPairwise|infoAck|infoMIC|infoEncrypted, l.an, data, p)
}

func (l *lab) m4() *Record { return l.key(true, infoPairwise|infoMIC, nonce{}, nil, l.ptk()) }

// wrapKey is AES Key Wrap (RFC 3394 section 2.2.1).
func wrapKey(t testing.TB, kek, plain []byte) []byte {
	b, err := aes.NewCipher(kek)
	if err != nil {
		t.Fatal(err)
	}
	out := append(bytes.Repeat([]byte{0xa6}, 8), plain...)
	var block [16]byte
	for j := range 6 {
		for i := 1; i <= len(plain)/8; i++ {
			copy(block[:], out[:8])
			copy(block[8:], out[8*i:])
			b.Encrypt(block[:], block[:])
			binary.BigEndian.PutUint64(out, binary.BigEndian.Uint64(block[:])^uint64(len(plain)/8*j+i))
			copy(out[8*i:], block[8:])
		}
	}
	return out
}

// sealed is a frame as the station or the access point sends it under a key.
func (l *lab) sealed(key *temporal, plain []byte) *Record {
	var f frame
	if !f.parse(plain, len(plain), false) {
		l.t.Fatal("cut off")
	}
	l.pn++
	return l.record(seal(l.t, key, &f, plain, l.pn))
}

// seal encrypts a whole frame.
func seal(t testing.TB, key *temporal, f *frame, plain []byte, pn uint64) []byte {
	out := slices.Clone(plain[:len(plain)-len(f.body)])
	out[1] |= fcProtected >> 8
	f.control |= fcProtected
	le := binary.LittleEndian
	iv := []byte{byte(pn), byte(pn >> 8), 0, extIV, byte(pn >> 16), byte(pn >> 24), byte(pn >> 32), byte(pn >> 40)}
	if f.ra().group() {
		iv[3] |= 1 << 6
	}
	if key.suite == suiteTKIP {
		iv[0], iv[1], iv[2] = byte(pn>>8), (byte(pn>>8)|0x20)&0x7f, byte(pn)
		m := newMichael(key.key[16:])
		m.header(f.da(), f.sa(), f.tid())
		mic := m.sum(f.body)
		body := append(slices.Clone(f.body), mic[:]...)
		body = le.AppendUint32(body, crc32.ChecksumIEEE(body))
		s := newTKIPSeed(key.key)
		seed := s.seed(f.ta(), pn)
		c, _ := rc4.NewCipher(seed[:])
		c.XORKeyStream(body, body)
		return append(append(out, iv...), body...)
	}
	out = append(out, iv...)
	encrypted := *f
	encrypted.body = append(iv, make([]byte, 16)...)
	var s sealed
	s.frame(key, &encrypted, false)
	if key.gcm != nil {
		return key.gcm.Seal(out, s.nonce[1:], f.body, s.aad[aadPrefix:][:s.aad[1]])
	}
	s.plain = f.body
	b0 := s.first()
	var o ccmOpener
	for _, b := range [][]byte{b0[:], s.aad[:], s.plain} {
		o.add(key.ccm.block, b)
	}
	stream := gocipher.NewCTR(key.ccm.block, slices.Concat([]byte{1}, s.nonce[:], []byte{0, 0}))
	mic := o.mac[:]
	stream.XORKeyStream(mic, mic)
	body := slices.Clone(f.body)
	stream.XORKeyStream(body, body)
	return append(append(out, body...), mic[:key.ccm.tag]...)
}

// pairwiseData and groupData are UDP packets under the keys of the moment.
func (l *lab) pairwiseData(port uint16) *Record {
	return l.sealed(l.ptk().temporal[0], l.data(true, Addr{2, 0, 0, 0, 0, 9}, udp(port)))
}

func (l *lab) groupData(port uint16) *Record {
	to := Addr{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	return l.sealed(newTemporal(l.suite, l.gtk)[0], l.data(false, to, udp(port)))
}

// hear hears records in order.
func (l *lab) hear(m *Monitor, all ...*Record) map[int]told {
	l.t.Helper()
	frames := make(map[int]told)
	for _, r := range all {
		listen(l.t, m, r, frames)
	}
	return frames
}

// monitor returns a Monitor that has the PMK.
func (l *lab) monitor() *Monitor {
	return NewMonitor(Options{Keys: []Key{{kind: keyPMK, secret: l.pmk}}})
}
