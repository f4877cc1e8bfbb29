package normalize

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// TestSeen: the order of sightings finds what looking at each of them would.
func TestSeen(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	interval := func() amount.Interval {
		lo := random.Int64N(30)
		return amount.Interval{Lo: decimal.New(lo, 0), Hi: decimal.New(lo+random.Int64N(4), 0)}
	}
	at := schema.Coordinates{}
	for range 3000 {
		var all []sighting
		for range random.IntN(8) {
			table := []string{"", "t1", "t2", "t3"}[random.IntN(4)]
			all = append(all, sighting{table, interval()})
		}
		s := sightings{at: reaches(slices.Clone(all))}
		for _, table := range []string{"t1", "t2", "t4"} {
			worth := interval()
			want := slices.ContainsFunc(all, func(o sighting) bool { return o.table != table && o.Intersects(worth) })
			if got := s.seen(table, at, worth); got != want {
				t.Fatalf("%v of %s among %v: %v; want %v", worth, table, all, got, want)
			}
		}
	}
}
