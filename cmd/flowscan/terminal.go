package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// patience is how long work may take before a progress bar appears.
const patience = time.Second

// terminal returns w's file descriptor if it is a terminal.
func terminal(w io.Writer) (fd int, ok bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

// width returns the columns of the terminal that output goes to, 0 if it goes
// elsewhere.
func (c *command) width() int {
	fd, ok := terminal(c.stdout)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(fd)
	if err != nil || columns <= 0 {
		return 80
	}
	return columns
}

// color decides about colours by --color and https://no-color.org.
func (c *command) color(when string, toFile bool) (bool, error) {
	switch when {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		_, ok := terminal(c.stdout)
		return ok && !toFile && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", nil
	}
	return false, fmt.Errorf("--color %q: say auto, always or never", when)
}

// progress shows on a terminal how far src is read, once that takes longer than
// patience. The function it returns takes the bar away.
func (c *command) progress(src *capture.Files) (stop func()) {
	if _, ok := terminal(c.stderr); !ok || src.Size() <= 0 {
		return func() {}
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-quit:
			return
		case <-time.After(patience):
		}
		bar := progressbar.NewOptions64(src.Size(),
			progressbar.OptionSetWriter(c.stderr), progressbar.OptionShowBytes(true),
			progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
		defer bar.Clear()
		for {
			bar.Set64(min(src.BytesRead(), src.Size()))
			select {
			case <-quit:
				return
			case <-time.After(patience / 10):
			}
		}
	}()
	return func() { close(quit); <-done }
}
