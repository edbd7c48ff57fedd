package filter

// keywords are the words an expression is made of, each with its canonical
// spelling. A name that is one of them needs a backslash.
var keywords = map[string]string{
	"and": "and", "or": "or", "not": "not",

	"src": "src", "dst": "dst", "host": "host", "net": "net", "mask": "mask", "port": "port",
	"portrange": "portrange", "proto": "proto", "protochain": "protochain", "gateway": "gateway",
	"broadcast": "broadcast", "multicast": "multicast",

	"less": "less", "greater": "greater", "len": "len", "length": "len", "byte": "byte",
	"inbound": "inbound", "outbound": "outbound", "ifindex": "ifindex",
	"vlan": "vlan", "mpls": "mpls", "pppoed": "pppoed", "pppoes": "pppoes", "geneve": "geneve",

	"type": "type", "subtype": "subtype", "dir": "dir", "direction": "dir", "ra": "ra", "ta": "ta",
	"addr1": "addr1", "addr2": "addr2", "addr3": "addr3", "addr4": "addr4",
	"address1": "addr1", "address2": "addr2", "address3": "addr3", "address4": "addr4",

	// Protocols. The link layer has many names, whatever it is.
	"link": "link", "ether": "link", "ppp": "link", "slip": "link", "fddi": "link", "tr": "link", "wlan": "link",
	"ip": "ip", "ip6": "ip6", "arp": "arp", "rarp": "rarp", "tcp": "tcp", "udp": "udp", "sctp": "sctp",
	"icmp": "icmp", "icmp6": "icmp6", "igmp": "igmp", "igrp": "igrp", "pim": "pim", "vrrp": "vrrp", "carp": "carp",
	"ah": "ah", "esp": "esp", "radio": "radio", "atalk": "atalk", "aarp": "aarp", "decnet": "decnet", "lat": "lat",
	"sca": "sca", "moprc": "moprc", "mopdl": "mopdl", "iso": "iso", "stp": "stp", "ipx": "ipx", "netbeui": "netbeui",

	// Refused, each with what to say instead if there is something; see refusals.
	"esis": "esis", "es-is": "esis", "isis": "isis", "is-is": "isis", "clnp": "clnp", "l1": "l1", "l2": "l2",
	"iih": "iih", "lsp": "lsp", "snp": "snp", "csnp": "csnp", "psnp": "psnp", "llc": "llc",
	"on": "ifname", "ifname": "ifname", "rset": "rset", "ruleset": "rset", "rnr": "rnr", "rulenum": "rnr",
	"srnr": "srnr", "subrulenum": "srnr", "reason": "reason", "action": "action",
	"lane": "lane", "metac": "metac", "bcc": "bcc", "oam": "oam", "oamf4": "oamf4", "oamf4ec": "oamf4ec",
	"oamf4sc": "oamf4sc", "sc": "sc", "ilmic": "ilmic", "vpi": "vpi", "vci": "vci", "connectmsg": "connectmsg",
	"metaconnect": "metaconnect", "fisu": "fisu", "lssu": "lssu", "lsu": "lssu", "msu": "msu", "hfisu": "hfisu",
	"hlssu": "hlssu", "hmsu": "hmsu", "sio": "sio", "opc": "opc", "dpc": "dpc", "sls": "sls", "hsio": "hsio",
	"hopc": "hopc", "hdpc": "hdpc", "hsls": "hsls",
}

// refusals say of each keyword that is not supported why, or what to say instead.
var refusals = map[string]string{
	"gateway":    "a gateway is known by name only; say ether host MAC and not host ADDRESS",
	"protochain": "it needs a program with loops; say proto, which looks at the first header",
	"byte":       "say link[OFFSET] = VALUE",
	"geneve":     "filters do not look into Geneve; say udp port 6081",

	"esis": refusedOSI, "isis": refusedOSI, "clnp": refusedOSI, "l1": refusedOSI, "l2": refusedOSI, "iih": refusedOSI,
	"lsp": refusedOSI, "snp": refusedOSI, "csnp": refusedOSI, "psnp": refusedOSI,
	"llc": "say ether[12:2] <= 1500",

	"ifname": refusedPF, "rset": refusedPF, "rnr": refusedPF, "srnr": refusedPF, "reason": refusedPF, "action": refusedPF,

	"lane": refusedATM, "metac": refusedATM, "bcc": refusedATM, "oam": refusedATM, "oamf4": refusedATM,
	"oamf4ec": refusedATM, "oamf4sc": refusedATM, "sc": refusedATM, "ilmic": refusedATM, "vpi": refusedATM,
	"vci": refusedATM, "connectmsg": refusedATM, "metaconnect": refusedATM,

	"fisu": refusedSS7, "lssu": refusedSS7, "msu": refusedSS7, "hfisu": refusedSS7, "hlssu": refusedSS7,
	"hmsu": refusedSS7, "sio": refusedSS7, "opc": refusedSS7, "dpc": refusedSS7, "sls": refusedSS7,
	"hsio": refusedSS7, "hopc": refusedSS7, "hdpc": refusedSS7, "hsls": refusedSS7,
}

const (
	refusedOSI = "of OSI only iso is supported"
	refusedPF  = "what the pf firewall logs is not supported"
	refusedATM = "ATM is not supported"
	refusedSS7 = "SS7 is not supported"
)

// constants are numbers with a name: offsets of fields, and values of them.
var constants = map[string]uint32{
	"icmptype": 0, "icmpcode": 1, "icmp6type": 0, "icmp6code": 1, "tcpflags": 13,

	// RFC 9293 section 3.1
	"tcp-fin": 0x01, "tcp-syn": 0x02, "tcp-rst": 0x04, "tcp-push": 0x08,
	"tcp-ack": 0x10, "tcp-urg": 0x20, "tcp-ece": 0x40, "tcp-cwr": 0x80,

	// RFC 792, RFC 950, RFC 1256
	"icmp-echoreply": 0, "icmp-unreach": 3, "icmp-sourcequench": 4, "icmp-redirect": 5, "icmp-echo": 8,
	"icmp-routeradvert": 9, "icmp-routersolicit": 10, "icmp-timxceed": 11, "icmp-paramprob": 12, "icmp-tstamp": 13,
	"icmp-tstampreply": 14, "icmp-ireq": 15, "icmp-ireqreply": 16, "icmp-maskreq": 17, "icmp-maskreply": 18,

	// IANA, ICMPv6 "type" numbers
	"icmp6-destinationunreach": 1, "icmp6-packettoobig": 2, "icmp6-timeexceeded": 3, "icmp6-parameterproblem": 4,
	"icmp6-echo": 128, "icmp6-echoreply": 129, "icmp6-multicastlistenerquery": 130,
	"icmp6-multicastlistenerreportv1": 131, "icmp6-multicastlistenerdone": 132, "icmp6-routersolicit": 133,
	"icmp6-routeradvert": 134, "icmp6-neighborsolicit": 135, "icmp6-neighboradvert": 136, "icmp6-redirect": 137,
	"icmp6-routerrenum": 138, "icmp6-nodeinformationquery": 139, "icmp6-nodeinformationresponse": 140,
	"icmp6-ineighbordiscoverysolicit": 141, "icmp6-ineighbordiscoveryadvert": 142,
	"icmp6-multicastlistenerreportv2": 143, "icmp6-homeagentdiscoveryrequest": 144,
	"icmp6-homeagentdiscoveryreply": 145, "icmp6-mobileprefixsolicit": 146, "icmp6-mobileprefixadvert": 147,
	"icmp6-certpathsolicit": 148, "icmp6-certpathadvert": 149, "icmp6-multicastrouteradvert": 151,
	"icmp6-multicastroutersolicit": 152, "icmp6-multicastrouterterm": 153,
}
