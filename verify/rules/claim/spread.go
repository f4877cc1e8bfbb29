package claim

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/verify"
)

// spread is the bounds of figures, each in order, so that how many of them can
// be a number is found without a look at each.
type spread struct {
	all    int // those in no unit of money too
	lo, hi []decimal.Decimal
}

// newSpread is the spread of the amounts of statements, in yuan.
func newSpread(of []*statement) *spread {
	s := &spread{all: len(of)}
	for _, o := range of {
		if i, ok := verify.Worth(o.Amount).In(yuan); ok {
			s.lo, s.hi = append(s.lo, i.Lo), append(s.hi, i.Hi)
		}
	}
	s.sort()
	return s
}

func (s *spread) sort() {
	slices.SortFunc(s.lo, decimal.Decimal.Cmp)
	slices.SortFunc(s.hi, decimal.Decimal.Cmp)
}

// agreeing counts the figures that can be a number.
func (s *spread) agreeing(i amount.Interval) int {
	below, _ := slices.BinarySearchFunc(s.hi, i.Lo, decimal.Decimal.Cmp)
	upTo, _ := slices.BinarySearchFunc(s.lo, i.Hi, func(v, most decimal.Decimal) int {
		if v.LessThanOrEqual(most) {
			return -1
		}
		return 1
	})
	return upTo - below
}
