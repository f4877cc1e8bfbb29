package amount

import "github.com/shopspring/decimal"

var half = decimal.New(5, -1)

// Interval is the closed range of values a figure can stand for. Lo is never
// above Hi. The zero Interval is the point 0.
type Interval struct {
	Lo, Hi decimal.Decimal
}

// Point is an exact figure: a count, a share that was computed.
func Point(v decimal.Decimal) Interval { return Interval{v, v} }

// Rounded is what a figure printed with so many decimals stands for: half a
// unit of its last place to either side, bounds included.
func Rounded(v decimal.Decimal, decimals int32) Interval {
	h := decimal.New(5, -decimals-1)
	return Interval{v.Sub(h), v.Add(h)}
}

// Between is the interval of two bounds in either order.
func Between(a, b decimal.Decimal) Interval {
	if a.GreaterThan(b) {
		a, b = b, a
	}
	return Interval{a, b}
}

// Mid is the middle, which is the printed figure for Rounded and for sums,
// differences and multiples of such.
func (i Interval) Mid() decimal.Decimal { return i.Lo.Add(i.Hi).Mul(half) }

// Slack is half the width: how far the true value can be from Mid.
func (i Interval) Slack() decimal.Decimal { return i.Hi.Sub(i.Lo).Mul(half) }

// Contains reports whether v lies in the interval, bounds included.
func (i Interval) Contains(v decimal.Decimal) bool {
	return v.GreaterThanOrEqual(i.Lo) && v.LessThanOrEqual(i.Hi)
}

// Intersects reports whether the two have a value in common; to touch is
// enough. It is the one meaning of "consistent" everywhere.
func (i Interval) Intersects(o Interval) bool {
	return i.Lo.LessThanOrEqual(o.Hi) && o.Lo.LessThanOrEqual(i.Hi)
}

// Intersect is the range both allow; ok is false if there is none.
func (i Interval) Intersect(o Interval) (both Interval, ok bool) {
	if !i.Intersects(o) {
		return Interval{}, false
	}
	return Interval{decimal.Max(i.Lo, o.Lo), decimal.Min(i.Hi, o.Hi)}, true
}

// Neg mirrors the interval; its bounds change places.
func (i Interval) Neg() Interval { return Interval{i.Hi.Neg(), i.Lo.Neg()} }

// Add is the range of x + y.
func (i Interval) Add(o Interval) Interval { return Interval{i.Lo.Add(o.Lo), i.Hi.Add(o.Hi)} }

// Sub is the range of x - y.
func (i Interval) Sub(o Interval) Interval { return i.Add(o.Neg()) }

// Scale is the range of f·x; a negative factor swaps the bounds.
func (i Interval) Scale(f decimal.Decimal) Interval { return Between(i.Lo.Mul(f), i.Hi.Mul(f)) }

// In converts from one unit of money to another, exactly.
func (i Interval) In(from, to Unit) (Interval, bool) {
	lo, ok := Convert(i.Lo, from, to)
	if !ok {
		return Interval{}, false
	}
	hi, _ := Convert(i.Hi, from, to)
	return Interval{lo, hi}, true
}

// Sum is the range of the sum of all; the point 0 for none.
func Sum(parts ...Interval) Interval {
	var s Interval
	for _, p := range parts {
		s = s.Add(p)
	}
	return s
}

// quotientDigits is the precision of a quotient; its bounds are moved outward
// by one unit of this place, so that they never lie inside the true range.
const quotientDigits = 24

// Div is the range of x / y. ok is false if y may be zero: the quotient then
// says nothing (a rate on a base of 0).
func (i Interval) Div(o Interval) (q Interval, ok bool) {
	if o.Contains(decimal.Zero) {
		return Interval{}, false
	}
	ulp := decimal.New(1, -quotientDigits)
	first := true
	for _, a := range []decimal.Decimal{i.Lo, i.Hi} {
		for _, b := range []decimal.Decimal{o.Lo, o.Hi} {
			v := a.DivRound(b, quotientDigits)
			lo, hi := v, v
			if !v.Mul(b).Equal(a) {
				lo, hi = v.Sub(ulp), v.Add(ulp)
			}
			if first {
				q, first = Interval{lo, hi}, false
				continue
			}
			q = Interval{decimal.Min(q.Lo, lo), decimal.Max(q.Hi, hi)}
		}
	}
	return q, true
}

// Outcome of a comparison.
type Outcome string

const (
	Exact        Outcome = "exact"        // equal as printed
	Explained    Outcome = "rounding"     // not equal; the intervals meet
	Inconsistent Outcome = "inconsistent" // the intervals do not meet
)

// Comparison is a printed figure held against what it should be.
type Comparison struct {
	Outcome    Outcome
	Difference decimal.Decimal // middle of printed - middle of expected
	Slack      decimal.Decimal // the largest difference that rounding explains
}

// Compare holds a printed figure against an expected one in the same unit.
func Compare(printed, expected Interval) Comparison {
	c := Comparison{
		Outcome:    Inconsistent,
		Difference: printed.Mid().Sub(expected.Mid()),
		Slack:      printed.Slack().Add(expected.Slack()),
	}
	switch {
	case c.Difference.IsZero():
		c.Outcome = Exact
	case printed.Intersects(expected):
		c.Outcome = Explained
	}
	return c
}

// AtMost holds a printed part against the whole it is part of: consistent
// unless every value it can stand for is above every value of the whole. A
// part below the whole is Exact with a difference of zero.
func AtMost(part, whole Interval) Comparison {
	c := Compare(part, whole)
	if !c.Difference.IsPositive() {
		c.Outcome, c.Difference = Exact, decimal.Zero
	}
	return c
}
