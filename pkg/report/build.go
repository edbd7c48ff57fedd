package report

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/geo"
	"github.com/flowscan/flowscan/pkg/scan"
)

// BuildOptions choose what a Report holds beside its tables.
type BuildOptions struct {
	Version string // of the program
	Filter  string // the expression that chose the frames, "" for all
	Flows   bool   // list the flows
	Pivot   []Key  // of the pivot; none: no pivot
	Listed  int    // flows that other Reports of the capture have listed: ids go on after theirs
}

// Build tells what a scan found, with each remote looked up in db.
func Build(res *scan.Result, db *geo.DB, o BuildOptions) *Report {
	b := &builder{
		report:  &Report{Schema: Schema, Tool: Tool{Name: "flowscan", Version: o.Version}},
		db:      db,
		options: o,
		remotes: make(map[netip.Addr]*remote),
		devices: deviceIDs{table: res.Devices},
	}
	b.devices.learn(res.Flows)
	b.blind.learn(res)
	b.report.Capture.Filter = o.Filter
	b.capture(res)
	b.ledger(res)
	if o.Flows {
		b.report.Flows = make([]Flow, 0, len(res.Flows))
	}
	for i := range res.Flows {
		f := &res.Flows[i]
		b.count(f)
		if o.Flows {
			b.report.Flows = append(b.report.Flows, b.flow(f))
		}
	}
	for i := range res.Folded {
		b.count(&res.Folded[i])
		b.report.Folded.Flows += res.Folded[i].Parts
	}
	b.wifi(res.Networks)
	b.geo()
	b.finish()
	return b.report
}

// builder gathers a Report's rows flow by flow.
type builder struct {
	report  *Report
	db      *geo.DB
	options BuildOptions
	remotes map[netip.Addr]*remote
	devices deviceIDs

	countries rows[string, countryRow]
	hosts     rows[hostKey, hostRow]
	domains   rows[string, domainRow]
	networks  rows[uint32, Network]
	protos    rows[string, Proto]
	apps      rows[appKey, appRow]
	pivot     rows[pivotKey, Counts]
	seen      rows[netip.Addr, deviceRow]
	blind     blindSpots
	air       air
}

// maxRemotes is of how many remotes a builder remembers what is known, in 10 MB. A
// capture rarely has a tenth as many; past it the others are looked up again.
const maxRemotes = 1 << 16

// remote is what is known of one remote address.
type remote struct {
	geo.Record
	key     string // the country rows are grouped by
	scope   geo.Scope
	network string // "AS37963 Alibaba", "" if none
	tunnel  bool   // it is the far end of the tunnel that leads to the remote
}

// onLink is a remote on the device's own link.
var onLink = remote{key: geo.LAN, scope: geo.ScopeLAN}

// remote looks up a.
func (b *builder) remote(a netip.Addr) *remote {
	r := b.remotes[a]
	if r == nil {
		rec := b.db.Lookup(a)
		r = &remote{Record: rec, key: geo.CountryKey(a, rec), scope: geo.ScopeOf(a)}
		if rec.ASN != 0 {
			r.network = "AS" + strconv.FormatUint(uint64(rec.ASN), 10) + " " + rec.Org
		}
		if len(b.remotes) == maxRemotes {
			clear(b.remotes)
		}
		b.remotes[a] = r
	}
	return r
}

// to returns what is known of f's remote, or of the tunnel's far end that stands
// for it.
func (b *builder) to(f *scan.Flow) *remote {
	target := targetOf(f)
	switch {
	case target.onLink:
		return &onLink
	case target.tunnel:
		through := *b.remote(target.addr)
		through.tunnel = true
		return &through
	}
	return b.remote(target.addr)
}

func (b *builder) capture(res *scan.Result) {
	b.report.Inputs = inputs(res)
	c := &b.report.Capture
	var first, last int64
	timed := false
	for _, in := range res.Inputs {
		c.Frames += in.Frames
		c.WireBytes += in.WireBytes
		c.CapturedBytes += in.CapturedBytes
		c.Dropped += in.Dropped
		if in.Timed {
			if !timed {
				first, last, timed = in.First, in.Last, true
			}
			first, last = min(first, in.First), max(last, in.Last)
		}
	}
	if timed {
		c.First, c.Last = clock(first), clock(last)
	}
}

func (b *builder) ledger(res *scan.Result) {
	for r := decode.InFlow; r < decode.Reasons; r++ {
		counted := res.Ledger[r]
		if counted.Frames == 0 && r != decode.InFlow {
			continue
		}
		e := Entry{Reason: r.String(), Frames: counted.Frames, WireBytes: counted.WireBytes}
		if r == decode.UnsupportedLink {
			e.LinkTypes = make(map[string]uint64)
			for link, frames := range res.Unsupported {
				e.LinkTypes[link.String()] += frames
			}
		}
		b.report.Ledger = append(b.report.Ledger, e)
	}
	b.report.Overhead = int64(res.Ledger[decode.InFlow].WireBytes)
}

// count adds f to every table.
func (b *builder) count(f *scan.Flow) {
	device, address := f.Key.Addr(f.Device == flow.B), f.Key.Addr(f.Remote() == flow.B)
	to := b.to(f)
	sent := f.Sent().Bytes
	b.report.Totals.add(f)
	b.report.Overhead -= int64(sent + f.Received().Bytes)

	b.countries.at(to.key).add(f, to)
	b.hosts.at(keyOf(f, address)).add(f, address, to)
	b.domains.at(domainOf(f.Host)).add(f)
	asn, org := to.ASN, to.Org
	if f.Grouped {
		asn, org = 0, ""
	}
	n := b.networks.at(asn)
	n.ASN, n.Name = asn, org
	n.add(f)
	p := b.protos.at(protoName(f.Key.Proto))
	p.Proto = protoName(f.Key.Proto)
	p.add(f)
	app := appOf(f)
	b.apps.at(appKey{app.UID, app.Name}).add(f)
	if f.AnyDevice {
		device = netip.Addr{}
	}
	b.seen.at(b.devices.of(device)).add(f, device)
	if keys := b.options.Pivot; len(keys) > 0 {
		b.pivot.at(b.pivotKey(keys, f, device, address, to)).add(f)
	}
	b.blind.add(f, to)
}

func (b *builder) geo() {
	for _, s := range b.db.Sources() {
		b.report.Geo = append(b.report.Geo, Geo{Source: s.Path, Type: s.Type, Built: s.Built.UTC().Format(time.DateOnly), Licence: s.Licence})
	}
}

// finish sorts the rows and puts them into the report.
func (b *builder) finish() {
	r := b.report
	itself := func(key string) string { return key }
	r.Countries = sorted(&b.countries, (*countryRow).finish, itself)
	r.Hosts = sorted(&b.hosts, (*hostRow).finish, hostKey.name)
	r.Domains = sorted(&b.domains, (*domainRow).finish, itself)
	r.Networks = sorted(&b.networks, same, func(asn uint32) string { return fmt.Sprintf("%010d", asn) }) // by number
	r.Protos = sorted(&b.protos, same, itself)
	r.Apps = sorted(&b.apps, (*appRow).finish, func(a appKey) string { return fmt.Sprintf("%s\x00%d", a.name, a.uid) })
	r.Devices = sorted(&b.seen, b.device, addrText)
	r.Devices = append(r.Devices, b.silent()...)
	if keys := b.options.Pivot; len(keys) > 0 {
		r.Pivot = &Pivot{Keys: keys, Rows: pivotRows(&b.pivot, len(keys))}
	}
	r.BlindSpots = b.blind.list()
}

// rows are the rows of one table, made on demand.
type rows[K comparable, R any] struct {
	index map[K]*R
	keys  []K
}

func (t *rows[K, R]) at(key K) *R {
	r := t.index[key]
	if r == nil {
		if t.index == nil {
			t.index = make(map[K]*R)
		}
		r = new(R)
		t.index[key] = r
		t.keys = append(t.keys, key)
	}
	return r
}

// sorted takes the rows out of t and returns them finished, by bytes sent, descending,
// then by the names of their keys.
func sorted[K comparable, R interface{ counts() Counts }, T any](t *rows[K, R], finish func(*R, K) T, name func(K) string) []T {
	type rank struct {
		sent uint64
		name string
		i    int
	}
	ranks := make([]rank, len(t.keys)) // rows are large: they are not moved about, nor copied for each comparison
	for i, k := range t.keys {
		ranks[i] = rank{(*t.index[k]).counts().Sent, name(k), i}
	}
	slices.SortFunc(ranks, func(x, y rank) int {
		return cmp.Or(cmp.Compare(y.sent, x.sent), cmp.Compare(x.name, y.name), cmp.Compare(x.i, y.i))
	})
	list := make([]T, len(ranks))
	for to, r := range ranks {
		key := t.keys[r.i]
		list[to] = finish(t.index[key], key)
		delete(t.index, key) // both forms of half a million rows are a lot
	}
	*t = rows[K, R]{}
	return list
}

// same finishes rows that are complete as they are.
func same[K comparable, R any](r *R, _ K) R { return *r }

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// add counts f in a row.
func (c *Counts) add(f *scan.Flow) {
	sent, received := f.Sent(), f.Received()
	c.Sent += sent.Bytes
	c.Received += received.Bytes
	c.PacketsSent += sent.Packets
	c.PacketsReceived += received.Packets
	c.PayloadSent += sent.Payload
	c.PayloadReceived += received.Payload
	c.Flows += f.Parts
	if !f.Timed {
		return
	}
	if c.First == nil || f.First < c.First.UnixNano() {
		c.First = clock(f.First)
	}
	if c.Last == nil || f.Last > c.Last.UnixNano() {
		c.Last = clock(f.Last)
	}
}

// clock converts nanoseconds since 1970 UTC.
func clock(ns int64) *time.Time {
	t := time.Unix(0, ns).UTC()
	return &t
}
