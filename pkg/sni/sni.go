// Package sni reads the name a client asked for out of the first bytes of a conversation.
package sni

// Via says how a name was found.
type Via uint8

const (
	ViaUnknown Via = iota
	ViaSNI         // server_name of a TLS ClientHello over TCP
	ViaQUIC        // server_name of a ClientHello or CHLO in QUIC
	ViaDTLS        // server_name of a DTLS ClientHello
	ViaHTTP        // Host, absolute URI, CONNECT target or :authority
	ViaApp         // another protocol's own clear name field
	ViaCert        // a TLS ≤ 1.2 server certificate: what the server may call itself, not what was asked for
	ViaBanner      // an SMTP server's greeting: what it calls itself
)

func (v Via) String() string {
	return word(v, "unknown", "sni", "quic", "dtls", "http", "app", "cert", "banner")
}

// protocol is what a conversation turned out to speak: the outermost protocol
// recognised, until TLS starts inside it.
type protocol uint8

const (
	protoUnknown protocol = iota
	protoTLS
	protoDTLS
	protoQUIC
	protoHTTP
	protoSSH
	protoSMTP
	protoIMAP
	protoPOP3
	protoFTP
	protoSOCKS
	protoRTSP
	protoSIP
	protoRTMP
	protoMQTT
	protoXMPP
	protoLDAP
	protoPostgreSQL
	protoMySQL
	protoTDS // Microsoft SQL Server
	protoRDP
	protoSTUN
	protoMiPush // Xiaomi's cloud messaging
	protoWireGuard
	protoOpenVPN
	protoIKE
)

// Role is the end of a conversation that bytes came from, by what they say.
type Role uint8

const (
	RoleUnknown Role = iota
	Client           // a ClientHello, a request, a client's command
	Server           // a ServerHello, a response, a banner
)

func (r Role) String() string { return word(r, "unknown", "client", "server") }

// Encryption is what was seen of a conversation's protection. It is never guessed from
// a port, nor from bytes in mid-stream.
type Encryption uint8

const (
	EncryptionUnknown Encryption = iota
	Clear                        // a clear protocol was parsed
	EncryptedTLS                 // a TLS handshake was seen
	EncryptedDTLS
	EncryptedQUIC
	EncryptedSSH
	EncryptedVPN
)

func (e Encryption) String() string {
	return word(e, "unknown", "clear", "tls", "dtls", "quic", "ssh", "vpn")
}

// word is words[v], and "unknown" for a value without a word.
func word[T ~uint8](v T, words ...string) string {
	if int(v) < len(words) {
		return words[v]
	}
	return words[0]
}

// Name is a name found in a conversation.
type Name struct {
	Host   string // lower-case A-label without port, userinfo, brackets or trailing dot; or an IP address as netip prints it. Never empty.
	Via    Via
	IsAddr bool // Host is an IP address, which is no hostname
}

// ECH is what a ClientHello shows of Encrypted ClientHello (RFC 9849 §5), or of the
// encrypted SNI before it, which had no config_id. Seen is true for GREASE as well.
type ECH struct {
	Seen     bool
	ConfigID uint8 // compare with the config_id in the server's HTTPS record: GREASE picks it at random
}
