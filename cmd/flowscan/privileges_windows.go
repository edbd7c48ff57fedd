package main

// dropPrivileges has nothing to do: who may capture on Windows is for Npcap to say.
func (c *command) dropPrivileges(string) (as string, err error) { return "", nil }

// sandbox has nothing to do it with.
func sandbox(...string) error { return nil }
