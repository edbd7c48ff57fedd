package scan

import (
	"context"
	"errors"
	"io"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
)

// ahead reads a source, and looks at its frames, while those before are decoded, so
// that one that is hard to decode holds up neither a disk nor a live capture.
type ahead struct {
	src     capture.Source
	lookout *decode.Lookout // nil for none
	chunks  chan seen       // closed at the end of the source
	spent   chan []decode.Sight
	err     error // why it ended; valid once chunks is closed, nil at its end
	cancel  context.CancelFunc
}

// seen is a chunk and what a Lookout saw of its frames, if that is anything.
type seen struct {
	*capture.Chunk
	sights []decode.Sight
}

// sight returns what was seen of frame i, nil if that is nothing.
func (s *seen) sight(i int) *decode.Sight {
	if len(s.sights) == 0 {
		return nil
	}
	return &s.sights[i]
}

// readAhead starts to read src, until ctx is done. Up to n chunks may wait.
func readAhead(ctx context.Context, src capture.Source, lookout *decode.Lookout, n int) *ahead {
	a := &ahead{src: src, lookout: lookout, chunks: make(chan seen, n), spent: make(chan []decode.Sight, n+2)}
	ctx, a.cancel = context.WithCancel(ctx)
	go a.run(ctx)
	return a
}

func (a *ahead) run(ctx context.Context) {
	defer close(a.chunks)
	defer a.cancel()
	for ctx.Err() == nil {
		chunk, err := a.src.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			a.err = err
			return
		}
		a.chunks <- seen{chunk, a.look(chunk)}
	}
}

// look returns what is seen of a chunk.
func (a *ahead) look(chunk *capture.Chunk) []decode.Sight {
	if a.lookout == nil {
		return nil
	}
	var memory []decode.Sight
	select {
	case memory = <-a.spent:
	default:
	}
	return a.lookout.Look(chunk, memory)
}

// done gives back what was seen, once the chunk is decoded.
func (a *ahead) done(s seen) {
	select {
	case a.spent <- s.sights:
	default:
	}
}

// stop gives up what is left of the source and returns its inputs.
func (a *ahead) stop() []capture.Input {
	a.cancel()
	for chunk := range a.chunks {
		chunk.Release()
	}
	return a.src.Inputs()
}
