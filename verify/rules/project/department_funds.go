package project

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "department_funds",
		TitleZH:  "部门整体绩效目标表的资金来源与收支总表一致",
		TitleEN:  "The overall performance table splits the budget as the summaries do",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "部门整体绩效目标表的{funds}为{printed}，按收支总表应为{expected}，{more}。",
			EN: "The overall performance table has {funds} of {printed}; the summaries give {expected}: {more}.",
		}},
		Kinds:   []string{"performance_overall", "revenue_expenditure_summary", "appropriation_summary"},
		Source:  "《部门整体绩效目标表》填报要求",
		Example: "财政资金 740.08 ｜ 财政拨款收入总计 730.08",
		Run:     departmentFunds,
	})
}

// departmentFunds holds fiscal funds against the summary of appropriation, and
// other funds against what that leaves of the summary of all.
func departmentFunds(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	all := p.Agreed(func(f *schema.Fact) bool {
		return f.Kind == schema.RevenueExpenditureSummary && f.Flow == "revenue" && f.Fund == "all" &&
			verify.GrandTotal(f.RowLabel)
	})
	fiscal := p.Agreed(func(f *schema.Fact) bool {
		return f.Kind == schema.AppropriationSummary && f.Flow == "revenue" && verify.GrandTotal(f.RowLabel)
	})
	own, other := overallFunds(p)
	for _, s := range []fundShare{
		{verify.Text{ZH: "财政资金", EN: "fiscal funds"}, own, fiscal, nil},
		{verify.Text{ZH: "其他资金", EN: "other funds"}, other, all, fiscal},
	} {
		switch {
		case len(s.parts) == 0:
		case all == nil || fiscal == nil:
			out = append(out, verify.NotCheckable(s.name.ZH, verify.ReasonNoTables, s.parts[0].As(0)))
		default:
			out = append(out, s.result(p, fiscal))
		}
	}
	return out, nil
}

// overallFunds are the lines of the overall performance table by source.
func overallFunds(p *verify.Pass) (own, other []verify.Observation) {
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Kind != schema.PerformanceOverall || !verify.Money(f.Amount) || strings.Contains(f.RowLabel, "总额") &&
			!strings.Contains(f.RowLabel, "安排") && !strings.Contains(f.RowLabel, "其他") {
			continue
		}
		switch {
		case strings.HasSuffix(f.RowLabel, "安排"):
			own = append(own, p.OfFact(f))
		case f.Fund == "other_funds":
			other = append(other, p.OfFact(f))
		}
	}
	return own, other
}

// fundShare is what the overall table prints of some funds, and the summary it
// is held against, less another.
type fundShare struct {
	name  verify.Text
	parts []verify.Observation
	whole *schema.Fact
	less  *schema.Fact
}

func (s *fundShare) result(p *verify.Pass, fiscal *schema.Fact) verify.Result {
	printed := s.parts[0]
	r := p.CompareSum(s.name.ZH, s.name.ZH, true, printed, p.OfFact(s.whole))
	want, ok := p.OfFact(s.whole).In(printed.Unit)
	have := printed.Interval
	for _, part := range s.parts[1:] {
		i, ok2 := part.In(printed.Unit)
		have, ok = have.Add(i), ok && ok2
		r.Operands = append(r.Operands, part.As(0))
	}
	if s.less != nil {
		less := p.OfFact(s.less)
		i, ok2 := less.In(printed.Unit)
		want, ok = want.Sub(i), ok && ok2
		r.Operands = append(r.Operands, less.As(-1))
	}
	if !ok {
		return r.NotCheckable(verify.ReasonUnits)
	}
	r.Compare(have, want)
	r.Say("", verify.Args{"funds": s.name})
	if r.Outcome == schema.Inconsistent && s.carriedOver(p, fiscal, have, want) {
		return r.NotCheckable(verify.ReasonCoverage)
	}
	return r
}

// carriedOver: fiscal money of the year before may stand with the other funds.
func (s *fundShare) carriedOver(p *verify.Pass, fiscal *schema.Fact, have, want amount.Interval) bool {
	unit := s.parts[0].Unit
	moved := want.Sub(have)
	if s.less != nil {
		moved = moved.Neg()
	}
	whole, ok := p.OfFact(fiscal).In(unit)
	return ok && p.CarriedOver(fiscal, verify.Observation{Interval: whole.Sub(moved), Unit: unit})
}
