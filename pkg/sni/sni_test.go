package sni

// String names a protocol where a test fails.
func (p protocol) String() string {
	return word(p, "unknown", "tls", "dtls", "quic", "http", "ssh", "smtp", "imap", "pop3", "ftp", "socks", "rtsp", "sip", "rtmp", "mqtt",
		"xmpp", "ldap", "postgresql", "mysql", "tds", "rdp", "stun", "mipush", "wireguard", "openvpn", "ike")
}
