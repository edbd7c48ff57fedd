package capture

// Medium says in words what frames of a link type are that carry no IP, or none
// that anybody reads out of them: "USB", "Bluetooth". It is "" for all others.
func (t LinkType) Medium() string {
	switch t.String() {
	case "USB_LINUX", "USB_LINUX_MMAPPED", "USBPCAP", "USB_FREEBSD", "USB_DARWIN", "OPENVIZSLA",
		"USB_2_0", "USB_2_0_LOW_SPEED", "USB_2_0_FULL_SPEED", "USB_2_0_HIGH_SPEED":
		return "USB"
	case "BLUETOOTH_HCI_H4", "BLUETOOTH_HCI_H4_WITH_PHDR", "BLUETOOTH_LINUX_MONITOR",
		"BLUETOOTH_LE_LL", "BLUETOOTH_LE_LL_WITH_PHDR", "BLUETOOTH_BREDR_BB", "NORDIC_BLE":
		return "Bluetooth"
	case "IEEE802_15_4", "IEEE802_15_4_NOFCS", "IEEE802_15_4_TAP", "IEEE802_15_4_LINUX", "IEEE802_15_4_NONASK_PHY",
		"WIHART", "TI_LLN_SNIFFER", "ZBOSS_NCP":
		return "IEEE 802.15.4 (Zigbee, Thread)"
	case "CAN20B", "CAN_SOCKETCAN":
		return "CAN bus"
	case "FLEXRAY", "MOST", "LIN":
		return "a vehicle's bus (FlexRay, MOST, LIN)"
	case "ZWAVE_R1_R2", "ZWAVE_R3", "Z_WAVE_SERIAL", "ZWAVE_TAP":
		return "Z-Wave"
	case "LORATAP":
		return "LoRa"
	case "NFC_LLCP", "ISO_14443":
		return "NFC"
	case "LINUX_IRDA":
		return "infrared"
	case "FIRA_UCI":
		return "ultra-wideband"
	case "BACNET_MS_TP", "RTAC_SERIAL", "PROFIBUS_DL", "WATTSTOPPER_DLM":
		return "a building's or factory's bus"
	case "IPMB_KONTRON", "IPMB_LINUX", "IPMI_HPM_2":
		return "IPMI"
	case "MTP2_WITH_PHDR", "MTP2", "MTP3", "SCCP", "LINUX_LAPD", "LAPD":
		return "telephone signalling (SS7, ISDN)"
	case "DBUS":
		return "D-Bus, messages between programs"
	case "NETLINK":
		return "netlink, messages between programs and Linux"
	case "VSOCK":
		return "sockets between a virtual machine and its host"
	case "LINUX_EVDEV":
		return "input devices"
	case "ETW":
		return "Windows events"
	case "WIRESHARK_UPPER_PDU":
		return "payloads that Wireshark exported without their packets"
	}
	return ""
}
