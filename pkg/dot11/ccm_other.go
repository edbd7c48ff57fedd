//go:build !amd64 || purego

package dot11

// rounds are of no use on this machine.
type rounds struct{}

func newRounds([]byte) *rounds { return nil }

// lanes open several messages at once where the processor can.
type lanes struct{}

func (*lanes) open(*[4]*sealed) { panic("dot11: no lanes") }
