package capture

import "testing"

func TestLinkTypeString(t *testing.T) {
	for link, want := range map[LinkType]string{
		LinkNull:           "NULL",
		LinkEthernet:       "EN10MB",
		LinkRaw:            "RAW",
		LinkRawBSD:         "RAW",
		LinkLoop:           "LOOP",
		LinkLinuxSLL:       "LINUX_SLL",
		LinkLinuxSLL2:      "LINUX_SLL2",
		LinkIEEE80211Radio: "IEEE802_11_RADIO",
		227:                "CAN_SOCKETCAN",
		147:                "LINKTYPE_147",
		300:                "LINKTYPE_300",
		65535:              "LINKTYPE_65535",
	} {
		if got := link.String(); got != want {
			t.Errorf("%d: %s, want %s", uint16(link), got, want)
		}
	}
}
