package table

import (
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
)

// TestRuns holds the search for runs against the plain one, which adds every
// run up.
func TestRuns(t *testing.T) {
	overlaps := func(parts []amount.Interval, c amount.Comparison) bool {
		excess := amount.Between(c.Difference.Neg().Sub(c.Slack), c.Difference.Neg().Add(c.Slack))
		for i := range parts {
			var run amount.Interval
			for _, p := range parts[i:] {
				run = run.Add(p)
				if !run.Mid().IsZero() && excess.Contains(run.Mid()) {
					return true
				}
			}
		}
		return false
	}
	nests := func(parts []amount.Interval, total amount.Interval) bool {
		var top amount.Interval
		held := 0
		for i := 0; i < len(parts); i++ {
			top = top.Add(parts[i])
			if parts[i].Mid().IsZero() {
				continue
			}
			var run amount.Interval
			nonzero := 0
			for j := i + 1; j < len(parts); j++ {
				run = run.Add(parts[j])
				if !parts[j].Mid().IsZero() {
					nonzero++
				}
				if nonzero > 0 && run.Intersects(parts[i]) {
					held += nonzero
					i = j
					break
				}
			}
		}
		return held >= 2 && top.Intersects(total) || leads(parts)
	}
	random := rand.New(rand.NewPCG(1, 2))
	seen := map[[2]bool]int{}
	for range 5000 {
		parts := make([]amount.Interval, 1+random.IntN(12))
		for i := range parts {
			v := int64(random.IntN(9))
			if random.IntN(4) == 0 {
				v = -v
			}
			parts[i] = amount.Rounded(decimal.New(v*10+int64(random.IntN(2)), -1), int32(random.IntN(2)))
		}
		total := amount.Rounded(decimal.New(int64(random.IntN(400)-100), -1), 1)
		if got, want := nested(parts, total), nests(parts, total); got != want {
			t.Fatalf("nested(%v, %v) = %v", parts, total, got)
		}
		c := amount.Compare(total, amount.Sum(parts...))
		if c.Outcome != amount.Inconsistent {
			continue
		}
		if got, want := overlapping(parts, c), overlaps(parts, c); got != want {
			t.Fatalf("overlapping(%v, %v) = %v", parts, c, got)
		}
		seen[[2]bool{nested(parts, total), overlapping(parts, c)}]++
	}
	for _, k := range [][2]bool{{false, false}, {false, true}, {true, false}, {true, true}} {
		if seen[k] == 0 {
			t.Errorf("nothing is nested %v and overlaps %v", k[0], k[1])
		}
	}
}

// TestDeeplyNested: lines of three levels are no parts of one total, unless
// those of the highest do not add up to it. 50 is 38 and 12, 38 is 27 and 11.
func TestDeeplyNested(t *testing.T) {
	var parts []amount.Interval
	for _, v := range []int64{50, 38, 27, 11, 12, 7, 9} {
		parts = append(parts, amount.Point(decimal.NewFromInt(v)))
	}
	for total, want := range map[int64]bool{66: true, 65: false, 116: false} {
		if got := deeplyNested(parts, amount.Point(decimal.NewFromInt(total))); got != want {
			t.Errorf("deeplyNested for %d = %v", total, got)
		}
	}
}
