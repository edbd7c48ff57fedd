package names

import (
	"sort"

	"github.com/flowscan/flowscan/pkg/hostname"
	"golang.org/x/crypto/cryptobyte"
)

// Offer is what an answer to an HTTPS question says of Encrypted ClientHello for a
// name: one without an HTTPS record offers none.
type Offer struct {
	Name    string // the name asked for, as in [Record]
	ECH     bool   // a record has the ech parameter (RFC 9848 §3)
	Configs []ECHConfig
}

// ECHConfig is the part of an ECHConfig that a ClientHello made with it shows (RFC 9849 §4).
type ECHConfig struct {
	ID         uint8  // config_id
	PublicName string // what the ClientHello gives as its server_name
}

const (
	echVersion    = 0xfe0d // the only version of RFC 9849
	maxECHConfigs = 8      // servers publish one or two: the current key and the one before
)

// appendECHConfigs appends the configurations of an ECHConfigList, as far as they can be read.
func appendECHConfigs(dst []ECHConfig, data cryptobyte.String) []ECHConfig {
	var list, contents cryptobyte.String
	var version uint16
	if !data.ReadUint16LengthPrefixed(&list) {
		return dst
	}
	for len(dst) < maxECHConfigs && list.ReadUint16(&version) && list.ReadUint16LengthPrefixed(&contents) {
		if c, ok := parseECHContents(contents); ok && version == echVersion {
			dst = append(dst, c)
		}
	}
	return dst
}

// parseECHContents reads an ECHConfigContents: HpkeKeyConfig, maximum_name_length,
// public_name, extensions.
func parseECHContents(s cryptobyte.String) (c ECHConfig, ok bool) {
	var kem uint16
	var maxLength uint8
	var key, suites, name cryptobyte.String
	if !s.ReadUint8(&c.ID) || !s.ReadUint16(&kem) || !s.ReadUint16LengthPrefixed(&key) || !s.ReadUint16LengthPrefixed(&suites) ||
		!s.ReadUint8(&maxLength) || !s.ReadUint8LengthPrefixed(&name) {
		return c, false
	}
	c.PublicName, ok = hostname.Parse(name)
	return c, ok
}

// ECH is what can be told of an ech extension in a ClientHello.
type ECH uint8

const (
	ECHUnknown ECH = iota // it may hide another name
	ECHReal               // it does: made with a configuration seen, whose public name stands in its place
	ECHGrease             // it does not (RFC 9849 §6.2): the name has no configuration that could have been used
)

// String returns the mark that reports use.
func (e ECH) String() string {
	switch e {
	case ECHReal:
		return "ech"
	case ECHGrease:
		return "grease"
	}
	return "ech?"
}

// isFront tells whether a name is known to be the public name of a provider's
// configurations and nothing else.
func isFront(serverName string) bool {
	return serverName == "cloudflare-ech.com" // for all sites behind Cloudflare
}

// ECH tells whether an ech extension is real. serverName and configID are what the
// ClientHello shows, index is the position of the flow's first packet: only offers
// before it count.
func (d *Directory) ECH(serverName string, configID uint8, index uint64) ECH {
	if first, ok := d.fronts[ECHConfig{configID, serverName}]; ok && first < index || isFront(serverName) {
		return ECHReal
	}
	offers := d.offers[serverName]
	i := sort.Search(len(offers), func(i int) bool { return offers[i].index >= index })
	if i > 0 && !offers[i-1].ECH {
		return ECHGrease
	}
	return ECHUnknown
}

// addOffers takes in offers, the oldest first.
func (d *Directory) addOffers(offers []*offerMade) {
	for _, o := range offers {
		d.offers[o.Name] = append(d.offers[o.Name], o)
		for _, c := range o.Configs {
			if _, ok := d.fronts[c]; !ok {
				d.fronts[c] = o.index
			}
		}
	}
}
