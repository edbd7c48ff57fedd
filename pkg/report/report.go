// Package report turns what a scan found into one schema that every format renders.
package report

import "time"

// Schema names the version of Report's JSON form. Fields are added within a
// version, never renamed or removed.
const Schema = "flowscan.report/1"

// Report is all that flowscan says of its inputs. Its JSON form is the schema;
// every other format renders it. Lists are sorted by bytes sent, descending,
// then by key, and are never nil.
type Report struct {
	Schema     string      `json:"schema"`
	Tool       Tool        `json:"tool"`
	Inputs     []Input     `json:"inputs"`
	Geo        []Geo       `json:"geo"`
	Capture    Capture     `json:"capture"`
	Ledger     []Entry     `json:"ledger"`
	Overhead   int64       `json:"overhead"` // bytes: wire bytes of flow frames − their packets' IP bytes
	Totals     Counts      `json:"totals"`
	Countries  []Country   `json:"countries"`
	Hosts      []Host      `json:"hosts"`
	Domains    []Domain    `json:"domains"`
	Networks   []Network   `json:"networks"`
	Protos     []Proto     `json:"protos"`
	Apps       []App       `json:"apps"`
	Devices    []Device    `json:"devices"`
	WiFi       []WiFi      `json:"wifi"`
	BlindSpots []BlindSpot `json:"blind_spots"`
	Folded     Folded      `json:"folded"`
	Pivot      *Pivot      `json:"pivot,omitempty"` // nil unless asked for
	Flows      []Flow      `json:"flows,omitzero"`  // nil unless asked for
}

// Counts are the figures every row carries. Bytes are IP bytes, headers
// included; sent is device to remote. First and Last are nil where no packet
// carried a time.
type Counts struct {
	Sent            uint64     `json:"sent"`
	Received        uint64     `json:"received"`
	PacketsSent     uint64     `json:"packets_sent"`
	PacketsReceived uint64     `json:"packets_received"`
	PayloadSent     uint64     `json:"payload_sent"`     // bytes after the TCP or UDP header
	PayloadReceived uint64     `json:"payload_received"` // bytes after the TCP or UDP header
	Flows           int        `json:"flows"`
	First           *time.Time `json:"first"`
	Last            *time.Time `json:"last"`
}

// Tool is the program that made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Input is one capture file, standard input as "-", or an interface.
type Input struct {
	Path        string      `json:"path"`
	SHA256      string      `json:"sha256"` // only when asked for
	Size        int64       `json:"size"`   // bytes as stored, before decompression
	Format      string      `json:"format"` // pcap, pcapng, live
	Compression string      `json:"compression"`
	LinkTypes   []string    `json:"link_types"`
	Interfaces  []Interface `json:"interfaces"` // in the file's order
	Comments    []Comment   `json:"comments"`   // in the file's order; of very many the first
	Frames      uint64      `json:"frames"`
	Damage      string      `json:"damage"` // what could not be read, and why
}

// Interface is where frames of an input were captured. What the file does not
// say of it is "".
type Interface struct {
	Name           string `json:"name"`
	Description    string `json:"description"`
	LinkType       string `json:"link_type"`
	SnapLength     uint32 `json:"snap_length"` // bytes kept of a frame; 0: no limit
	Filter         string `json:"filter"`      // of the capture
	OS             string `json:"os"`
	Hardware       string `json:"hardware"`
	TicksPerSecond uint64 `json:"ticks_per_second"` // of its clock; 0: more than 2^63
	Frames         uint64 `json:"frames"`
	Dropped        uint64 `json:"dropped"` // frames that it or its system lost
}

// Comment is what somebody wrote into a capture.
type Comment struct {
	Frame uint64 `json:"frame,omitzero"` // that it is about; absent for the capture or an interface
	Text  string `json:"text"`
}

// Geo is one database countries and networks were looked up in.
type Geo struct {
	Source  string `json:"source"` // embedded, or the file's path
	Type    string `json:"type"`
	Built   string `json:"built"` // YYYY-MM-DD
	Licence string `json:"licence"`
}

// Capture is what the inputs held altogether.
type Capture struct {
	First         *time.Time `json:"first"`
	Last          *time.Time `json:"last"`
	Frames        uint64     `json:"frames"`
	WireBytes     uint64     `json:"wire_bytes"`     // as on the wire
	CapturedBytes uint64     `json:"captured_bytes"` // as kept by the snap length
	Dropped       uint64     `json:"dropped"`        // frames the capturing side lost
	// Filter chose the frames that were looked at; the others stand in the
	// ledger as filtered. "" for all.
	Filter string `json:"filter,omitempty"`
}

// Entry is one line of the ledger: each frame stands under exactly one reason.
type Entry struct {
	Reason    string            `json:"reason"`
	Frames    uint64            `json:"frames"`
	WireBytes uint64            `json:"wire_bytes"`
	LinkTypes map[string]uint64 `json:"link_types,omitempty"` // Frames by link type; only of unsupported_link
}

// Country is a row of bytes by destination country. Country is ISO 3166-1
// alpha-2, or LAN, MULTICAST or UNKNOWN, which Scope explains.
type Country struct {
	Country     string            `json:"country"`
	Name        string            `json:"name"`
	Scope       string            `json:"scope"` // global, lan, multicast, unknown
	Hosts       int               `json:"hosts"`
	AnycastSent uint64            `json:"anycast_sent"` // part of Sent that went to anycast addresses
	Registered  map[string]uint64 `json:"registered"`   // bytes sent by registered country, where it differs
	Counts
}

// Host is a hostname or, when no name is known (Host ""), a remote address.
type Host struct {
	Host       string     `json:"host"`
	Domain     string     `json:"domain"` // registrable domain by the public suffix list
	Via        string     `json:"via"`    // the strongest of Vias
	Vias       []string   `json:"vias"`
	Marks      []string   `json:"marks"`
	Addresses  []string   `json:"addresses"`
	Countries  []string   `json:"countries"`
	Networks   []string   `json:"networks"`
	Encryption Encryption `json:"encryption"` // bytes sent by kind; sums to Sent
	Counts
}

// Domain is a registrable domain and all hostnames below it; "" gathers what
// has no name.
type Domain struct {
	Domain string `json:"domain"`
	Hosts  int    `json:"hosts"`
	Counts
}

// Network is an autonomous system; ASN 0 gathers what is in none.
type Network struct {
	ASN  uint32 `json:"asn"`
	Name string `json:"name"`
	Counts
}

// Proto is a transport protocol, by IANA's name.
type Proto struct {
	Proto string `json:"proto"`
	Counts
}

// App is a program on the device, as the machine that captured knows. App "" and
// UID -1 gather the flows of which the capture tells none.
type App struct {
	UID     int32  `json:"uid"`     // Android's; -1 if the capture does not tell
	App     string `json:"app"`     // "" if the capture tells the UID only
	Package string `json:"package"` // "com.android.chrome", if the capture tells
	Counts
}

// Device is an audited end of flows.
type Device struct {
	ID          string   `json:"id"` // an address, or the MAC of a Wi-Fi station that none is known of; "" for flows whose device was not kept, see Folded
	MAC         string   `json:"mac"`
	RandomMAC   bool     `json:"random_mac"`
	Vendor      string   `json:"vendor"`       // who the IEEE assigned the MAC to
	Name        string   `json:"name"`         // what it calls itself
	Model       string   `json:"model"`        // where a protocol tells it
	VendorClass string   `json:"vendor_class"` // of DHCP: "android-dhcp-14"
	Addresses   []string `json:"addresses"`
	// Encryption is bytes sent by kind; it sums to Sent.
	Encryption Encryption `json:"encryption"`
	// Of a Wi-Fi station: its network, and the bytes, estimated, of what stayed
	// encrypted, which are not in Counts.
	SSID              string `json:"ssid,omitzero"`
	EncryptedSent     uint64 `json:"wifi_encrypted_sent,omitzero"`
	EncryptedReceived uint64 `json:"wifi_encrypted_received,omitzero"`
	Counts
}

// WiFi is a network that was heard in monitor mode. Frames are data frames that
// carry something, each counted once however often it was sent.
type WiFi struct {
	BSSID     string        `json:"bssid"` // "" in the row of those that were given up to bound memory
	SSID      string        `json:"ssid"`
	Channel   int           `json:"channel"` // 0 if it is not known
	Security  []string      `json:"security"`
	Ciphers   []string      `json:"ciphers"`
	Frames    uint64        `json:"frames"`
	Encrypted uint64        `json:"encrypted"` // of Frames
	Decrypted uint64        `json:"decrypted"` // of Encrypted
	Fragments uint64        `json:"fragments"` // those that did not come together: lost ones, or forged
	Missed    uint64        `json:"missed"`    // frames the monitor did not hear, by gaps in sequence numbers
	Why       string        `json:"why"`       // some stayed encrypted
	Group     WiFiTraffic   `json:"group"`     // to several stations at once
	Stations  []WiFiStation `json:"stations"`
}

// WiFiStation is a device in a network; without a MAC, those that were given up.
type WiFiStation struct {
	MAC       string      `json:"mac"`
	RandomMAC bool        `json:"random_mac"`
	Vendor    string      `json:"vendor"`
	Sent      WiFiTraffic `json:"sent"`
	Received  WiFiTraffic `json:"received"`
	Why       string      `json:"why"` // some stayed encrypted
}

// WiFiTraffic counts the frames of one direction.
type WiFiTraffic struct {
	Frames         uint64 `json:"frames"`
	Encrypted      uint64 `json:"encrypted"`       // of Frames
	Decrypted      uint64 `json:"decrypted"`       // of Encrypted
	EstimatedBytes uint64 `json:"estimated_bytes"` // of what stayed encrypted: MSDUs, LLC headers included
}

// BlindSpot is something the capture cannot show.
type BlindSpot struct {
	Kind     string `json:"kind"`
	Sent     uint64 `json:"sent"`
	Flows    int    `json:"flows"`
	Detail   string `json:"detail"`
	Received uint64 `json:"received,omitzero"` // of wifi_encrypted, whose bytes are estimates and in no flow
}

// Folded says how many flows lost their detail to the memory bound.
type Folded struct {
	Flows int `json:"flows"`
}

// Flow is one flow, oriented: from Device to Remote.
type Flow struct {
	ID                    int        `json:"id"`
	Proto                 string     `json:"proto"`
	Device                string     `json:"device"`
	DevicePort            *uint16    `json:"device_port,omitempty"` // absent where there are no ports
	Remote                string     `json:"remote"`
	RemotePort            *uint16    `json:"remote_port,omitempty"`
	Role                  string     `json:"role"` // the rule that chose the device
	First                 *time.Time `json:"first"`
	Last                  *time.Time `json:"last"`
	Input                 int        `json:"input"` // index in Inputs of the first frame
	Frame                 uint64     `json:"frame"` // number of the first frame, from 1
	VLAN                  []uint16   `json:"vlan"`
	Encapsulation         []string   `json:"encapsulation"`
	OuterRemote           string     `json:"outer_remote"`
	Sent                  uint64     `json:"sent"`
	Received              uint64     `json:"received"`
	PacketsSent           uint64     `json:"packets_sent"`
	PacketsReceived       uint64     `json:"packets_received"`
	PayloadSent           uint64     `json:"payload_sent"`
	PayloadReceived       uint64     `json:"payload_received"`
	RetransmittedSent     uint64     `json:"retransmitted_sent"`     // part of PayloadSent that was sent again
	RetransmittedReceived uint64     `json:"retransmitted_received"` // part of PayloadReceived
	Host                  string     `json:"host"`
	Via                   string     `json:"via"`
	Marks                 []string   `json:"marks"`
	Names                 []Name     `json:"names"` // Names[0] became Host, if any did; the others in frame order
	Country               string     `json:"country"`
	RegisteredCountry     string     `json:"registered_country"`
	Anycast               bool       `json:"anycast"`
	ASN                   uint32     `json:"asn"`
	Network               string     `json:"network"`
	Encryption            string     `json:"encryption"`
	App                   string     `json:"app"` // or "uid 10123", if that is all the capture tells
}

// Name is a name a flow was seen under, with the frame that proves it.
type Name struct {
	Name  string   `json:"name"`
	Via   string   `json:"via"`
	Input int      `json:"input"`
	Frame uint64   `json:"frame"`           // for nrb, which is no frame's: the one it stands before
	Chain []string `json:"chain,omitempty"` // the CNAMEs between the name and the address
}
