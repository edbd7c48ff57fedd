package sni

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestAssemblyAnyOrder(t *testing.T) {
	message := make([]byte, 3000)
	for i := range message {
		message[i] = byte(i * 7)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var a assembly
		type piece struct{ from, to int }
		var pieces []piece
		for from := 0; from < len(message); {
			to := min(len(message), from+1+rng.IntN(120))
			pieces = append(pieces, piece{max(0, from-rng.IntN(30)), to}) // overlaps the piece before
			from = to
		}
		rng.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		for _, p := range pieces {
			if !a.add(uint64(p.from), message[p.from:p.to]) {
				t.Fatalf("add(%d, %d bytes) refused after %v", p.from, p.to-p.from, a.spans)
			}
			if got := a.prefix(); !bytes.Equal(got, message[:len(got)]) {
				t.Fatalf("prefix is not the message's after %v", a.spans)
			}
		}
		if len(a.prefix()) != len(message) || a.size != len(message) || len(a.spans) != 1 {
			t.Fatalf("after all pieces: prefix %d, size %d, spans %v", len(a.prefix()), a.size, a.spans)
		}
	}
}

func TestAssemblyBounds(t *testing.T) {
	var a assembly
	if a.add(maxAhead+1, []byte{1}) {
		t.Error("a piece beyond the window was kept")
	}
	if a.add(1<<62, []byte{1}) || a.add(1<<64-1, []byte{1}) {
		t.Error("a piece at the end of the number space was kept")
	}
	for i := range 4 * maxSpans {
		a.add(uint64(2*i+1), []byte{1})
	}
	if len(a.spans) > maxSpans {
		t.Errorf("%d spans; the limit is %d", len(a.spans), maxSpans)
	}
	block := make([]byte, 8<<10)
	for i := 0; a.add(uint64(i)*uint64(len(block)), block); i++ {
	}
	if len(a.data) > maxHandshake {
		t.Errorf("%d bytes kept; the limit is %d", len(a.data), maxHandshake)
	}
}
