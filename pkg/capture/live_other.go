//go:build !linux && !libpcap

package capture

import "errors"

// device is nothing here: only Linux captures without libpcap.
type device struct{ link LinkType }

func openDevice(*LiveOptions) (*device, error) {
	return nil, errors.New("on this system capturing needs libpcap: build with -tags libpcap; tcpdump -w - | flowscan - works today")
}

func (d *device) read(*Chunk) error { return errDown }
func (d *device) dropped() uint64   { return 0 }
func (d *device) drained() bool     { return true }
func (d *device) stop() error       { return nil }
func (d *device) close() error      { return nil }
