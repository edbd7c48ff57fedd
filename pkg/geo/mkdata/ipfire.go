package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// readIPFire reads the IPFire Location database as Tor converts it, which says
// where a block is registered: CSV lines FIRST,LAST,COUNTRY, the IPv4 addresses
// as decimal numbers, after a header of # lines.
func readIPFire(dir string) ([]entry, source, error) {
	s := source{
		Type:    "IPFire Location",
		Country: true,
		Licence: "CC BY-SA 4.0",
		Credit:  "Registered countries are from the IPFire Location database of the IPFire Project, https://location.ipfire.org/.",
		Input:   "Debian package tor-geoipdb",
	}
	var entries []entry
	for _, name := range []string{"geoip", "geoip6"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, s, err
		}
		s.Input += fmt.Sprintf(", %s sha256 %x", name, sha256.Sum256(data))
		lines := bufio.NewScanner(bytes.NewReader(data))
		for lines.Scan() {
			line := lines.Text()
			if day, ok := strings.CutPrefix(line, "# Generated: "); ok {
				built, err := time.Parse(time.RFC1123, day)
				if err != nil {
					return nil, s, fmt.Errorf("%s: %w", name, err)
				}
				s.Built = built.Format(time.DateOnly)
			}
			if line == "" || line[0] == '#' {
				continue
			}
			e, ok, err := parseIPFire(line)
			if err != nil {
				return nil, s, fmt.Errorf("%s: %q: %w", name, line, err)
			}
			if ok {
				entries = append(entries, e)
			}
		}
	}
	return entries, s, nil
}

// parseIPFire reports false for a range whose country is unknown.
func parseIPFire(line string) (e entry, ok bool, err error) {
	parts := strings.Split(line, ",")
	if len(parts) != 3 {
		return e, false, fmt.Errorf("not FIRST,LAST,COUNTRY")
	}
	if e.first, err = parseAddr(parts[0]); err != nil {
		return e, false, err
	}
	if e.last, err = parseAddr(parts[1]); err != nil {
		return e, false, err
	}
	e.fields = country("registered_country", parts[2])
	return e, isCode(parts[2]), nil
}

func parseAddr(s string) (netip.Addr, error) {
	if strings.Contains(s, ":") {
		return netip.ParseAddr(s)
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return netip.Addr{}, err
	}
	return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, uint32(n)))), nil
}
