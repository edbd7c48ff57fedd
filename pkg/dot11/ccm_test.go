package dot11

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestCCM is packet vector 1 of RFC 3610 section 8. Its header comes with the
// length before it that CCM authenticates.
func TestCCM(t *testing.T) {
	key := newCCM(unhex(t, "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"), 8)
	text := unhex(t, "588c979a61c663d2f066d0c2c0f989806d5f6b61dac384 17e8d12cfdf926e0")
	want := unhex(t, "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e")
	var o ccmOpener
	try := func(change func(s *sealed)) ([]byte, bool) {
		s := sealed{key: key, nonce: [13]byte(unhex(t, "00000003020100a0a1a2a3a4a5")), text: bytes.Clone(text)}
		copy(s.aad[:], unhex(t, "0008 0001020304050607"))
		change(&s)
		s.plain = make([]byte, len(s.text)-8)
		o.open(&s)
		return s.plain, s.ok
	}
	if plain, ok := try(func(*sealed) {}); !ok || !bytes.Equal(plain, want) {
		t.Errorf("%x, %v, want %x", plain, ok, want)
	}
	for i := range text {
		if _, ok := try(func(s *sealed) { s.text[i] ^= 1 }); ok {
			t.Errorf("octet %d changed, and yet it opens", i)
		}
	}
	for n := 8; n < len(text); n++ {
		if _, ok := try(func(s *sealed) { s.text = s.text[:n] }); ok {
			t.Errorf("%d octets of it open", n)
		}
	}
	if _, ok := try(func(s *sealed) { s.aad[3] ^= 1 }); ok {
		t.Error("the header is changed, and yet it opens")
	}
	if _, ok := try(func(s *sealed) { s.nonce[12] ^= 1 }); ok {
		t.Error("the nonce is changed, and yet it opens")
	}
}

// TestLanes opens messages of all lengths beside others, some of them changed, as each
// opens block by block.
func TestLanes(t *testing.T) {
	l := newLab(t, akmPSK, suiteCCMP, 32)
	list := []*temporal{l.ptk().temporal[0], newTemporal(suiteCCMP, l.gtk)[0]}
	random := rand.New(rand.NewPCG(1, 2))
	var all []sealed
	for n := range 400 {
		key := list[n%2]
		b := append(header(typeData|fcToDS, l.ap, l.sta, l.ap, uint16(n)), make([]byte, random.IntN(1+n%3*n)+n%2)...)
		var f frame
		f.parse(b, len(b), false)
		b = seal(t, key, &f, b, uint64(n))
		f.parse(b, len(b), false)
		var s sealed
		s.frame(key, &f, false)
		if n%10 == 3 {
			s.text[random.IntN(len(s.text))] ^= 1
		}
		all = append(all, s)
	}
	var o ccmOpener
	for n := 0; len(all) > 0; n++ {
		some := all[:min(n%9, len(all))]
		all = all[len(some):]
		byBlock := slices.Clone(some)
		for i := range some {
			size := len(some[i].text) - some[i].key.tag
			some[i].plain, byBlock[i].plain = make([]byte, size), make([]byte, size)
			o.openByBlock(&byBlock[i])
		}
		o.openAll(some)
		for i, s := range some {
			if want := byBlock[i]; s.ok != want.ok || !bytes.Equal(s.plain, want.plain) {
				t.Errorf("%d of %d, %d octets: %v, %x, block by block %v, %x", i, len(some), len(s.plain), s.ok, s.plain, want.ok, want.plain)
			}
		}
	}
}

// BenchmarkCCMP opens frames of the usual length.
func BenchmarkCCMP(b *testing.B) {
	const length = 1500
	key := newCCM(make([]byte, 16), 8)
	for _, way := range []struct {
		name string
		n    int
		open func(o *ccmOpener, all []sealed)
	}{
		{"block by block", 1, func(o *ccmOpener, all []sealed) { o.openByBlock(&all[0]) }},
		{"alone", 1, func(o *ccmOpener, all []sealed) { o.open(&all[0]) }},
		{"with others", 64, (*ccmOpener).openAll},
	} {
		b.Run(way.name, func(b *testing.B) {
			all := make([]sealed, way.n)
			for i := range all {
				all[i] = sealed{key: key, text: make([]byte, length+8), plain: make([]byte, length)}
				all[i].aad[1] = 22
			}
			var o ccmOpener
			b.SetBytes(int64(way.n) * length)
			b.ReportAllocs()
			for b.Loop() {
				way.open(&o, all)
			}
		})
	}
}
