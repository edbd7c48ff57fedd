package capture

import "testing"

func TestChunkReleasedTwice(t *testing.T) {
	c := newChunkPool(10).get()
	c.Release()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	c.Release()
}

// TestChunkLends keeps a block until the last chunk with frames in it is
// released.
func TestChunkLends(t *testing.T) {
	blocks, merged := newChunkPool(10), newChunkPool(0)
	block, one, two := blocks.get(), merged.get(), merged.get()
	one.borrow(block)
	two.borrow(block)
	for i, c := range []*Chunk{block, one} {
		c.Release()
		if len(blocks.idle) != 0 {
			t.Fatalf("after %d of 3 releases the block is free", i+1)
		}
	}
	two.Release()
	if len(blocks.idle) != 1 || len(merged.idle) != 2 {
		t.Errorf("%d blocks and %d chunks are free, want 1 and 2", len(blocks.idle), len(merged.idle))
	}
}

func TestChunkPoolBounded(t *testing.T) {
	pool := newChunkPool(10)
	var chunks []*Chunk
	for range 2 * maxIdleChunks {
		chunks = append(chunks, pool.get())
	}
	for _, c := range chunks {
		c.Release()
	}
	if len(pool.idle) != maxIdleChunks {
		t.Errorf("%d chunks kept, want %d", len(pool.idle), maxIdleChunks)
	}
}
