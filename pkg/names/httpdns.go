package names

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/flowscan/flowscan/pkg/hostname"
	"golang.org/x/net/dns/dnsmessage"
)

// maxAsked is how many names of one HTTPDNS request are taken; the services allow five to eight.
const maxAsked = 16

// maxHTTPDNS is the longest answer read: eight names with dozens of addresses each stay below it.
const maxHTTPDNS = 16 << 10

// HTTPDNSQuery returns the names that an HTTP request asks an HTTPDNS service for, nil
// if it is no such request. target is the request target: the path and query, or an
// absolute URL. Apps of Chinese vendors ask so, by GET over clear HTTP, to get past
// their network's resolver. What the names stand for is then told by [HTTPDNSAnswer].
func HTTPDNSQuery(target string) []string {
	path, query, _ := strings.Cut(target, "?")
	if absolute, ok := strings.CutPrefix(path, "http://"); ok {
		_, path, _ = strings.Cut(absolute, "/")
	}
	key := httpdnsKey(strings.Split(strings.Trim(path, "/"), "/"), query)
	if key == "" || !strings.Contains(query, key+"=") {
		return nil
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil
	}
	var asked []string
	for name := range strings.SplitSeq(values.Get(key), ",") {
		if host, ok := hostname.Parse([]byte(name)); ok && strings.Contains(host, ".") && len(asked) < maxAsked {
			asked = append(asked, host)
		}
	}
	return asked
}

// httpdnsKey is the query parameter that carries the names, "" if the path is not one
// of the services'. The paths are those that their public documentation gives.
func httpdnsKey(path []string, query string) string {
	switch last := path[len(path)-1]; {
	case len(path) == 1 && last == "d", // Tencent
		len(path) == 2 && path[0] == "v2" && (last == "d" || last == "0001"), // Alibaba's second version; Baidu
		len(path) == 2 && path[0] == "v3" && last == "resolve":               // Baidu
		return "dn"
	case len(path) == 1 && last == "q": // ByteDance
		return "host"
	case len(path) == 1 && last == "resolve" && strings.Contains(query, "domain="): // Volcengine
		return "domain"
	case len(path) == 1 && last == "resolve": // Alibaba's public resolvers, as DNS over HTTPS but in clear
		return "name"
	case len(path) == 2 && isNumber(path[0]) && slices.Contains([]string{"d", "sign_d", "resolve", "sign_resolve"}, last):
		return "host" // Alibaba, below the customer's account
	}
	return ""
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// HTTPDNSAnswer appends what the whole body of the response to such a request says of
// the names asked for. Anything but a well-formed answer, in JSON or in Tencent's text,
// gives nothing.
func HTTPDNSAnswer(body []byte, asked []string, dst []Record) []Record {
	body = bytes.TrimSpace(body)
	if len(body) > maxHTTPDNS || len(asked) == 0 {
		return dst
	}
	a := httpdnsAnswer{asked: asked, records: dst}
	ok := false
	switch {
	case bytes.HasPrefix(body, []byte("{")):
		ok = a.readJSON(body)
	case bytes.HasPrefix(body, []byte("[")):
		ok = a.readList(body)
	default:
		ok = a.readText(string(body))
	}
	if !ok {
		return dst
	}
	return a.records
}

// httpdnsAnswer collects the records of an answer.
type httpdnsAnswer struct {
	asked   []string
	records []Record
}

// add takes in the addresses of a name. It returns whether all are addresses; those of
// names not asked for are left out.
func (a *httpdnsAnswer) add(name string, addrs []string, ttl *uint32) bool {
	host, _ := hostname.Parse([]byte(name))
	found := Record{Name: host, TTL: NoTTL, Via: ViaHTTPDNS}
	if ttl != nil {
		found.TTL = *ttl
	}
	for _, text := range addrs {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return false
		}
		if addr, ok := remote(addr, slices.Contains(a.asked, host)); ok {
			found.Addr = addr
			a.records = append(a.records, found)
		}
	}
	return true
}

// httpdnsJSON is an answer about one name, and what answers about several are wrapped in.
type httpdnsJSON struct {
	Host    string        `json:"host"`   // Alibaba
	DN      string        `json:"dn"`     // Alibaba's second version
	Domain  string        `json:"domain"` // Volcengine
	IPs     []string      `json:"ips"`
	IPv6    []string      `json:"ipsv6"`
	TTL     *uint32       `json:"ttl"`
	V4      httpdnsFamily `json:"v4"`
	V6      httpdnsFamily `json:"v6"`
	DNS     []httpdnsJSON `json:"dns"`
	Results []httpdnsJSON `json:"results"`
	Answers []httpdnsJSON `json:"answers"`

	Answer []httpdnsRecord `json:"Answer"` // of DNS over HTTPS in JSON: the answer section of a DNS message

	// Data is Answers in an object, a ciphertext, or, of Baidu, one httpdnsFamily a name.
	Data json.RawMessage `json:"data"`
}

// httpdnsFamily is a list of addresses with its TTL.
type httpdnsFamily struct {
	IPs  []string `json:"ips"`
	IP   []string `json:"ip"`   // Baidu
	IPv6 []string `json:"ipv6"` // Baidu
	TTL  *uint32  `json:"ttl"`
}

// httpdnsRecord is a resource record in JSON.
type httpdnsRecord struct {
	Name string          `json:"name"`
	Type dnsmessage.Type `json:"type"`
	TTL  uint32          `json:"TTL"`
	Data string          `json:"data"`
}

// readList reads a list of addresses, the short form of Alibaba's public resolvers.
func (a *httpdnsAnswer) readList(body []byte) bool {
	var addrs []string
	return len(a.asked) == 1 && json.Unmarshal(body, &addrs) == nil && a.add(a.asked[0], addrs, nil)
}

// addRecords takes in the addresses that aliases lead to from the name asked for.
func (a *httpdnsAnswer) addRecords(records []httpdnsRecord) bool {
	if len(records) == 0 || len(a.asked) != 1 {
		return true
	}
	at := Record{Name: a.asked[0], TTL: NoTTL, Via: ViaHTTPDNS}
	for owner := at.Name; owner != ""; {
		next := ""
		for _, r := range records {
			host, _ := hostname.Parse([]byte(r.Name))
			switch {
			case host != owner:
			case r.Type == dnsmessage.TypeCNAME:
				next, _ = hostname.Parse([]byte(r.Data))
				at.TTL = min(at.TTL, r.TTL)
			case r.Type == dnsmessage.TypeA, r.Type == dnsmessage.TypeAAAA:
				addr, err := netip.ParseAddr(r.Data)
				if err != nil {
					return false
				}
				found := at
				found.TTL = min(at.TTL, r.TTL)
				if addr, ok := remote(addr, true); ok {
					found.Addr = addr
					a.records = append(a.records, found)
				}
			}
		}
		if owner = next; len(at.Chain) == maxChain {
			return false
		}
		at.Chain = append(slices.Clip(at.Chain), next)
	}
	return true
}

func (a *httpdnsAnswer) readJSON(body []byte) bool {
	var top, inner httpdnsJSON
	if json.Unmarshal(body, &top) != nil || !a.addJSON(&top) || !a.addRecords(top.Answer) {
		return false
	}
	if json.Unmarshal(top.Data, &inner) == nil && !a.addJSON(&inner) {
		return false
	}
	var families map[string]httpdnsFamily
	if json.Unmarshal(top.Data, &families) != nil {
		return true
	}
	for _, name := range a.asked { // in their order: a map has none
		f := families[name]
		if !a.add(name, f.IP, f.TTL) || !a.add(name, f.IPv6, f.TTL) {
			return false
		}
	}
	return true
}

// addJSON takes in an answer and the answers in it, which hold no further ones.
func (a *httpdnsAnswer) addJSON(top *httpdnsJSON) bool {
	only := "" // ByteDance's answer about one name leaves it out
	if len(a.asked) == 1 {
		only = a.asked[0]
	}
	for _, one := range slices.Concat([]httpdnsJSON{*top}, top.DNS, top.Results, top.Answers) {
		name := cmp.Or(one.Host, one.DN, one.Domain, only)
		if !a.add(name, one.IPs, one.TTL) || !a.add(name, one.IPv6, one.TTL) ||
			!a.add(name, one.V4.IPs, one.V4.TTL) || !a.add(name, one.V6.IPs, one.V6.TTL) {
			return false
		}
	}
	return true
}

// readText reads Tencent's form, a line for each name: [name ".:"] addresses ["-"
// addresses] ["|" client], IPv4 before IPv6 if both were asked for. The name is left
// out if only one was asked for. It returns whether all of the text is of that form.
func (a *httpdnsAnswer) readText(text string) bool {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "|")
		name, lists, named := strings.Cut(line, ".:")
		if !named {
			if len(a.asked) > 1 {
				return false
			}
			name, lists = a.asked[0], line
		}
		for list := range strings.SplitSeq(lists, "-") {
			if !a.addList(name, list) {
				return false
			}
		}
	}
	return true
}

// addList takes in address *(";" address) ["," TTL], or the 0 that stands for none.
func (a *httpdnsAnswer) addList(name, list string) bool {
	list, ttlText, hasTTL := strings.Cut(list, ",")
	if list == "0" {
		return true
	}
	var ttl *uint32
	if hasTTL {
		n, err := strconv.ParseUint(ttlText, 10, 31)
		if err != nil {
			return false
		}
		seconds := uint32(n)
		ttl = &seconds
	}
	return a.add(name, strings.Split(list, ";"), ttl)
}
