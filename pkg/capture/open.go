package capture

import (
	"container/heap"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// stdinPath is the path that means Options.Stdin.
const stdinPath = "-"

// lookSize is how far into a file Open looks for its first frame's time. A
// capture without a frame there is opened before its turn, which costs only a
// descriptor.
const lookSize = 1 << 20

// Open finds the captures in paths: files, directories, or "-" for standard
// input. A file reached by several paths is read once. It fails only if nothing
// can be read; Failed names the paths that could not.
func Open(paths []string, opt Options) (*Files, error) {
	o := opener{Files: &Files{opt: opt}, seen: map[string]bool{}}
	for _, path := range paths {
		o.add(path)
	}
	f := o.Files
	if len(f.inputs) == 0 {
		if len(f.failed) == 0 {
			return nil, errors.New("capture: no file given")
		}
		return nil, errors.Join(f.failed...)
	}
	size := int64(blockSize)
	if !o.unbounded {
		size = min(size, max(o.largest+1, minBlockSize)) // +1: room to see the end
	}
	f.blocks, f.merged = newChunkPool(int(size)), newChunkPool(0)
	f.due = append(f.due, f.inputs...)
	heap.Init(&f.due)
	return f, nil
}

// opener gathers the inputs of Files.
type opener struct {
	*Files
	seen      map[string]bool // by resolved path
	largest   int64           // size of the largest uncompressed file
	unbounded bool            // some input's size is not known
}

func (o *opener) add(path string) {
	if path == stdinPath {
		o.check("standard input", o.addFile(path, 0, true))
		return
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
	case info.IsDir():
		err = o.addNamedDir(path)
	default:
		err = o.addFile(path, info.Size(), !info.Mode().IsRegular())
	}
	o.check(path, err)
}

// check notes that an input failed, if it did.
func (o *opener) check(path string, err error) {
	if err == nil {
		return
	}
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathErr.Err // path is named already
	}
	if errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("%w; make it readable, or run as its owner", err)
	}
	o.failed = append(o.failed, fmt.Errorf("capture: %s: %w", path, err))
}

func (o *opener) addNamedDir(dir string) error {
	failed := len(o.failed)
	found, nested := o.addDir(dir)
	switch {
	case found > 0 || len(o.failed) > failed:
		return nil
	case nested:
		return errors.New("no captures in this directory; those in directories inside it are read with --recursive")
	default:
		return errors.New("no captures in this directory")
	}
}

// addDir adds the captures in dir in order of their names. Files that are
// hidden or no captures are passed over. nested is whether directories were
// passed over too.
func (o *opener) addDir(dir string) (found int, nested bool) {
	entries, err := os.ReadDir(dir)
	o.check(dir, err)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case !e.IsDir():
			if o.addFound(path) {
				found++
			}
		case o.opt.Recursive:
			n, _ := o.addDir(path)
			found += n
		default:
			nested = true
		}
	}
	return found, nested
}

// addFound adds a directory's entry if it is a capture. A link to a directory
// is passed over, because it may lead back; a pipe, because it may never end.
func (o *opener) addFound(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	err = o.addFile(path, info.Size(), false)
	if errors.Is(err, errNotCapture) {
		return false
	}
	o.check(path, err)
	return err == nil
}

// addFile adds the capture at path, unless it is there already.
func (o *opener) addFile(path string, size int64, stream bool) error {
	real := realPath(path)
	if o.seen[real] {
		return nil
	}
	in := &input{Input: Input{Path: path, Size: size}, index: uint32(len(o.inputs)), stream: stream}
	in.queue.key = math.MinInt64
	if stream {
		if err := in.open(o.opt, &o.read, true); err != nil {
			return err
		}
		o.unbounded = true
	} else if err := o.look(in); err != nil {
		return err
	}
	o.seen[real] = true
	o.inputs = append(o.inputs, in)
	o.size += size
	o.largest = max(o.largest, size)
	return nil
}

// look reads the beginning of in's file for its first frame's time, and to know
// that it is a capture.
func (o *opener) look(in *input) error {
	var read atomic.Int64 // not progress: all of it is read again
	first := &input{Input: in.Input}
	if err := first.open(Options{}, &read, false); err != nil {
		return err
	}
	defer first.close()
	if in.Compression = first.Compression; in.Compression != "" {
		o.unbounded = true
	}
	first.plain = io.LimitReader(first.plain, lookSize)
	c := &Chunk{buf: make([]byte, minBlockSize)}
	if first.read(c) == nil && c.Frames[0].Timed {
		in.queue.key = c.Frames[0].Time
	}
	return nil
}

// realPath is the one name of a file, as far as it can be told.
func realPath(path string) string {
	if path == stdinPath {
		return path
	}
	if p, err := filepath.EvalSymlinks(path); err == nil {
		path = p
	}
	if p, err := filepath.Abs(path); err == nil {
		path = p
	}
	return path
}
