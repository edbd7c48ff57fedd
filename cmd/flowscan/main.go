// Command flowscan tells from a packet capture whom a device sent data to.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/flowscan/flowscan/pkg/report"
)

// Exit codes, the first that applies; see also the help text.
const (
	exitOK      = 0
	exitFailed  = 2 // wrong usage, or nothing could be read
	exitDamaged = 3 // some input is damaged; what could be read is reported
)

func main() {
	// Without this, a reader that closes our output early kills us: `| head`
	// is no failure.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// damage is why some of the input could not be read. The rest is reported.
type damage struct{ error }

// run is main without the process around it. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{stdin: stdin, stdout: stdout, stderr: stderr}
	app := c.app()
	code := exitOK
	for _, err := range split(app.RunContext(ctx, permute(args, app))) {
		if errors.Is(err, syscall.EPIPE) {
			continue // who closed our output has seen enough
		}
		c.say(err)
		if _, ok := errors.AsType[damage](err); !ok {
			code = exitFailed
		} else if code == exitOK {
			code = exitDamaged
		}
	}
	return code
}

// split returns the errors joined in err; none if it is nil.
func split(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, err := range joined.Unwrap() {
		all = append(all, split(err)...)
	}
	return all
}

// say prints one line on standard error. Names of files may stand in it, which
// may hold anything.
func (c *command) say(message any) {
	fmt.Fprintf(c.stderr, "flowscan: %s\n", report.Sanitise(fmt.Sprint(message)))
}
