package names

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/flowscan/flowscan/pkg/decode"
)

// MaxAnswers is how many answers a [Book] keeps for certain. With a book for each of
// 256 virtual shards that is a million in all, about 250 MB if ever a capture has so
// many: a household asks some hundred thousand times a day.
const MaxAnswers = 4096

// maxOffers is how many offers a [Book] uses. Their answers are kept as well, so that few suffice.
const maxOffers = 1024

// Answer is a record with who was told it, and when.
type Answer struct {
	Record
	Client    netip.Addr // whoever the message was sent to; invalid if nobody in particular
	ClientMAC [6]byte    // zero if unknown
	Timed     bool       // Time is valid
	Time      int64      // ns since 1970 UTC
	Index     uint64     // position among all packets of all inputs, from 1; 0 for what holds from the start, as name resolution records
	decode.Place
}

// compare is a total order of answers, the oldest first: what is remembered must not
// depend on the order in which it came in.
func (a *Answer) compare(b *Answer) int {
	if a.Index != b.Index { // as most do: that spares to look at the rest
		return cmp.Compare(a.Index, b.Index)
	}
	return cmp.Or(
		cmp.Compare(a.Input, b.Input), // differ only where Index does not count
		cmp.Compare(a.Frame, b.Frame),
		cmp.Compare(a.Via, b.Via),
		cmp.Compare(a.Name, b.Name),
		a.Addr.Compare(b.Addr),
		slices.Compare(a.Chain, b.Chain),
		cmp.Compare(a.TTL, b.TTL),
		a.Client.Compare(b.Client),
		slices.Compare(a.ClientMAC[:], b.ClientMAC[:]),
	)
}

// offerMade is an offer with when it was made: the Index of its packet.
type offerMade struct {
	Offer
	index uint64
}

// compare is a total order of offers that differ in what matters, the oldest first.
func (o *offerMade) compare(p *offerMade) int {
	return cmp.Or(cmp.Compare(o.index, p.index), cmp.Compare(o.Name, p.Name))
}

// Book holds what messages said: the newest [MaxAnswers] answers of all that were
// added, in whatever order. Its zero value is empty. With a book for each virtual
// shard, what is forgotten does not depend on how many workers share the shards.
type Book struct {
	answers []*Answer // they do not change: directories share them
	offers  []*offerMade
}

// Add remembers an answer.
func (b *Book) Add(a Answer) {
	b.answers = append(b.answers, &a)
	if len(b.answers) > MaxAnswers+MaxAnswers/4 { // not each time: it sorts
		b.answers = newest(b.answers, MaxAnswers, (*Answer).compare)
	}
}

// AddOffer remembers an offer made by the packet of that index. One without a name is none.
func (b *Book) AddOffer(o Offer, index uint64) {
	if o.Name == "" {
		return
	}
	b.offers = append(b.offers, &offerMade{o, index})
	if len(b.offers) > maxOffers+maxOffers/4 {
		b.offers = newest(b.offers, maxOffers, (*offerMade).compare)
	}
}

// newest sorts all and returns its last n.
func newest[T any](all []*T, n int, compare func(a, b *T) int) []*T {
	slices.SortFunc(all, compare)
	if old := len(all) - n; old > 0 {
		all = slices.Delete(all, 0, old)
	}
	return all
}
