package table

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
)

// Term is a part of a sum.
type Term struct {
	*Figure
	Sign int // 1, or -1 for what is taken off
}

// Sum is one relation that the structure of a table states: a printed figure
// and the parts that make it.
type Sum struct {
	Kind  Kind // of those that lines state; empty for others
	Side  int
	Col   int // the column of amounts of Side in which the lines state it
	Total *Figure
	Parts []Term
	// AtMost: the parts are only some of the total.
	AtMost bool
	// Certain: the form itself says so. What is not certain was inferred.
	Certain bool
	// Lines: the parts are lines under or over the total, in their order.
	Lines bool
	// Flat: nothing tells levels among the parts apart, so that one of them may
	// be the sum of others.
	Flat bool
	// Doubted: the sum holds in another reading of the side.
	Doubted bool
	// Selected: without it the side would have been read in another way. That it
	// holds proves nothing.
	Selected bool
}

// Why says why a sum cannot be told.
type Why uint8

const (
	Told        Why = iota
	TotalBlank      // the total is blank
	PartsBlank      // all parts are
	PartBlank       // a part is, in a column that prints zeros
	SomeBlank       // a part of which is; the others are not too much
	NotNumber       // something else than a number is printed
	UnitsDiffer     // the figures are of several units
	MayOverlap      // the lines may hold one another
)

// Verdict is what came of a sum.
type Verdict struct {
	Why               Why // if not Told, the Outcome says nothing
	Outcome           amount.Outcome
	Expected, Printed decimal.Decimal
	Difference, Slack decimal.Decimal
	// Telling: enough figures other than nothing that to hold is no accident.
	Telling bool
}

// Holds reports whether the sum can be told and holds.
func (v *Verdict) Holds() bool { return v.Why == Told && v.Outcome != amount.Inconsistent }

// Fails reports whether the sum can be told and does not hold.
func (v *Verdict) Fails() bool { return v.Why == Told && v.Outcome == amount.Inconsistent }

// PrintsAnything reports whether any figure of a sum is printed: a relation
// between blanks is none.
func (s *Sum) PrintsAnything() bool {
	return s.Total.State != Blank || slices.ContainsFunc(s.Parts, func(t Term) bool { return t.State != Blank })
}

// Blanks are the parts that nothing is printed for.
func (s *Sum) Blanks() (out []*Figure) {
	for _, p := range s.Parts {
		if p.State == Blank {
			out = append(out, p.Figure)
		}
	}
	return out
}

// Exceeded reports that the parts that are printed are already more than their total by
// the difference, which no part left out can explain where nothing is below
// zero.
func (m *Model) Exceeded(s *Sum, difference decimal.Decimal) bool {
	takenOff := slices.ContainsFunc(s.Parts, func(t Term) bool { return t.Sign < 0 })
	return difference.IsNegative() && !m.Negative && !takenOff
}

// Check works a sum out.
func (m *Model) Check(s *Sum) Verdict {
	var parts []amount.Interval
	blank, suspicious, nonzero, units := false, false, 0, true
	for _, p := range s.Parts {
		switch p.State {
		case Number:
			i := p.Interval
			if p.Sign < 0 {
				i = i.Neg()
			}
			parts = append(parts, i)
			units = units && p.Unit == s.Total.Unit
			if !p.Value.IsZero() {
				nonzero++
			}
		case Unreadable:
			return Verdict{Why: NotNumber}
		case Blank:
			blank = true
			suspicious = suspicious || m.Columns[p.Col].Zeros
		}
	}
	switch {
	case s.Total.State == Unreadable:
		return Verdict{Why: NotNumber}
	case s.Total.State != Number:
		return Verdict{Why: TotalBlank}
	case len(parts) == 0:
		return Verdict{Why: PartsBlank}
	case !units:
		return Verdict{Why: UnitsDiffer}
	}
	expected := amount.Sum(parts...)
	var cmp amount.Comparison
	if s.AtMost {
		cmp = amount.AtMost(expected, s.Total.Interval)
		cmp.Difference = cmp.Difference.Neg()
	} else {
		cmp = amount.Compare(s.Total.Interval, expected)
	}
	v := Verdict{
		Outcome: cmp.Outcome, Expected: expected.Mid(), Printed: s.Total.Interval.Mid(),
		Difference: cmp.Difference, Slack: cmp.Slack,
		Telling: !s.Total.IsZero() && nonzero >= 2,
	}
	fails := cmp.Outcome == amount.Inconsistent
	switch {
	case fails && (s.Flat && overlapping(parts, cmp) ||
		s.Lines && !s.AtMost && (nested(parts, s.Total.Interval) || deeplyNested(parts, s.Total.Interval))):
		v.Why = MayOverlap
	case fails && !s.AtMost && suspicious && !m.Exceeded(s, v.Difference):
		v.Why = PartBlank
	case !fails && s.AtMost && blank:
		v.Why = SomeBlank // too much without it is too much; enough room is none for what is not printed
	}
	return v
}
