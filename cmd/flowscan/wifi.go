package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/flowscan/flowscan/pkg/dot11"
	"github.com/urfave/cli/v2"
)

// wifiKeysVariable names the variable of the environment that may have Wi-Fi keys,
// one a line: what stands on the command line, everybody on the machine can read.
const wifiKeysVariable = "FLOWSCAN_WIFI_KEYS"

func wifiFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "wifi-key", KeepSpace: true, Usage: "open Wi-Fi frames with `KEY`: SSID:passphrase (no SSID: try all; %xx for any octet of it), pmk:HEX, msk:HEX, tk:HEX, wep:HEX, or @FILE with one a line; repeatable; also " + wifiKeysVariable},
		&cli.StringFlag{Name: "wifi-fcs", Value: "auto", Usage: "auto, yes or no: do frames end with their FCS, where the capture does not say?"},
	}
}

// wifiKey is a key, and where it was given.
type wifiKey struct {
	dot11.Key
	from string
}

// wifiOptions reads the flags and the environment.
func wifiOptions(ctx *cli.Context) (dot11.Options, []wifiKey, error) {
	var o dot11.Options
	switch fcs := ctx.String("wifi-fcs"); fcs {
	case "auto":
	case "yes":
		o.FCS = dot11.FCSPresent
	case "no":
		o.FCS = dot11.FCSAbsent
	default:
		return o, nil, fmt.Errorf("--wifi-fcs %q: say auto, yes or no", fcs)
	}
	keys, err := readWiFiKeys(strings.NewReader(os.Getenv(wifiKeysVariable)), wifiKeysVariable)
	if err != nil {
		return o, nil, err
	}
	for i, given := range ctx.StringSlice("wifi-key") {
		from := "--wifi-key"
		if len(ctx.StringSlice("wifi-key")) > 1 {
			from += " number " + strconv.Itoa(i+1)
		}
		more, err := parseWiFiKeys(given, from)
		if err != nil {
			return o, nil, err
		}
		keys = append(keys, more...)
	}
	for _, k := range keys {
		o.Keys = append(o.Keys, k.Key)
	}
	return o, keys, nil
}

// parseWiFiKeys reads a key, or those in the file that "@FILE" names.
func parseWiFiKeys(given, from string) ([]wifiKey, error) {
	path, isFile := strings.CutPrefix(given, "@")
	if !isFile {
		key, err := dot11.ParseKey(given)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", from, err)
		}
		return []wifiKey{{key, from}}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	defer f.Close()
	return readWiFiKeys(f, path)
}

// readWiFiKeys reads one key a line. Empty lines and those that start with # are
// passed over.
func readWiFiKeys(r io.Reader, name string) ([]wifiKey, error) {
	var keys []wifiKey
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimRight(lines.Bytes(), "\r")
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		from := fmt.Sprintf("%s line %d", name, n)
		key, err := dot11.ParseKey(string(line))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", from, err)
		}
		keys = append(keys, wifiKey{key, from})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return keys, nil
}

// explainWiFi says in one line for each key that opened nothing why that is so.
func (c *command) explainWiFi(keys []wifiKey, uses []dot11.KeyUse) {
	if uses == nil && len(keys) > 0 {
		c.say("no Wi-Fi frames in the capture: the Wi-Fi keys are of no use")
	}
	for i, use := range uses {
		if why := unused(keys[i].Key, use); why != "" {
			c.say(keys[i].from + ": " + why)
		}
	}
}

// unused says why a key opened nothing; "" if it did.
func unused(k dot11.Key, use dot11.KeyUse) string {
	network := fmt.Sprintf("network %q", k.SSID())
	switch use {
	case dot11.KeyWrong:
		handshakes := "that were heard"
		if k.SSID() != "" {
			handshakes = "of " + network
		}
		return fmt.Sprintf("wrong %v: the handshakes %s were made with another", k, handshakes)
	case dot11.KeyTooMany:
		return "handshakes of too many networks were heard to try the passphrase on all: give SSID:passphrase"
	case dot11.KeyNoNetwork:
		return network + " was not heard"
	case dot11.KeyNoHandshake:
		return fmt.Sprintf("no handshake was heard that this %v could open; capture on while the device connects anew", k)
	case dot11.KeyCut:
		return fmt.Sprintf("the snap length cut off the handshakes that this %v may be for; capture whole frames", k)
	case dot11.KeyNoName:
		return "the name of the network whose handshake was heard was not: give SSID:passphrase"
	case dot11.KeyNeedsPMK:
		return "a passphrase opens no WPA3, OWE or 802.1X, and nothing else that it may be for was heard; give pmk:HEX"
	case dot11.KeyUnused:
		return fmt.Sprintf("the %v opened no frame", k)
	}
	return ""
}
