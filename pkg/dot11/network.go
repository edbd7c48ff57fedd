package dot11

import "slices"

const (
	// maxNetworks and maxStations bound what is remembered of each; a crowded
	// place has hundreds. What is forgotten is counted on in one row for all.
	maxNetworks = 1024
	maxStations = 8192
	// maxSSIDs is how many names of one access point are remembered: it has one,
	// and perhaps hides it at first.
	maxSSIDs = 4
	// maxUnnamed is how many stations of an access point are remembered that made a
	// handshake before its name was heard. Its next beacon has it, or another's
	// request to join.
	maxUnnamed = 16
)

// Network is a BSS as it was heard. Its BSSID is zero in the row of those that
// were forgotten.
type Network struct {
	BSSID    Addr
	SSID     string // any octets; "" if it is not known
	Channel  int    // 0 if it is not known
	Security []string
	Ciphers  []string
	Group    Traffic // to several stations at once
	Stations []Station
	Partial  uint64 // fragments whose MSDU did not come together: lost ones, or forged
	Missed   uint64 // frames the monitor did not hear, by gaps in sequence numbers
	Why      Why    // of what stayed encrypted
}

// Station is a device in a Network.
type Station struct {
	Addr           Addr
	Sent, Received Traffic
	Why            Why // of what stayed encrypted
}

// opened says whether any of its own frames were decrypted.
func (s Station) opened() bool { return s.Sent.Opened+s.Received.Opened > 0 }

// Traffic counts data frames that carry something, each once however often it was
// sent.
type Traffic struct {
	Frames    uint64
	Protected uint64 // of Frames, those that were encrypted
	Opened    uint64 // of Protected, those that were decrypted
	Cut       uint64 // of Protected, those that the snap length cut: no key opens them
	Hidden    uint64 // octets of MSDUs in the others, LLC headers included; estimated
}

// Add adds o.
func (t *Traffic) Add(o Traffic) {
	t.Frames += o.Frames
	t.Protected += o.Protected
	t.Opened += o.Opened
	t.Cut += o.Cut
	t.Hidden += o.Hidden
}

// Closed returns how many frames stayed encrypted.
func (t Traffic) Closed() uint64 { return t.Protected - t.Opened }

// network is what is known of a BSS.
type network struct {
	ssids    []string // the latest last
	channel  uint8
	privacy  bool     // frames are encrypted
	beacon   bool     // it announced itself
	whole    bool     // it did so in a frame that was captured whole
	domain   []byte   // identifier of the mobility domain, nil if not known
	rsn, wpa security // the latter of WPA version 1, beside or without RSN
	group    Traffic
	missed   int64
	partial  int    // fragments that were not put together
	cut      bool   // a message of a handshake was cut by the snap length
	unnamed  []Addr // stations whose handshake was heard before any of ssids
}

// membership is a station in a BSS.
type membership struct{ bssid, station Addr }

// member is what is known of it.
type member struct{ sent, received Traffic }

func (n *network) name(ssid []byte) {
	if len(ssid) == 0 || len(ssid) > maxSSID || !slices.ContainsFunc(ssid, func(b byte) bool { return b != 0 }) {
		return // hidden
	}
	if last := len(n.ssids) - 1; last >= 0 && n.ssids[last] == string(ssid) {
		return
	}
	if i := slices.Index(n.ssids, string(ssid)); i >= 0 {
		n.ssids = slices.Delete(n.ssids, i, i+1)
	}
	if len(n.ssids) == maxSSIDs {
		n.ssids = slices.Delete(n.ssids, 0, 1)
	}
	n.ssids = append(n.ssids, string(ssid))
}

// place returns the BSS of a data frame and its station: the end of the hop that is
// no access point.
func (m *Monitor) place(f *frame) membership {
	switch f.control & (fcToDS | fcFromDS) {
	case fcToDS:
		return membership{f.ra(), f.ta()}
	case fcFromDS:
		return membership{f.ta(), f.ra()}
	case 0: // between stations
		return membership{f.addr[2], f.ta()}
	}
	if n := m.networks.get(f.ta()); n != nil && n.beacon {
		return membership{f.ta(), f.ra()}
	}
	return membership{f.ra(), f.ta()}
}

// traffic returns the counters that f belongs to.
func (m *Monitor) traffic(f *frame) *Traffic {
	at := m.place(f)
	n, _ := m.networks.at(at.bssid)
	if at.station.group() {
		return &n.group
	}
	s, _ := m.members.at(at)
	if at.station == f.ta() {
		return &s.sent
	}
	return &s.received
}

// count counts f, opened or not, as one frame of its station's.
func (m *Monitor) count(f *frame, opened bool) {
	t := m.traffic(f)
	t.Frames++
	if !f.has(fcProtected) {
		return
	}
	t.Protected++
	if opened {
		t.Opened++
		return
	}
	t.Hidden += m.hidden(f)
	if len(f.body) < f.length {
		t.Cut++
	}
}

// reopen takes back that h stayed encrypted.
func (m *Monitor) reopen(h *held) {
	t := m.traffic(&h.frame)
	t.Frames -= min(t.Frames, 1) // they are fewer if the station was forgotten
	t.Protected -= min(t.Protected, 1)
	t.Hidden -= min(t.Hidden, h.hidden)
}

// close takes back that f was opened.
func (m *Monitor) close(f *frame) {
	t := m.traffic(f)
	t.Opened -= min(t.Opened, 1)
	t.Hidden += m.hidden(f)
}

// hidden estimates the octets of MSDUs in an encrypted frame: its body without
// what its cipher adds.
func (m *Monitor) hidden(f *frame) uint64 {
	if len(f.body) >= shortIV && f.body[3]&extIV == 0 {
		return uint64(max(0, f.length-suiteWEP40.overhead()))
	}
	s := m.offers(f)
	c := s.only()
	if f.ra().group() {
		c = s.group
	}
	return uint64(max(0, f.length-c.overhead()))
}

// offers returns what the station of f chose, else what its network offers.
func (m *Monitor) offers(f *frame) security {
	at := m.place(f)
	if a := m.associations.get(pairOf(at.bssid, at.station)); a != nil && a.chosen.known() {
		return a.chosen
	}
	if n := m.networks.get(at.bssid); n != nil {
		return n.offers(n.rsn.known())
	}
	return security{}
}

// offers returns what a network offers by RSN, or by WPA.
func (n *network) offers(rsn bool) security {
	if rsn {
		return n.rsn
	}
	return n.wpa
}

// Networks returns what was heard of each network, sorted by BSSID, and of its
// stations, sorted by address.
func (m *Monitor) Networks() []Network {
	var list []Network
	index := make(map[Addr]int)
	for id, n := range m.networks.all() {
		index[id] = len(list)
		list = append(list, m.network(id, n))
	}
	list = append(list, Network{Stations: []Station{m.lost}})
	for at, s := range m.members.all() {
		i, known := index[at.bssid]
		if !known {
			i = len(list) - 1
		}
		n := &list[i]
		out := Station{Addr: at.station, Sent: s.sent, Received: s.received}
		all := s.sent
		all.Add(s.received)
		out.Why = m.why(at, all)
		n.Stations = append(n.Stations, out)
	}
	if last := list[len(list)-1]; len(last.Stations) == 1 && m.lost == (Station{}) {
		list = list[:len(list)-1]
	}
	for i := range list {
		n := &list[i]
		if n.Why = n.worst(); n.Why == WhyNot {
			n.Why = m.why(membership{bssid: n.BSSID}, n.Group)
			if n.Why == WhyNoHandshake && slices.ContainsFunc(n.Stations, Station.opened) {
				n.Why = WhyPartial // its third message has the group's key
			}
		}
		slices.SortFunc(n.Stations, func(a, b Station) int { return slices.Compare(a.Addr[:], b.Addr[:]) })
	}
	slices.SortFunc(list, func(a, b Network) int { return slices.Compare(a.BSSID[:], b.BSSID[:]) })
	return list
}

func (m *Monitor) network(id Addr, n *network) Network {
	out := Network{BSSID: id, Channel: int(n.channel), Group: n.group, Missed: uint64(max(0, n.missed)), Partial: uint64(max(0, n.partial)), Security: n.describe()}
	for _, c := range (n.rsn.pairwise | n.wpa.pairwise).all(nil) {
		if name := suite(c).String(); name != "" {
			out.Ciphers = append(out.Ciphers, name)
		}
	}
	if len(n.ssids) > 0 {
		out.SSID = n.ssids[len(n.ssids)-1]
	}
	return out
}

// describe names what protects the network; nothing if that is not known.
func (n *network) describe() []string {
	var list []string
	for _, s := range [...]struct {
		akms set
		name string
	}{
		{n.wpa.akms & akmsPSK, "WPA-PSK"},
		{n.wpa.akms & akms8021X, "WPA-802.1X"},
		{n.rsn.akms & akmsPSK, "WPA2-PSK"},
		{n.rsn.akms & akms8021X, "WPA2-802.1X"},
		{n.rsn.akms & akmsSAE, "WPA3-SAE"},
		{n.rsn.akms & (1 << akmOWE), "OWE"},
	} {
		if s.akms != 0 {
			list = append(list, s.name)
		}
	}
	switch {
	case len(list) > 0 || !n.beacon:
	case n.privacy && n.whole && !n.rsn.known():
		list = append(list, "WEP")
	case !n.privacy:
		list = append(list, "open")
	}
	return list
}
