package scan

import (
	"context"
	"errors"
	"io"

	"github.com/flowscan/flowscan/pkg/capture"
)

// ahead reads a source while the frames it gave are decoded, so that one that is
// hard to decode holds up neither a disk nor a live capture.
type ahead struct {
	src    capture.Source
	chunks chan *capture.Chunk // closed at the end of the source
	err    error               // why it ended; valid once chunks is closed, nil at its end
	cancel context.CancelFunc
}

// readAhead starts to read src, until ctx is done. Up to n chunks may wait.
func readAhead(ctx context.Context, src capture.Source, n int) *ahead {
	a := &ahead{src: src, chunks: make(chan *capture.Chunk, n)}
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
		a.chunks <- chunk
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
