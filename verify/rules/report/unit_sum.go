package report

import (
	"context"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "unit_sum",
		TitleZH:  "部门总计等于所属各单位公布的总计之和",
		TitleEN:  "The total of a department is the sum of what its units published",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "{where}印{printed}，所列{units}个单位各自公布的数之和为{expected}，相差{difference}；部门与单位之间、各单位之间的往来可能已抵销。",
			EN: "{where} prints {printed}, and what its {units} units published adds up to {expected}: a difference of " +
				"{difference}. Money that moved between them may have been left out.",
		}},
		Kinds:   []string{"any"},
		Source:  "部门预算由所属各单位预算汇编而成（《预算法》第三十二条及其实施条例）",
		Example: "部门支出总计3,000.00万元，所属三个单位分别公布1,000.00、900.00、1,000.00万元",
		Across:  unitSum,
	})
}

// totals are what is added up: the whole of revenue and of expenditure.
var totals = []schema.Coordinates{{Flow: "expenditure", Fund: "all"}, {Flow: "revenue", Fund: "all"},
	{Flow: "expenditure", Fund: "fiscal_appropriation"}}

func unitSum(ctx context.Context, rs *verify.Reports) (out []verify.Result, _ error) {
	for _, r := range verify.InTime(ctx, rs.All) {
		if verify.Level(r.Kind) != "department" {
			continue
		}
		listed, err := unitsOf(ctx, rs, r)
		if err != nil {
			return nil, err
		}
		for _, at := range totals {
			if at.Stage = "budget"; verify.Final(r.Kind) {
				at.Stage = "final"
			}
			whole := r.At(at)
			of := lists(listed, at)
			if len(whole) == 0 || len(of) < 2 {
				continue
			}
			out = append(out, sumOf(whole, of, at))
		}
	}
	return out, nil
}

// lists are the units of which a figure of that coordinate is listed.
func lists(all []*unit, at schema.Coordinates) (of []*unit) {
	for _, u := range all {
		at.Organization = u.name
		for _, f := range u.figures {
			if f.At == at {
				of = append(of, u)
				break
			}
		}
	}
	return of
}

// sumOf holds a total against those of the units. Of those that are not there
// the names stand among the operands.
func sumOf(whole []*verify.Sighting, of []*unit, at schema.Coordinates) verify.Result {
	total := whole[0]
	r := verify.Result{Key: keyOf(total), TableID: total.Operand.TableID, Unit: total.Unit, Certain: true,
		Operands: []schema.Operand{total.As(0)}, Ambiguous: total.Unsure}
	var sum amount.Interval
	missing := false
	for _, u := range of {
		var own []*verify.Sighting
		if u.report != nil {
			own = u.report.At(at)
		}
		if len(own) == 0 {
			missing = true
			o := schema.Operand{DocumentID: total.Operand.DocumentID, File: total.Operand.File, Row: -1, Column: -1,
				RowLabel: u.name, Sign: 1}
			r.Operands = append(r.Operands, o)
			continue
		}
		theirs, _ := own[0].In(total.Unit) // both are of money
		sum = sum.Add(theirs)
		r.Operands = append(r.Operands, own[0].As(1))
		r.Ambiguous = r.Ambiguous || own[0].Unsure
	}
	if missing {
		return r.NotCheckable(verify.ReasonUnitsMissing)
	}
	for _, f := range whole {
		if mine, _ := f.In(total.Unit); mine.Intersects(sum) {
			r.Operands[0] = f.As(0)
			total = f
			break
		}
	}
	mine, _ := total.In(r.Unit)
	r.Compare(mine, sum)
	r.Say("", verify.Args{"units": len(of)})
	return r
}
