package capture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"sync/atomic"
)

// format cuts frames out of the bytes of one file format.
type format interface {
	// cut appends the frames that lie whole in data to c and returns the rest
	// of data. An error says why nothing after the rest can be read.
	cut(data []byte, in *input, c *Chunk) (rest []byte, err error)
	// cutOff says what is missing if the input ends with rest, or nil.
	cutOff(rest []byte, in *input) error
}

// input is one capture on its way through.
type input struct {
	Input
	index  uint32 // among the inputs
	frames uint64 // cut so far
	stream bool   // can be opened only once, its size is not known

	stored *storedReader // nil until opened
	plain  io.Reader     // decompressed
	unpack io.Closer     // nil unless compressed
	ahead  *ahead        // nil unless decompressed in a goroutine
	format format
	rest   []byte // read, but not cut yet
	done   bool

	queue queue // used only when several inputs are merged
}

// open opens the input and reads as much of it as tells its format. background
// is whether decompression gets a goroutine of its own.
func (in *input) open(opt Options, total *atomic.Int64, background bool) error {
	stored := &storedReader{total: total}
	if in.Path == stdinPath {
		if opt.Stdin == nil {
			return errors.New("it is not available")
		}
		stored.Reader, stored.Closer = opt.Stdin, io.NopCloser(nil)
	} else {
		f, err := os.Open(in.Path)
		if err != nil {
			return err
		}
		stored.Reader, stored.Closer = f, f
	}
	if opt.Hash {
		stored.hash = sha256.New()
	}
	in.stored = stored
	if err := in.begin(background); err != nil {
		in.close()
		return err
	}
	return nil
}

// begin finds out how the input is compressed and what its format is.
func (in *input) begin(background bool) error {
	head, err := readHead(in.stored)
	if err != nil {
		return err
	}
	in.plain = in.stored
	in.Compression = compressionOf(string(head))
	if in.Compression != "" {
		if head, err = in.unpackHead(head, background); err != nil {
			return in.readError(err)
		}
	}
	in.format, in.rest, err = recognise(head, &in.Input)
	if errors.Is(err, errNotCapture) && !in.stream && isTar(in.plain) {
		return errTar
	}
	return err
}

// unpackHead puts a decompressor between in.stored, whose head was read already,
// and in.plain, and returns the head of what it decompressed.
func (in *input) unpackHead(head []byte, background bool) ([]byte, error) {
	r, err := decompress(io.MultiReader(bytes.NewReader(head), in.stored), in.Compression)
	if err != nil {
		return nil, err
	}
	in.plain, in.unpack = r, r
	head, err = readHead(r)
	if err == nil && background {
		in.ahead = newAhead(r)
		in.plain = in.ahead
	}
	return head, err
}

// readHead reads up to fileHeaderLen bytes. If r ends before, what is missing
// shows in what is there.
func readHead(r io.Reader) ([]byte, error) {
	head := make([]byte, 0, fileHeaderLen)
	for len(head) < fileHeaderLen {
		n, err := r.Read(head[len(head):fileHeaderLen])
		head = head[:len(head)+n]
		switch {
		case err == io.EOF:
			return head, nil
		case err != nil && len(head) < fileHeaderLen:
			return nil, err
		}
	}
	return head, nil
}

// read fills c with the next frames. It returns io.EOF when there are no more;
// Input is complete then.
func (in *input) read(c *Chunk) error {
	if in.done {
		return io.EOF
	}
	held := c.grow(in.rest)
	for {
		n, err := in.plain.Read(c.buf[held:])
		rest, damage := in.format.cut(c.buf[:held+n], in, c)
		switch {
		case damage != nil:
		case err == io.EOF:
			damage = in.format.cutOff(rest, in)
		case err != nil:
			damage = fmt.Errorf("after frame %d: %w", in.frames, in.readError(err))
		case len(c.Frames) == 0:
			held = c.grow(rest)
			continue
		default:
			in.rest = append(in.rest[:0], rest...)
			in.count(c.Frames)
			return nil
		}
		in.count(c.Frames)
		in.finish(damage)
		if len(c.Frames) == 0 {
			return io.EOF
		}
		return nil
	}
}

// readError says in a reader's words what happened to the stored bytes.
func (in *input) readError(err error) error {
	if in.Compression == "" {
		return err
	}
	return unpackError(in.Compression, err)
}

// finish notes how reading the input ended and lets go of it.
func (in *input) finish(damage error) {
	if damage != nil {
		in.Damage = damage.Error()
	}
	if in.stored != nil {
		if in.stream || in.stored.hash != nil {
			in.drain()
		}
		read := in.stored.n.Load()
		in.Size = max(in.Size, read) // not known before, or grown
		in.stored.total.Add(in.Size - read)
	}
	in.close()
}

// drain reads what damage left unread, for size and hash not to depend on how
// far reading got.
func (in *input) drain() {
	if in.ahead != nil {
		in.ahead.close()
		in.ahead.wait()
	}
	_, err := io.Copy(io.Discard, in.stored)
	if err == nil && in.stored.hash != nil {
		in.SHA256 = hex.EncodeToString(in.stored.hash.Sum(nil))
	}
}

func (in *input) close() error {
	in.done = true
	in.rest = nil
	if in.stored == nil {
		return nil
	}
	switch {
	case in.ahead != nil:
		in.ahead.close()
	case in.unpack != nil:
		in.unpack.Close()
	}
	return in.stored.Close()
}

// storedReader reads an input's bytes as they are stored.
type storedReader struct {
	io.Reader
	io.Closer
	hash  hash.Hash     // nil unless wanted
	total *atomic.Int64 // of all inputs
	n     atomic.Int64  // of this one
}

func (s *storedReader) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if s.hash != nil {
		s.hash.Write(p[:n])
	}
	s.n.Add(int64(n))
	s.total.Add(int64(n))
	return n, err
}
