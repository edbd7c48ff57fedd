//go:build unix && !linux

package main

// forswearCapabilities and dropCapabilities have nothing to do: only Linux has
// them.
func forswearCapabilities() {}

func dropCapabilities() error { return nil }

// sandbox has nothing to do it with.
func sandbox(...string) error { return nil }
