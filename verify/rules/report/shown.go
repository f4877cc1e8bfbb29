package report

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// shown is all that a report prints, also in versions that were replaced, to be
// looked up.
type shown struct {
	loosely map[schema.Coordinates][]*verify.Sighting // of the report's own year, by line without fund and stage
	values  []amount.Interval                         // in yuan, by their middles, without zeros
	slack   decimal.Decimal                           // the largest of values
	codes   codesOf                                   // of its tables
}

// shownBy is what each report prints.
type shownBy map[*verify.Report]*shown

// everything is what the reports print.
var everything = verify.NewReportsView(func(ctx context.Context, rs *verify.Reports) (shownBy, error) {
	out := shownBy{}
	for _, r := range verify.InTime(ctx, rs.All) {
		s := &shown{loosely: map[schema.Coordinates][]*verify.Sighting{}}
		s.add(r.Figures)
		for _, d := range r.Superseded {
			s.add(verify.FiguresOf(d))
		}
		slices.SortFunc(s.values, func(a, b amount.Interval) int { return a.Mid().Cmp(b.Mid()) })
		out[r] = s
	}
	return out, nil
})

func (s *shown) add(figures []*verify.Sighting) {
	for _, f := range figures {
		s.codes.add(f)
		value := f.InYuan()
		if value.Mid().IsZero() {
			continue
		}
		s.values = append(s.values, value)
		s.slack = decimal.Max(s.slack, value.Slack())
		if at := loose(f.At); current(f.At.Stage) && len(s.loosely[at]) < verify.MostSightings {
			s.loosely[at] = append(s.loosely[at], f)
		}
	}
}

// prints reports that a figure of the report may be that value.
func (s *shown) prints(value amount.Interval) bool {
	least := value.Lo.Sub(s.slack)
	i, _ := slices.BinarySearchFunc(s.values, least, func(v amount.Interval, least decimal.Decimal) int {
		return v.Mid().Cmp(least)
	})
	most := value.Hi.Add(s.slack)
	for ; i < len(s.values) && s.values[i].Mid().LessThanOrEqual(most); i++ {
		if s.values[i].Intersects(value) {
			return true
		}
	}
	return false
}

// loose is a line whatever its fund and stage.
func loose(at schema.Coordinates) schema.Coordinates {
	at.Fund, at.Stage = "", ""
	return at
}

// current reports a stage of the report's own year.
func current(stage schema.Stage) bool {
	return stage == "budget" || stage == "adjusted" || stage == "final"
}
