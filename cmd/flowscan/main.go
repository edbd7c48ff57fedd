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

// errDamaged ends a command that reported what it could, and has already said
// what it could not.
var errDamaged = errors.New("some input is damaged")

// run is main without the process around it. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{stdin: stdin, stdout: stdout, stderr: stderr}
	app := c.app()
	err := app.RunContext(ctx, permute(args, app))
	switch {
	case err == nil || errors.Is(err, syscall.EPIPE):
		return exitOK
	case errors.Is(err, errDamaged):
		return exitDamaged
	}
	fmt.Fprintf(stderr, "flowscan: %v\n", err)
	return exitFailed
}
