package names

// Via is how a name became known. The stronger sort first.
type Via uint8

const (
	ViaUnknown  Via = iota
	ViaHTTPDNS      // an answer in clear HTTP to this device
	ViaDNS          // a DNS answer to this device
	ViaDNSOther     // a DNS or HTTPDNS answer to another device
	ViaMDNS
	ViaLLMNR
	ViaNetBIOS
	ViaNRB // a name resolution record of a pcapng file
	ViaPTR // a DNS answer about the address itself: a name its network's owner chose
)

// String returns the word that reports use.
func (v Via) String() string {
	words := [...]string{"unknown", "httpdns", "dns", "dns-other", "mdns", "llmnr", "netbios", "nrb", "ptr"}
	if int(v) < len(words) {
		return words[v]
	}
	return words[0]
}
