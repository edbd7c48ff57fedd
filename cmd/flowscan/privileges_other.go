//go:build !linux

package main

// dropCapabilities has nothing to do: only Linux has them.
func dropCapabilities() error { return nil }

// sandbox has nothing to do it with.
func sandbox(...string) error { return nil }
