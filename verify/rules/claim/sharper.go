package claim

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Of two sightings of one number the sharper is what percentages are worked out
// from: 110.00 of the table, not 110 of the text.

// finest is the sharpest sighting of the amount of a statement.
func (s *statement) finest(p *verify.Pass) verify.Observation {
	return s.finestOf(p, s.Amount, s.Coordinates)
}

// finestOf is the sharpest sighting of one of its amounts: its own, or that of a
// table which prints more of its decimals for some coordinates.
func (s *statement) finestOf(p *verify.Pass, a schema.Amount, at schema.Coordinates) verify.Observation {
	best := p.OfClaim(s.Claim, a)
	if a.Value.IsZero() || s.Approximate {
		return best
	}
	for _, f := range tried(single.Of(p)[at]) {
		o := p.OfFact(f)
		if o.Unit == best.Unit && o.Interval.Slack().LessThan(best.Interval.Slack()) &&
			o.Interval.Intersects(best.Interval) && !p.Untitled(f.TableID) {
			best = o
		}
	}
	return best
}

// sharper is what comes of a percentage that sharper figures give, where those
// beside it do not give it to the digit. What only these explain by rounding may
// have been worked out from them.
func sharper(own, sharp verify.Result) verify.Result {
	if sharp.Outcome == schema.NotCheckable {
		return own
	}
	sharp.Ambiguous = own.Holds() && !sharp.Holds()
	return sharp
}
