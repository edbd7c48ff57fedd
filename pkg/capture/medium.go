package capture

// Medium says in words what frames of a link type are that carry no IP, or none
// that anybody reads out of them: "USB", "Bluetooth". It is "" for all others.
func (t LinkType) Medium() string {
	switch t {
	case LinkUSBLinux, LinkUSBLinuxMmapped, LinkUSBPcap,
		186, 266, 278, 288, 293, 294, 295: // of FreeBSD, Darwin and OpenVizsla; on the cable, at any and at each speed
		return "USB"
	case LinkBluetoothH4, LinkBluetoothH4Header, LinkBluetoothMonitor,
		251, 255, 256, 272: // on the air
		return "Bluetooth"
	case LinkIEEE802154, LinkIEEE802154NoFCS, LinkIEEE802154TAP,
		191, 215, 223, 269, 292: // with other headers, of WirelessHART, TI and ZBOSS
		return "IEEE 802.15.4 (Zigbee, Thread)"
	case 190, 227:
		return "CAN bus"
	case 210, 211, 212:
		return "a vehicle's bus (FlexRay, MOST, LIN)"
	case 261, 262, 287, 297:
		return "Z-Wave"
	case 270:
		return "LoRa"
	case 245, 264:
		return "NFC"
	case 144:
		return "infrared"
	case 299:
		return "ultra-wideband"
	case 165, 250, 257, 263:
		return "a building's or factory's bus"
	case 199, 209, 260:
		return "IPMI"
	case 139, 140, 141, 142, LinkLinuxLAPD, 203:
		return "telephone signalling (SS7, ISDN)"
	case LinkDBus:
		return "D-Bus, messages between programs"
	case LinkNetlink:
		return "netlink, messages between programs and Linux"
	case LinkVSock:
		return "sockets between a virtual machine and its host"
	case 216:
		return "input devices"
	case 290:
		return "Windows events"
	case LinkUpperPDU:
		return "payloads that Wireshark exported without their packets"
	}
	return ""
}
