// Package dot11 turns the frames that a Wi-Fi monitor hears into the MSDUs they
// carry, decrypted where their key is known.
//
//	record ─► link header ─► FCS ─► MAC header ─► duplicate? ─► decrypt ─► fragments
//	          radiotap, PPI …                        │             │           │
//	                                           Retry ┘      no key └ pending   ▼
//	                                   MSDUs ◄─ relay? ◄─ A-MSDU, mesh ◄─ whole MSDU
//	                                              └ Relay
//
// A Monitor takes frames one after the other. [Monitor.Receive] returns outcomes:
// a verdict on one or more frames, and the MSDUs that can now be read. Most are
// about the frame just received. Others revise an earlier verdict: on a fragment
// whose last part came, on a frame that waited for its key.
//
// The keyring makes PMKs of what the user gave. A handshake collects nonces and
// signed messages of a pair of stations; once there is one of each side, PMKs are
// tried, and only a MIC that fits proves one. Order, replay counters and missing
// messages do not matter. Which hash, MIC and lengths: see derivation, one value
// for each AKM. Group keys come out of proven messages, of fast transitions, and
// of EAPOL that was itself encrypted. A frame is tried with the keys of its pair,
// or of its transmitter if it goes to a group, the newest first.
//
// Frames that come before their key wait in pending. The key's arrival releases
// them before the next frame is read, so that a pair's frames stay in order; they
// keep their own number and time.
//
// To check and to open frames needs no order as long as no key comes. A Lookout does
// it before the frames' turn, on another goroutine, several frames at once; what it
// could not know the Monitor does as if there were none.
//
// What was sent once counts once. Retransmissions are told by key and packet
// number, in clear by the retry bit. What an access point sends on from station to
// station is told by its source and a hash: the frame heard first counts.
//
// All that is remembered by address is in a recent, a map that forgets what was
// not asked for the longest.
//
// gopacket's 802.11 layers cut, skip or change too much to be of use here.
//
// Numbers of sections are those of IEEE 802.11-2020 unless another document is
// named.
package dot11

import (
	"encoding/binary"
	"fmt"
)

// Addr is a MAC address.
type Addr [6]byte

// group says whether a is the address of several stations (§9.2.4.3.2).
func (a Addr) group() bool { return a[0]&1 != 0 }

// Random says whether a is locally administered, as randomised addresses are.
func (a Addr) Random() bool { return a[0]&2 != 0 }

// number returns the address as a number, the first octet the most significant.
func (a Addr) number() uint64 {
	return uint64(binary.BigEndian.Uint16(a[:]))<<32 | uint64(binary.BigEndian.Uint32(a[2:]))
}

// String returns the address as six colon-separated octets.
func (a Addr) String() string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", a[0], a[1], a[2], a[3], a[4], a[5])
}

// Origin is the captured record that something came in.
type Origin struct {
	Time   int64  // ns since 1970 UTC; valid if Timed
	Number uint64 // position within its input
	Length uint32 // octets on the wire, link header included
	Input  uint32
	Timed  bool
}

// Record is a captured record of a link type that Carries. Data is valid until
// Receive returns.
type Record struct {
	Origin
	Link uint16 // LINKTYPE_ value
	Data []byte // the captured part
}

// MSDU is what a station wanted delivered (§9.2.4.7.1). Data starts with an LLC
// header. It lies in the record's Data, or in memory of its own.
type MSDU struct {
	Dst, Src Addr
	Data     []byte // the captured part
	Length   uint32 // octets on the air
}

// Verdict is what became of a frame.
type Verdict uint8

// The verdicts. Encrypted and Partial may be revised by a later Outcome.
const (
	None       Verdict = iota
	Delivered          // its MSDUs can be read
	Empty              // it carries no MSDU
	Partial            // a fragment whose others have not come
	Management         // never carries MSDUs
	Control            // never carries MSDUs
	Encrypted          // no key opens it
	Retry              // sent before, and received then
	Relay              // the access point's copy of a frame received before
	BadFCS             // damaged on the air
	Malformed
	Truncated // cut off by the snap length before it could be read
)

// Outcome is a verdict on frames: on the one just received, or on earlier ones
// that can only now be told.
type Outcome struct {
	Verdict Verdict
	MSDUs   []MSDU   // if Delivered
	Frames  []Judged // more than one if the MSDU came in fragments; the last completed it
}

// Judged is a frame that an Outcome is about.
type Judged struct {
	Origin
	Was Verdict // before; None for the frame just received
}
