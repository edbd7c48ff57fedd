package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// isStdout reports whether "-o path" means standard output.
func isStdout(path string) bool {
	return path == "" || path == "-" || path == "/dev/stdout"
}

// spare returns an error if writing to the file out would destroy one of the
// inputs.
func (c *command) spare(inputs []string, out string) error {
	target, err := os.Stat(out)
	if isStdout(out) || err != nil || !target.Mode().IsRegular() {
		return nil
	}
	for _, path := range inputs {
		info, err := os.Stat(path)
		if stdin, ok := c.stdin.(*os.File); ok && path == "-" {
			info, err = stdin.Stat()
		}
		if err == nil && os.SameFile(info, target) {
			return fmt.Errorf("-o %s: that is the capture itself", out)
		}
	}
	return nil
}

// write calls render with standard output, or with the file at path.
func (c *command) write(path string, render func(io.Writer) error) error {
	if isStdout(path) {
		return render(c.stdout)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
		f.Close()
	case info.Mode().IsRegular():
		f.Close()
		err = replace(path, info.Mode(), render)
	default: // a pipe or a device has no content to lose
		err = cmp.Or(render(f), f.Close())
	}
	if err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	return nil
}

// writable returns why write could not write to path, without doing it.
func writable(path string) error {
	if isStdout(path) {
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	f.Close()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil { // as replace does
		return err
	}
	if f, err = os.CreateTemp(filepath.Dir(path), ".flowscan-*"); err != nil {
		return err
	}
	return cmp.Or(f.Close(), os.Remove(f.Name()))
}

// replace puts what render writes in the place of the file at path: all of it,
// or the file stays as it is.
func replace(path string, mode fs.FileMode, render func(io.Writer) error) error {
	path, err := filepath.EvalSymlinks(path) // a link stays one
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".flowscan-*")
	if err != nil {
		return err
	}
	err = cmp.Or(render(f), f.Chmod(mode.Perm()), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
