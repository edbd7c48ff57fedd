package names

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBookKeepsTheNewest(t *testing.T) {
	var all []Answer
	for i := range 2*MaxAnswers + 7 {
		all = append(all, told(uint64(i+1), phone, "a.example", remoteA))
	}
	shuffle(all, 1)
	var b Book
	for _, a := range all {
		b.Add(a)
	}
	if len(b.answers) > MaxAnswers+MaxAnswers/4 {
		t.Errorf("holds %d answers", len(b.answers))
	}
	d := NewDirectory(byAddr, &b)
	if len(d.answers) != MaxAnswers || d.answers[0].Index != MaxAnswers+8 || d.answers[MaxAnswers-1].Index != 2*MaxAnswers+7 {
		t.Errorf("%d answers, from %d to %d", len(d.answers), d.answers[0].Index, d.answers[len(d.answers)-1].Index)
	}
}

func TestBookKeepsTheNewestOffers(t *testing.T) {
	var b Book
	b.AddOffer(Offer{}, 1)
	for i := range 3 * maxOffers {
		b.AddOffer(Offer{Name: "a.example"}, uint64(3*maxOffers-i))
	}
	if len(b.offers) > maxOffers+maxOffers/4 {
		t.Errorf("holds %d offers", len(b.offers))
	}
	offers := NewDirectory(byAddr, &b).offers["a.example"]
	if len(offers) != maxOffers || offers[0].index != 2*maxOffers+1 {
		t.Errorf("%d offers, from %d", len(offers), offers[0].index)
	}
}

// What a directory says must depend neither on the order of the answers nor on the
// books they came in.
func TestDirectoryOrder(t *testing.T) {
	var all []Answer
	random := rand.New(rand.NewPCG(1, 2))
	names := []string{"a.example", "b.example", "c.example"}
	for range 300 { // few indices, so that many are equal
		a := told(random.Uint64N(40), []netip.Addr{phone, tablet}[random.IntN(2)], names[random.IntN(3)],
			[]netip.Addr{remoteA, remoteB}[random.IntN(2)])
		a.Via = []Via{ViaHTTPDNS, ViaDNS, ViaPTR}[random.IntN(3)]
		a.TTL = random.Uint32N(3)
		a.Timed, a.Time = true, int64(a.Index)*1e9
		all = append(all, a)
	}
	var want []Match
	for seed := range uint64(20) {
		shuffle(all, seed)
		books := make([]*Book, 1+seed%5)
		for i := range books {
			books[i] = new(Book)
		}
		for i, a := range all {
			books[i%len(books)].Add(a)
		}
		d := NewDirectory(byAddr, books...)
		var got []Match
		for index := range uint64(42) {
			for _, device := range []netip.Addr{phone, tablet} {
				q := Query{Device: byAddr(device, [6]byte{}), Local: device, Remote: remoteA, Index: index, Timed: true, Time: int64(index) * 1e9}
				got = d.Find(q, got)
			}
		}
		if seed == 0 {
			want = got
		}
		if diff := cmp.Diff(want, got, compareAddrs); diff != "" {
			t.Fatalf("order %d: %s", seed, diff)
		}
	}
	if len(want) < 100 {
		t.Errorf("only %d matches compared", len(want))
	}
}

func shuffle(all []Answer, seed uint64) {
	slices.SortFunc(all, func(a, b Answer) int { return a.compare(&b) })
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
}
