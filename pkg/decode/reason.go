package decode

// Reason is the one line of the ledger a frame stands under.
type Reason uint8

// In the order they are checked: a frame stands under the first that applies.
const (
	InFlow          Reason = iota // at least one of its packets is in a flow
	NonIP                         // ARP, LLDP, EAPOL …: nothing that IP carries
	WiFiManagement                // beacons and the like
	WiFiControl                   // acknowledgements and the like
	WiFiEncrypted                 // no key opens it
	WiFiRetry                     // a copy of a frame received before
	WiFiRelay                     // the access point's copy of a frame counted before
	WiFiBadFCS                    // damaged on the air
	Duplicate                     // a copy of a packet captured before
	Malformed                     // headers that contradict themselves, or end before the frame does
	Truncated                     // headers cut off by the capture's snap length
	UnsupportedLink               // a link type that Decoder cannot read
	Filtered                      // not for Decoder: the user asked for other frames
	Skipped                       // not for Decoder: it came live while too many others waited
	Reasons                       // how many there are
)

var reasonNames = [Reasons]string{"flow", "non_ip",
	"wifi_management", "wifi_control", "wifi_encrypted", "wifi_retry", "wifi_relay", "wifi_bad_fcs",
	"duplicate", "malformed", "truncated", "unsupported_link", "filtered", "skipped"}

// String returns the reason's name in reports.
func (r Reason) String() string { return reasonNames[r] }
