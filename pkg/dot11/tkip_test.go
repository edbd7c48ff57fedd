package dot11

import (
	"bytes"
	"encoding/binary"
	"testing"
)

func TestTKIPSeed(t *testing.T) {
	// IEEE 802.11-2020 J.6.3: key, transmitter's address and packet number 1
	s := newTKIPSeed(unhex(t, "12345678901234567890123456789012"))
	ta := Addr(unhex(t, "020304050607"))
	seed := s.seed(ta, 1)
	var phase1 []byte
	for _, w := range s.ttak {
		phase1 = binary.LittleEndian.AppendUint16(phase1, w)
	}
	if want := unhex(t, "bb58071f9e93b438254b"); !bytes.Equal(phase1, want) {
		t.Errorf("phase 1: %x, want %x", phase1, want)
	}
	if want := unhex(t, "0020014cfe67bed27c867b1bf8028b1c"); !bytes.Equal(seed[:], want) {
		t.Errorf("phase 2: %x, want %x", seed, want)
	}
	other := s.seed(ta, 0x10000)
	fresh := newTKIPSeed(unhex(t, "12345678901234567890123456789012"))
	if want := fresh.seed(ta, 0x10000); other != want {
		t.Errorf("reused: %x, fresh: %x", other, want)
	}
}
