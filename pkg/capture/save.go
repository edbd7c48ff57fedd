package capture

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// SaveOptions says where and how a live capture is saved, as pcapng.
type SaveOptions struct {
	Path        string    // a file, or "-" for Stdout
	Stdout      io.Writer // used if Path is "-"
	Application string    // what saves, for the file to name

	// A new file is begun once one has Size bytes, or after Every; 0 is never.
	// Files are then called by Path with a number and a time in front of its
	// extension. The last Keep are kept, all if that is 0.
	Size  int64
	Every time.Duration
	Keep  int
}

func (o *SaveOptions) rotates() bool { return o.Size > 0 || o.Every > 0 }

// saver writes a live capture to files; its zero value does not.
type saver struct {
	SaveOptions
	in    *Input         // what is captured
	file  io.WriteCloser // nil between files
	pcap  *Writer
	since int64    // when the file was begun
	begun int      // files
	kept  []string // paths, the oldest first
	lost  uint64   // of the interface when the file was begun
	first uint64   // frames before the file
}

// Save makes l write what it captures. It must be called before Next.
func (l *Live) Save(opt SaveOptions) error {
	l.save = saver{SaveOptions: opt, in: &l.in}
	if err := l.save.begin(l.opt.Now()); err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	return nil
}

// write saves frames that are about to be counted.
func (s *saver) write(frames []Frame, now int64) error {
	if s.file != nil && s.full(now) {
		if err := s.finish(now); err != nil {
			return err
		}
	}
	if len(frames) == 0 || s.Path == "" {
		return nil
	}
	if s.file == nil {
		if err := s.begin(now); err != nil {
			return err
		}
	}
	return s.pcap.Write(frames)
}

func (s *saver) full(now int64) bool {
	s.since = min(s.since, now) // the clock may have been set back
	return s.Size > 0 && s.pcap.Written() >= s.Size || s.Every > 0 && now-s.since >= int64(s.Every)
}

func (s *saver) begin(now int64) error {
	file, err := s.open(s.path(now))
	if err != nil {
		return err
	}
	s.file = file
	s.begun++
	s.since, s.lost, s.first = now, s.in.Dropped, s.in.Frames
	s.pcap, err = NewWriter(file, s.Application, s.in.Interfaces)
	return err
}

func (s *saver) open(path string) (io.WriteCloser, error) {
	if path == stdinPath {
		return stream{s.Stdout}, nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // it may hold anything that anybody said
	if err != nil {
		return nil, err
	}
	s.keep(path)
	return f, nil
}

// path returns the name of the next file: that given, or "cap_00001_20261122T175447Z.pcapng"
// for cap.pcapng.
func (s *saver) path(now int64) string {
	if !s.rotates() {
		return s.Path
	}
	ext := filepath.Ext(s.Path)
	stamp := time.Unix(0, now).UTC().Format("20060102T150405Z")
	return fmt.Sprintf("%s_%05d_%s%s", strings.TrimSuffix(s.Path, ext), s.begun+1, stamp, ext)
}

// keep notes that a file was begun, and removes the one that is too many.
func (s *saver) keep(path string) {
	if s.Keep == 0 || !s.rotates() {
		return
	}
	s.kept = append(s.kept, path)
	if len(s.kept) > s.Keep {
		os.Remove(s.kept[0]) // who took it away before us was faster
		s.kept = s.kept[1:]
	}
}

// finish ends the file with what became of its frames.
func (s *saver) finish(now int64) error {
	if s.file == nil {
		return nil
	}
	lost := s.in.Dropped - s.lost
	err := cmp.Or(s.pcap.Statistics(0, now, s.in.Frames-s.first+lost, lost), s.file.Close())
	s.file = nil
	return err
}

// stream is a writer that somebody else closes.
type stream struct{ io.Writer }

func (stream) Close() error { return nil }
