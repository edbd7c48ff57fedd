package dot11

import "encoding/binary"

// frame is one frame (MPDU) without its FCS. One is reused for all: parse sets
// every field.
type frame struct {
	Origin
	control   uint16 // frame control field (§9.2.4.1)
	addr      [4]Addr
	sequence  uint16 // sequence control field
	qos       uint16 // QoS control field; valid if it has one
	keyed     pair   // whose key it is encrypted with; valid if it is
	body      []byte // the captured part of what follows the MAC header
	length    int    // octets of the body on the air
	frequency uint16 // MHz, 0 if unknown
}

// Frame control bits. The upper half is the flags.
const (
	fcVersion   = 0x0003
	fcType      = 0x000c
	fcNoData    = 0x0040 // of a data frame: it carries none
	fcQoS       = 0x0080 // of a data frame
	fcToDS      = 0x0100
	fcFromDS    = 0x0200
	fcMore      = 0x0400 // fragments follow
	fcRetry     = 0x0800
	fcPower     = 0x1000
	fcMoreData  = 0x2000
	fcProtected = 0x4000
	fcOrder     = 0x8000 // an HT Control field follows, in QoS data and management frames

	typeManagement = 0x0000
	typeControl    = 0x0004
	typeData       = 0x0008
	typeExtension  = 0x000c

	qosTID   = 0x000f
	qosAMSDU = 0x0080
	qosMesh  = 0x0100
)

func (f *frame) kind() uint16      { return f.control & fcType }
func (f *frame) subtype() uint16   { return f.control >> 4 & 0xf }
func (f *frame) has(b uint16) bool { return f.control&b != 0 }
func (f *frame) isQoS() bool       { return f.control&(fcType|fcQoS) == typeData|fcQoS }
func (f *frame) fourAddr() bool {
	return f.kind() == typeData && f.control&(fcToDS|fcFromDS) == fcToDS|fcFromDS
}

// tid returns the traffic identifier, 0 for frames without one.
func (f *frame) tid() uint8 {
	if f.isQoS() {
		return uint8(f.qos & qosTID)
	}
	return 0
}

func (f *frame) fragment() uint16 { return f.sequence & 0xf }
func (f *frame) number() uint16   { return f.sequence >> 4 }

// ra and ta are the ends of the hop.
func (f *frame) ra() Addr { return f.addr[0] }
func (f *frame) ta() Addr { return f.addr[1] }

// da and sa are the ends of the whole way (§9.3.2.1.2, table 9-26).
func (f *frame) da() Addr {
	if f.has(fcToDS) {
		return f.addr[2]
	}
	return f.addr[0]
}

func (f *frame) sa() Addr {
	switch f.control & (fcToDS | fcFromDS) {
	case fcFromDS:
		return f.addr[2]
	case fcToDS | fcFromDS:
		return f.addr[3]
	}
	return f.addr[1]
}

// headerLength returns the octets of a MAC header of a data or management frame
// (§9.2.3).
func headerLength(control uint16) int {
	n := 24
	data := control&fcType == typeData
	if data && control&(fcToDS|fcFromDS) == fcToDS|fcFromDS {
		n += 6
	}
	qos := data && control&fcQoS != 0
	if qos {
		n += 2
	}
	if control&fcOrder != 0 && (qos || control&fcType == typeManagement) {
		n += 4
	}
	return n
}

// parse reads the MAC header of a data or management frame at b, the captured
// part of length octets; false if it is cut off.
func (f *frame) parse(b []byte, length int, padded bool) bool {
	le := binary.LittleEndian
	if len(b) < 2 {
		return false
	}
	*f = frame{control: le.Uint16(b)}
	n := headerLength(f.control)
	if len(b) < n {
		return false
	}
	for i := range 3 {
		f.addr[i] = Addr(b[4+6*i:])
	}
	f.sequence = le.Uint16(b[22:])
	at := 24
	if f.fourAddr() {
		f.addr[3] = Addr(b[at:])
		at += 6
	}
	if f.isQoS() {
		f.qos = le.Uint16(b[at:])
	}
	if f.has(fcProtected) {
		f.keyed = keyOf(f)
	}
	if padded {
		n = min((n+3)&^3, len(b))
	}
	f.body, f.length = b[n:], length-n
	return true
}

// BeforeMSDU returns how long the MAC header is of a frame without FCS, whose body
// is an MSDU: a data frame, whole and not encrypted. It is 0 for others. Some access
// points that send frames on (RFC 5416 section 2.3) swap the frame control's octets.
func BeforeMSDU(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	for _, control := range [...]uint16{binary.LittleEndian.Uint16(b), binary.BigEndian.Uint16(b)} {
		if control&(fcVersion|fcType|fcNoData|fcMore|fcProtected) == typeData {
			return headerLength(control)
		}
	}
	return 0
}
